/* Absences out of the database, and as JSON. */
#include "daemon/absence_int.h"
#include "daemon/access.h"
#include "daemon/desk_json.h"
#include "daemon/record_row.h"
#include "proto/arena.h"
#include "workflow/period.h"

enum { ENTRY_COLUMNS = 6, OTHER_COLUMN = RECORD_COLUMNS + ENTRY_COLUMNS };

/* One a row, in three columns; null where there is none. */
static bool read_others(struct request *request, struct record_work *work, const PGresult *rows,
                        int column)
{
    struct absence_telling *telling = work->body;
    if (telling == NULL) return true; /* it is only looked at */
    size_t count = 0;
    struct absence_other *others =
        arena_array(request->arena, (size_t)PQntuples(rows), sizeof *others);
    if (others == NULL) return false;
    for (int i = 0; i < PQntuples(rows); i++) {
        if (PQgetisnull(rows, i, column + 1)) continue;
        others[count++] = (struct absence_other){
            .reference =
                PQgetisnull(rows, i, column) ? NULL : db_get_text(request->arena, rows, i, column),
            .days = {(civil_day)db_get_int(rows, i, column + 1, 0),
                     (civil_day)db_get_int(rows, i, column + 2, 0)}};
    }
    telling->told = (struct absence_told){&telling->body, others, count};
    return true;
}

bool absence_read_new(struct request *request, struct record_work *work, const PGresult *rows)
{
    return read_others(request, work, rows, 0);
}

bool absence_read(struct request *request, struct record_work *work, const PGresult *rows)
{
    struct absence_entry *row = arena_alloc(request->arena, sizeof *row);
    struct record_row_reader reader = {request->arena, rows, RECORD_COLUMNS, false};
    if (row == NULL) return false;
    work->before = row;
    work->header.kind = RECORD_ABSENCE;
    row->header = work->header;
    row->staff_id = record_row_id(&reader);
    row->days.from = record_row_id(&reader);
    row->days.to = record_row_id(&reader);
    row->entered_by = record_row_id(&reader);
    row->entered_at_us = record_row_time(&reader);
    row->withdrawn_at_us = record_row_time(&reader);
    return !reader.failed && read_others(request, work, rows, OTHER_COLUMN);
}

uint32_t absence_roles(const struct request *request, const struct record_work *work)
{
    const struct absence_entry *row = work->before;
    const struct staff *of = desk_staff(request->desk, row->staff_id);
    return of == NULL ? 0 : access_staff_roles(request->desk, request->who->staff, of);
}

/* The brief form, the same as SQL's view absence_brief (a test holds them together). */
const char *absence_after(const struct request *request, const struct record_work *work)
{
    const struct absence_entry *row = work->after;
    const struct desk *desk = request->desk;
    struct json json;
    size_t length;
    char day[PERIOD_TEXT];
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_string(&json, "reference", row->header.reference);
    json_number(&json, "version", row->header.version);
    desk_json_text(&json, "agency", DESK_CODE(desk, agency, row->header.agency_id));
    desk_json_person(&json, "staff", desk, row->staff_id);
    json_string(&json, "from", period_text(PERIOD_DAY, row->days.from, day));
    json_string(&json, "to", period_text(PERIOD_DAY, row->days.to, day));
    desk_json_person(&json, "entered_by", desk, row->entered_by);
    json_time(&json, "entered_at", row->entered_at_us);
    json_time(&json, "withdrawn_at", row->withdrawn_at_us);
    json_object_end(&json);
    return json_text(&json, &length);
}
