/* Surveys out of the database, and as JSON. */
#include "daemon/access.h"
#include "daemon/desk_json.h"
#include "daemon/record_row.h"
#include "daemon/survey_int.h"
#include "proto/arena.h"
#include "proto/json_write.h"

bool survey_read_row(struct request *request, const PGresult *rows, const struct record *header,
                     struct survey *row)
{
    struct record_row_reader reader = {request->arena, rows, RECORD_COLUMNS, false};
    row->header = *header;
    row->header.kind = RECORD_SURVEY;
    row->instrument_id = record_row_id(&reader);
    row->kind = (enum survey_kind)record_row_number(&reader);
    row->state = (enum survey_state)record_row_number(&reader);
    row->case_id = record_row_number(&reader);
    row->customer_id = record_row_number(&reader);
    row->previous_id = record_row_number(&reader);
    row->invited_at_us = record_row_time(&reader);
    row->expires_at_us = record_row_time(&reader);
    row->delivery = (enum channel)record_row_number(&reader);
    row->language = record_row_text(&reader);
    row->has_link = !PQgetisnull(rows, 0, reader.column);
    if (row->has_link)
        record_row_bytes(&reader, row->link_hash, sizeof row->link_hash);
    else
        reader.column++;
    row->sent_at_us = record_row_time(&reader);
    row->sent_by = record_row_id(&reader);
    row->answered_at_us = record_row_time(&reader);
    row->answered_by = record_row_id(&reader);
    row->answered_via = (enum channel)record_row_number(&reader);
    row->entered_by = record_row_id(&reader);
    row->answers = record_row_text(&reader);
    row->free_text = record_row_text(&reader);
    record_row_bytes(&reader, row->salt, sizeof row->salt);
    return !reader.failed;
}

bool survey_read(struct request *request, struct record_work *work, const PGresult *rows)
{
    struct survey_loaded *loaded = arena_alloc(request->arena, sizeof *loaded);
    if (loaded == NULL) return false;
    work->before = loaded;
    work->header.kind = RECORD_SURVEY;
    return survey_read_row(request, rows, &work->header, &loaded->row);
}

/* What staff and visitors say is for those who read answers. */
uint32_t survey_roles(const struct request *request, const struct record_work *work)
{
    const struct survey_loaded *loaded = work->before;
    const struct record *header = &loaded->row.header;
    uint32_t roles = staff_roles(request->who->staff, header->agency_id, header->office_id);
    if (loaded->row.kind != SURVEY_CUSTOMER && (roles & ROLES_SURVEY_READ) == 0) return 0;
    return roles & ROLES_STAFF;
}

/* ---- JSON ---- */

static void put_way(struct json *json, const struct desk *desk, const struct survey *row)
{
    desk_json_text(json, "channel", name_of(&channel_names, (int)row->header.channel));
    desk_json_text(json, "delivery", name_of(&channel_names, (int)row->delivery));
    json_string(json, "language", row->language);
    json_time(json, "invited_at", row->invited_at_us);
    json_time(json, "sent_at", row->sent_at_us);
    desk_json_person(json, "sent_by", desk, row->sent_by);
    json_time(json, "expires_at", row->expires_at_us);
    json_time(json, "answered_at", row->answered_at_us);
    desk_json_text(json, "answered_via", name_of(&channel_names, (int)row->answered_via));
    desk_json_person(json, "answered_by", desk, row->answered_by);
    desk_json_person(json, "entered_by", desk, row->entered_by);
}

const char *survey_json(struct arena *arena, const struct desk *desk,
                        const struct survey_loaded *survey)
{
    const struct survey *row = &survey->row;
    const struct instrument *instrument = desk_instrument(desk, row->instrument_id);
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_string(&json, "reference", row->header.reference);
    json_number(&json, "version", row->header.version);
    json_string(&json, "survey", instrument == NULL ? NULL : instrument->code);
    json_number(&json, "survey_version", instrument == NULL ? 0 : instrument->version);
    desk_json_text(&json, "kind", name_of(&survey_kind_names, (int)row->kind));
    desk_json_text(&json, "state", name_of(&survey_state_names, (int)row->state));
    desk_json_text(&json, "agency", DESK_CODE(desk, agency, row->header.agency_id));
    desk_json_text(&json, "office", DESK_CODE(desk, office, row->header.office_id));
    desk_json_text(&json, "service", DESK_CODE(desk, service, row->header.service_id));
    put_way(&json, desk, row);
    if (survey->secret != NULL) {
        json_string(&json, "secret", survey->secret);
        json_string(&json, "link",
                    instrument == NULL
                        ? NULL
                        : survey_link(arena, instrument, survey->public_url, survey->secret));
    }
    json_object_end(&json);
    return json_text(&json, &length);
}

const char *survey_after(const struct request *request, const struct record_work *work)
{
    return survey_json(request->arena, request->desk, work->after);
}
