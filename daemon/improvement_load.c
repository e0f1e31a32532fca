/* Improvements out of the database. */
#include <json-c/json.h>
#include <stdlib.h>

#include "daemon/access.h"
#include "daemon/complaint_int.h"
#include "daemon/improvement_int.h"
#include "daemon/record_row.h"
#include "proto/arena.h"
#include "proto/codec.h"

static const char *text_of(struct record_row_reader *reader, json_object *link, const char *name)
{
    json_object *value;
    if (!json_object_object_get_ex(link, name, &value) || value == NULL) return NULL;
    const char *text = arena_strdup(reader->arena, json_object_get_string(value));
    reader->failed |= text == NULL;
    return text;
}

static int64_t number_of(json_object *link, const char *name)
{
    json_object *value;
    return json_object_object_get_ex(link, name, &value) ? json_object_get_int64(value) : 0;
}

/* As put_links() of workflow/improvement.c wrote them. */
static void read_links(struct record_row_reader *reader, struct improvement *row)
{
    const char *text = record_row_text(reader);
    json_object *list = text == NULL ? NULL : json_tokener_parse(text);
    size_t count = list == NULL ? 0 : json_object_array_length(list);
    struct improvement_link *links = arena_array(reader->arena, count + 1, sizeof *links);
    reader->failed |= links == NULL;
    for (size_t i = 0; links != NULL && i < count; i++) {
        json_object *link = json_object_array_get_idx(list, i);
        links[i] = (struct improvement_link){.kind = (enum basis)number_of(link, "kind"),
                                             .target = text_of(reader, link, "target"),
                                             .id = number_of(link, "id"),
                                             .note = text_of(reader, link, "note"),
                                             .by = (int32_t)number_of(link, "by"),
                                             .at_us = NO_TIME};
        const char *at = text_of(reader, link, "at");
        if (at != NULL) (void)time_parse(at, &links[i].at_us);
    }
    json_object_put(list);
    row->links = links;
    row->link_count = links == NULL ? 0 : count;
}

static void read_row(struct record_row_reader *reader, struct improvement *row)
{
    row->state = (enum improvement_state)record_row_number(reader);
    row->state_at_us = record_row_time(reader);
    row->title = record_row_text(reader);
    row->description = record_row_text(reader);
    row->owner_id = record_row_id(reader);
    row->added_by = record_row_id(reader);
    row->added_at_us = record_row_time(reader);
    row->due_at_us = record_row_time(reader);
    row->cost = record_row_decimal(reader);
    row->currency = record_row_text(reader);
    row->reason = record_row_text(reader);
    row->metric = (enum metric)name_number(&metric_names, record_row_text(reader));
    row->metric_office_id = record_row_id(reader);
    row->metric_service_id = record_row_id(reader);
    row->aim = (enum aim)record_row_number(reader);
    row->before = record_row_decimal(reader);
    row->after = record_row_decimal(reader);
    read_links(reader, row);
    row->line = record_row_text(reader);
    row->language = record_row_text(reader);
    row->published = db_get_bool(reader->rows, 0, reader->column++);
    row->published_at_us = record_row_time(reader);
    record_row_bytes(reader, row->salt, sizeof row->salt);
    row->told_to = record_row_number(reader);
    row->telling = record_row_alarm(reader);
}

/* "3,17,20" */
static void read_owners(struct record_row_reader *reader, struct improvement_audience *audience)
{
    const char *list = record_row_text(reader);
    size_t count = 0;
    for (const char *at = list; at != NULL && *at != '\0'; at++) count += at == list || *at == ',';
    int32_t *owners = arena_array(reader->arena, count + 1, sizeof *owners);
    reader->failed |= owners == NULL;
    for (size_t i = 0; owners != NULL && i < count; i++) {
        char *end;
        owners[i] = (int32_t)strtol(list, &end, 10);
        list = end + (*end == ',');
    }
    audience->owners = owners;
    audience->owner_count = owners == NULL ? 0 : count;
}

