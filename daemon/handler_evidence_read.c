/* Lists of evidence, one of it, and what each kind says. */
#include "daemon/evidence_int.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/record_list.h"
#include "proto/arena.h"
#include "proto/json_write.h"

enum { EVENTS_SHOWN = 50 };

static void show(struct request *request)
{
    const struct record_work *work = request->state;
    struct db_statement *statement = request_statement(request, QUERY_EVIDENCE_SHOW);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)work->header.agency_id);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, work->header.agency_id);
    db_int(&statement->params, work->header.id);
    db_int(&statement->params, EVENTS_SHOWN);
    request_query(request, DB_READ, agencies, statement, 1, record_shown);
}

void handle_evidence_show(struct request *request)
{
    static const struct record_way way = EVIDENCE_WAY(NULL);
    record_look(request, &way, show);
}

/* The agencies whose figures the caller may see, of those asked for. NULL: the arena is full. */
static const char *agencies_of(struct request *request)
{
    const struct staff *staff = request->who->staff;
    const char *code = request_query_value(request, "agency");
    const struct agency *agency = code == NULL ? NULL : desk_agency_by_code(request->desk, code);
    if (code == NULL) return access_agencies(request->arena, request->desk, staff, ROLES_FIGURES);
    if (agency == NULL || (access_agency_roles(staff, agency->id) & ROLES_FIGURES) == 0)
        return "{}";
    return arena_printf(request->arena, "{%d}", (int)agency->id);
}

static void list(struct request *request, const struct record_filter *filter, int kind, int state)
{
    struct db_statement *statement = request_statement(request, QUERY_EVIDENCE_LIST);
    const char *agencies = agencies_of(request);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_text(params, agencies);
    record_filter_id(params, filter->cursor_id);
    db_int(params, filter->limit);
    record_filter_id(params, kind);
    record_filter_id(params, state);
    record_filter_id(params, filter->owner == NULL ? 0 : filter->owner->id);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

/* Whose training or plan it is; false: nobody of that name is there. */
static bool read_staff(struct request *request, struct record_filter *filter)
{
    const char *user_name = request_query_value(request, "staff");
    if (user_name != NULL) filter->owner = desk_staff_by_user_name(request->desk, user_name);
    return user_name == NULL || filter->owner != NULL;
}

void handle_evidence_list(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct record_filter filter = {.owner = NULL};
    int kind = record_filter_name("kind", request_query_value(request, "kind"),
                                  &evidence_kind_names, &error);
    int state = record_filter_name("state", request_query_value(request, "state"),
                                   &evidence_state_names, &error);
    bool anybody = read_staff(request, &filter);
    request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &filter.limit, &error);
    record_filter_cursor(request, &filter, &error);
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else if (!anybody)
        record_filter_nothing(request);
    else
        list(request, &filter, kind, state);
}

/* ---- kinds ---- */

static void put_field(struct json *json, const struct evidence_field *field)
{
    bool number = field->type == EVIDENCE_NUMBER;
    json_object(json, NULL);
    json_string(json, "name", field->name);
    json_string(json, "type", evidence_type_names.names[field->type]);
    json_bool(json, "required", field->required);
    if (number) json_number(json, "min", field->min);
    if (number) json_number(json, "max", field->max);
    if (field->words != NULL) {
        json_array(json, "words");
        for (int i = 1; i < field->words->count; i++)
            json_string(json, NULL, field->words->names[i]);
        json_array_end(json);
    }
    json_object_end(json);
}

void handle_evidence_kinds(struct request *request)
{
    struct json json;
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_array(&json, "items");
    for (int kind = 1; kind < EVIDENCE_KINDS; kind++) {
        json_object(&json, NULL);
        json_string(&json, "kind", name_of(&evidence_kind_names, kind));
        json_array(&json, "fields");
        for (size_t i = 0; i < evidence_kinds[kind].count; i++)
            put_field(&json, &evidence_kinds[kind].fields[i]);
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    request_answer_written(request, &json);
}
