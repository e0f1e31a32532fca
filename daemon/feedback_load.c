/* Feedback out of the database, and as JSON. */
#include "daemon/access.h"
#include "daemon/desk_json.h"
#include "daemon/feedback_int.h"
#include "daemon/record_row.h"
#include "proto/arena.h"
#include "proto/json_write.h"

static void read_row(struct record_row_reader *reader, struct feedback *row)
{
    row->kind = (enum feedback_kind)record_row_number(reader);
    row->state = (enum feedback_state)record_row_number(reader);
    row->customer_id = record_row_number(reader);
    row->case_id = record_row_number(reader);
    row->improvement_id = record_row_number(reader);
    row->about_office_id = record_row_id(reader);
    row->about_staff_id = record_row_id(reader);
    row->owner_id = record_row_id(reader);
    row->language = record_row_text(reader);
    row->received_at_us = record_row_time(reader);
    row->logged_at_us = record_row_time(reader);
    row->logged_by = record_row_id(reader);
    row->answered_at_us = record_row_time(reader);
    row->answered_by = record_row_id(reader);
    row->closed_at_us = record_row_time(reader);
    row->text = record_row_text(reader);
    row->answer = record_row_text(reader);
    row->reason = record_row_text(reader);
    record_row_bytes(reader, row->salt, sizeof row->salt);
    row->accepted = record_row_number(reader) != 0;
    row->linked_at_us = record_row_time(reader);
}

/* The case it is about, when the caller may see it. */
static void read_case(const struct request *request, struct record_row_reader *reader,
                      struct feedback_loaded *loaded)
{
    struct kase row = {.agency_id = loaded->row.header.agency_id, .id = loaded->row.case_id};
    row.office_id = record_row_id(reader);
    row.handling_agency_id = record_row_id(reader);
    row.handler_id = record_row_id(reader);
    row.case_manager_id = record_row_id(reader);
    row.queue_id = record_row_id(reader);
    const char *reference = record_row_text(reader);
    if (access_case_roles(request->desk, request->who->staff, &row, NULL, 0) != 0)
        loaded->case_reference = reference;
}

/* The reference of an improvement, when the caller may see it. */
static const char *read_improvement(const struct request *request, struct record_row_reader *reader,
                                    int32_t agency_id)
{
    int32_t office_id = record_row_id(reader), owner_id = record_row_id(reader);
    const char *reference = record_row_text(reader);
    uint32_t roles = access_record_roles(request->who->staff, agency_id, office_id, owner_id, 0);
    return roles == 0 ? NULL : reference;
}

bool feedback_read(struct request *request, struct record_work *work, const PGresult *rows)
{
    struct feedback_loaded *loaded = arena_alloc(request->arena, sizeof *loaded);
    struct record_row_reader reader = {request->arena, rows, RECORD_COLUMNS, false};
    if (loaded == NULL) return false;
    work->before = loaded;
    work->header.kind = RECORD_FEEDBACK;
    loaded->row.header = work->header;
    read_row(&reader, &loaded->row);
    read_case(request, &reader, loaded);
    loaded->improvement_reference = read_improvement(request, &reader, work->header.agency_id);
    int32_t other_agency_id = record_row_id(&reader);
    loaded->other_reference = read_improvement(request, &reader, other_agency_id);
    loaded->customer.id = loaded->customer_id = record_row_number(&reader);
    loaded->customer.name = record_row_text(&reader);
    loaded->customer.email = record_row_text(&reader);
    loaded->customer.address = record_row_text(&reader);
    loaded->customer.language = record_row_text(&reader);
    loaded->customer.channel = (enum channel)record_row_number(&reader);
    return !reader.failed;
}

uint32_t feedback_roles(const struct request *request, const struct record_work *work)
{
    const struct feedback_loaded *loaded = work->before;
    const struct feedback *row = &loaded->row;
    return access_record_roles(request->who->staff, row->header.agency_id, row->header.office_id,
                               row->owner_id,
                               row->kind == FEEDBACK_COMPLIMENT ? row->about_staff_id : 0);
}

/* ---- JSON ---- */

static void put_about(struct json *json, const struct desk *desk,
                      const struct feedback_loaded *feedback)
{
    const struct feedback *row = &feedback->row;
    desk_json_text(json, "agency", DESK_CODE(desk, agency, row->header.agency_id));
    desk_json_text(json, "office", DESK_CODE(desk, office, row->header.office_id));
    desk_json_text(json, "channel", name_of(&channel_names, (int)row->header.channel));
    desk_json_text(json, "service", DESK_CODE(desk, service, row->header.service_id));
    desk_json_text(json, "about_office", DESK_CODE(desk, office, row->about_office_id));
    desk_json_person(json, "staff", desk, row->about_staff_id);
    desk_json_text(json, "case", feedback->case_reference);
    desk_json_text(json, "improvement", feedback->improvement_reference);
    if (feedback->customer_id == 0)
        json_string(json, "customer", NULL);
    else
        json_number(json, "customer", feedback->customer_id);
}

const char *feedback_json(struct arena *arena, const struct desk *desk,
                          const struct feedback_loaded *feedback)
{
    const struct feedback *row = &feedback->row;
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_string(&json, "reference", row->header.reference);
    json_number(&json, "version", row->header.version);
    desk_json_text(&json, "kind", name_of(&feedback_kind_names, (int)row->kind));
    desk_json_text(&json, "state", name_of(&feedback_state_names, (int)row->state));
    put_about(&json, desk, feedback);
    json_string(&json, "text", row->text);
    json_string(&json, "language", row->language);
    desk_json_person(&json, "owner", desk, row->owner_id);
    json_time(&json, "received_at", row->received_at_us);
    json_time(&json, "logged_at", row->logged_at_us);
    desk_json_person(&json, "logged_by", desk, row->logged_by);
    json_string(&json, "answer", row->answer);
    json_time(&json, "answered_at", row->answered_at_us);
    desk_json_person(&json, "answered_by", desk, row->answered_by);
    json_bool(&json, "accepted", row->accepted);
    json_string(&json, "reason", row->reason);
    json_time(&json, "closed_at", row->closed_at_us);
    json_object_end(&json);
    return json_text(&json, &length);
}

const char *feedback_after(const struct request *request, const struct record_work *work)
{
    return feedback_json(request->arena, request->desk, work->after);
}
