/* The document of an improvement: the columns of db/query/batch_record_improvement.sql. */
#include "proto/json_write.h"
#include "workflow/improvement_int.h"

static void put_links(struct json *json, const struct improvement *row)
{
    json_array(json, "links");
    for (size_t i = 0; i < row->link_count; i++) {
        const struct improvement_link *link = &row->links[i];
        json_object(json, NULL);
        json_number(json, "kind", (int64_t)link->kind);
        json_string(json, "target", link->target);
        json_number(json, "id", link->id);
        json_string(json, "note", link->note);
        json_number(json, "by", link->by);
        json_time(json, "at", link->at_us);
        json_object_end(json);
    }
    json_array_end(json);
}

static const char *document(struct arena *arena, const struct improvement *row)
{
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_number(&json, "state", (int64_t)row->state);
    json_time(&json, "state_at", row->state_at_us);
    json_string(&json, "title", row->title);
    json_string(&json, "description", row->description);
    json_number(&json, "office_id", row->header.office_id);
    json_number(&json, "service_id", row->header.service_id);
    json_number(&json, "owner_id", row->owner_id);
    json_number(&json, "added_by", row->added_by);
    json_time(&json, "added_at", row->added_at_us);
    json_time(&json, "due_at", row->due_at_us);
    json_decimal(&json, "cost", row->cost);
    json_string(&json, "currency", row->currency);
    json_string(&json, "reason", row->reason);
    json_string(&json, "indicator",
                row->metric == METRIC_NONE ? NULL : name_of(&metric_names, (int)row->metric));
    json_number(&json, "metric_office_id", row->metric_office_id);
    json_number(&json, "metric_service_id", row->metric_service_id);
    json_number(&json, "aim", (int64_t)row->aim);
    json_decimal(&json, "value_before", row->before);
    json_decimal(&json, "value_after", row->after);
    put_links(&json, row);
    json_string(&json, "line", row->line);
    json_string(&json, "language", row->language);
    json_bool(&json, "published", row->published);
    json_time(&json, "published_at", row->published_at_us);
    json_number(&json, "told_to", row->told_to);
    json_hex(&json, "salt", row->salt, sizeof row->salt);
    json_object_end(&json);
    return json_text(&json, &length);
}

enum error_code improvement_end(struct record_decision *decision, struct improvement *after)
{
    after->header = decision->row;
    return record_end(decision, document(decision->context->arena, after));
}
