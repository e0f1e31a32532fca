/* Evidence out of the database, and as JSON. */
#include "daemon/access.h"
#include "daemon/desk_json.h"
#include "daemon/evidence_int.h"
#include "daemon/record_row.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/json_write.h"
#include "workflow/period.h"

static civil_day read_day(struct record_row_reader *reader)
{
    return (civil_day)db_get_int(reader->rows, 0, reader->column++, CIVIL_NONE);
}

static void read_row(struct record_row_reader *reader, struct evidence *row)
{
    row->kind = (enum evidence_kind)record_row_number(reader);
    row->content = record_row_id(reader);
    row->title = record_row_text(reader);
    row->day = read_day(reader);
    row->expires = read_day(reader);
    row->fields = record_row_text(reader);
    row->staff_id = record_row_id(reader);
    row->document.digest = record_row_text(reader);
    row->document.name = record_row_text(reader);
    row->document.type = record_row_text(reader);
    row->document.size = record_row_number(reader);
    row->entered_by = record_row_id(reader);
    row->entered_at_us = record_row_time(reader);
    row->checked_by = record_row_id(reader);
    row->checked_at_us = record_row_time(reader);
    row->withdrawn_by = record_row_id(reader);
    row->withdrawn_at_us = record_row_time(reader);
    row->reason = record_row_text(reader);
    record_row_bytes(reader, row->salt, sizeof row->salt);
}

bool evidence_read(struct request *request, struct record_work *work, const PGresult *rows)
{
    struct evidence *row = arena_alloc(request->arena, sizeof *row);
    struct record_row_reader reader = {request->arena, rows, RECORD_COLUMNS, false};
    if (row == NULL) return false;
    work->before = row;
    work->header.kind = RECORD_EVIDENCE;
    row->header = work->header;
    read_row(&reader, row);
    return !reader.failed;
}

uint32_t evidence_roles(const struct request *request, const struct record_work *work)
{
    uint32_t roles = access_agency_roles(request->who->staff, work->header.agency_id);
    return (roles & ROLES_FIGURES) == 0 ? 0 : roles;
}

/* ---- JSON ---- */

static void put_day(struct json *json, const char *name, civil_day day)
{
    char text[PERIOD_TEXT];
    json_string(json, name, day == CIVIL_NONE ? NULL : period_text(PERIOD_DAY, day, text));
}

static void put_document(struct json *json, const struct evidence_document *document)
{
    if (document->digest == NULL) {
        json_raw(json, "document", NULL);
        return;
    }
    json_object(json, "document");
    json_string(json, "name", document->name);
    json_string(json, "type", document->type);
    json_number(json, "size", document->size);
    json_string(json, "digest", document->digest);
    json_object_end(json);
}

static void put_people(struct json *json, const struct desk *desk, const struct evidence *row)
{
    desk_json_person(json, "entered_by", desk, row->entered_by);
    json_time(json, "entered_at", row->entered_at_us);
    desk_json_person(json, "checked_by", desk, row->checked_by);
    json_time(json, "checked_at", row->checked_at_us);
    desk_json_person(json, "withdrawn_by", desk, row->withdrawn_by);
    json_time(json, "withdrawn_at", row->withdrawn_at_us);
    json_string(json, "reason", row->reason);
}

const char *evidence_after(const struct request *request, const struct record_work *work)
{
    const struct evidence *row = work->after;
    const struct desk *desk = request->desk;
    const struct agency *agency = desk_agency(desk, row->header.agency_id);
    civil_day today = zone_local(agency->zone, worker_now_us(request->worker)).day;
    struct json json;
    size_t length;
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_string(&json, "reference", row->header.reference);
    json_number(&json, "version", row->header.version);
    json_string(&json, "kind", name_of(&evidence_kind_names, (int)row->kind));
    json_string(&json, "agency", agency->code);
    json_string(&json, "state", name_of(&evidence_state_names, (int)evidence_state(row, today)));
    json_string(&json, "title", row->title);
    put_day(&json, "date", row->day);
    put_day(&json, "expires", row->expires);
    json_raw(&json, "fields", row->fields);
    json_number(&json, "content", row->content);
    put_people(&json, desk, row);
    put_document(&json, &row->document);
    json_object_end(&json);
    return json_text(&json, &length);
}