/* The next ones of the feedback linked to it who are written to. */
static void read_customers(struct record_row_reader *reader, struct improvement_audience *audience)
{
    const char *text = record_row_text(reader);
    json_object *list = text == NULL ? NULL : json_tokener_parse(text);
    size_t count = list == NULL ? 0 : json_object_array_length(list);
    audience->more = count > IMPROVEMENT_PORTION;
    if (audience->more) count = IMPROVEMENT_PORTION;
    struct decision_customer *customers = arena_array(reader->arena, count + 1, sizeof *customers);
    reader->failed |= customers == NULL;
    for (size_t i = 0; customers != NULL && i < count; i++) {
        json_object *one = json_object_array_get_idx(list, i);
        customers[i] =
            (struct decision_customer){.id = number_of(one, "id"),
                                       .name = text_of(reader, one, "name"),
                                       .email = text_of(reader, one, "email"),
                                       .address = text_of(reader, one, "address"),
                                       .language = text_of(reader, one, "language"),
                                       .channel = (enum channel)number_of(one, "channel")};
    }
    json_object_put(list);
    audience->customers = customers;
    audience->customer_count = customers == NULL ? 0 : count;
}

/* Whether the case that a link names is there, and the caller may see it. */
static bool read_case(const struct request *request, struct record_row_reader *reader,
                      int32_t agency_id)
{
    struct kase row = {.agency_id = agency_id};
    bool there = !PQgetisnull(reader->rows, 0, reader->column);
    row.office_id = record_row_id(reader);
    row.handling_agency_id = record_row_id(reader);
    row.handler_id = record_row_id(reader);
    row.case_manager_id = record_row_id(reader);
    row.queue_id = record_row_id(reader);
    return there && access_case_roles(request->desk, request->who->staff, &row, NULL, 0) != 0;
}

/* The same for a complaint: one that the caller may not see is as one that is not there. */
static bool read_complaint(const struct request *request, struct record_row_reader *reader,
                           int32_t agency_id)
{
    struct complaint complaint;
    int column = reader->column;
    reader->column += COMPLAINT_SIGHT_COLUMNS;
    return complaint_read_sight(reader->rows, 0, column, agency_id, &complaint) &&
           access_complaint_roles(request->desk, request->who->staff, &complaint) != 0;
}

/* The columns of the improvement itself, and whom it tells. */
static void read_improvement(struct record_row_reader *reader, struct improvement *row,
                             struct improvement_audience *audience)
{
    row->header.kind = RECORD_IMPROVEMENT;
    read_row(reader, row);
    read_owners(reader, audience);
    read_customers(reader, audience);
}

bool improvement_from_row(struct arena *arena, const PGresult *rows, struct improvement *row,
                          struct improvement_audience *audience)
{
    struct record_row_reader reader = {arena, rows, RECORD_COLUMNS, false};
    read_improvement(&reader, row, audience);
    return !reader.failed;
}

bool improvement_read(struct request *request, struct record_work *work, const PGresult *rows)
{
    struct improvement_loaded *loaded = arena_alloc(request->arena, sizeof *loaded);
    struct record_row_reader reader = {request->arena, rows, RECORD_COLUMNS, false};
    if (loaded == NULL) return false;
    work->before = loaded;
    work->header.kind = RECORD_IMPROVEMENT;
    loaded->row.header = work->header;
    read_improvement(&reader, &loaded->row, &loaded->audience);
    loaded->case_seen = read_case(request, &reader, work->header.agency_id);
    loaded->complaint_seen = read_complaint(request, &reader, work->header.agency_id);
    work->ids = improvement_ids(&loaded->audience);
    return !reader.failed;
}

int improvement_ids(const struct improvement_audience *audience)
{
    return DECISION_IDS + (int)(audience->owner_count + audience->customer_count);
}

uint32_t improvement_roles(const struct request *request, const struct record_work *work)
{
    const struct improvement_loaded *loaded = work->before;
    const struct improvement *row = &loaded->row;
    return access_record_roles(request->who->staff, row->header.agency_id, row->header.office_id,
                               row->owner_id, 0);
}
