/* Sample replies out of the database, and as JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/desk_json.h"
#include "daemon/record_row.h"
#include "daemon/sample_int.h"
#include "daemon/worker.h"
#include "proto/arena.h"

/* ---- which one ---- */

void sample_find(struct request *request, request_step next)
{
    const char *code = request_query_value(request, "agency");
    const struct agency *agency = code == NULL ? NULL : desk_agency_by_code(request->desk, code);
    const struct staff *staff = request->who->staff;
    struct db_statement *statement = request_statement(request, QUERY_SAMPLE_FIND);
    const char *agencies = access_agencies(request->arena, request->desk, staff, ROLES_STAFF);
    if (code != NULL && (agency == NULL || access_agency_roles(staff, agency->id) == 0))
        agencies = "{}";
    else if (agency != NULL)
        agencies = arena_printf(request->arena, "{%d}", (int)agency->id);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, agencies);
    db_text(&statement->params, request_param(request, "code"));
    db_text(&statement->params, request_query_value(request, "language"));
    request_query(request, DB_LOAD, NULL, statement, 1, next);
}

/* There are several: of agencies, or in languages. */
static void answer_several(struct request *request, const PGresult *rows)
{
    struct error error = {.code = ERR_OK};
    char languages[120] = "";
    size_t used = 0;
    for (int i = 0; i < PQntuples(rows); i++) {
        if (db_get_int(rows, i, 1, 0) != db_get_int(rows, 0, 1, 0)) {
            error_field(&error, "agency", "several agencies have this sample reply: name one");
            request_answer_error(request, &error);
            return;
        }
        if (used < sizeof languages)
            used += (size_t)snprintf(languages + used, sizeof languages - used, "%s%s",
                                     i > 0 ? ", " : "", PQgetvalue(rows, i, 2));
    }
    error_field(&error, "language", "it is there in %s: name one", languages);
    request_answer_error(request, &error);
}

bool sample_found(struct request *request, const struct error *faults, int64_t *id,
                  int32_t *agency_id)
{
    if (request_failed(request)) return false;
    const PGresult *rows = request->reply.results[0];
    if (PQntuples(rows) == 1) {
        *id = db_get_int(rows, 0, 0, 0);
        *agency_id = (int32_t)db_get_int(rows, 0, 1, 0);
        return true;
    }
    if (faults != NULL && faults->code != ERR_OK)
        request_answer_error(request, faults);
    else if (PQntuples(rows) == 0)
        request_answer_absent(request);
    else
        answer_several(request, rows);
    return false;
}

/* ---- one of them ---- */

/* "{1,2}" */
static void read_services(const char *text, struct sample *row)
{
    char *end;
    for (text++; row->service_count < SAMPLE_SERVICES_MAX; text = end + 1) {
        long id = strtol(text, &end, 10);
        if (end == text) return;
        row->services[row->service_count++] = (int32_t)id;
    }
}

bool sample_from_row(struct arena *arena, const PGresult *rows, struct sample *row)
{
    struct record_row_reader reader = {arena, rows, RECORD_COLUMNS, false};
    row->header.kind = RECORD_SAMPLE;
    row->code = record_row_text(&reader);
    row->language = record_row_text(&reader);
    row->title = record_row_text(&reader);
    row->subject = record_row_text(&reader);
    row->body = record_row_text(&reader);
    read_services(PQgetvalue(rows, 0, reader.column++), row);
    row->owner_id = record_row_id(&reader);
    row->created_by = record_row_id(&reader);
    row->changed_by = record_row_id(&reader);
    row->review_on = (civil_day)record_row_number(&reader);
    row->created_at_us = record_row_time(&reader);
    row->changed_at_us = record_row_time(&reader);
    row->retired_at_us = record_row_time(&reader);
    record_row_bytes(&reader, row->salt, sizeof row->salt);
    row->review = record_row_alarm(&reader);
    row->paper = record_row_number(&reader) != 0;
    return !reader.failed;
}

bool sample_read(struct request *request, struct record_work *work, const PGresult *rows)
{
    struct sample *row = arena_alloc(request->arena, sizeof *row);
    if (row == NULL) return false;
    work->before = row;
    work->header.kind = RECORD_SAMPLE;
    row->header = work->header;
    return sample_from_row(request->arena, rows, row);
}

uint32_t sample_roles(const struct request *request, const struct record_work *work)
{
    return access_agency_roles(request->who->staff, work->header.agency_id);
}

/* ---- JSON ---- */

static int by_code(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static void put_services(struct json *json, const struct desk *desk, const struct sample *row)
{
    const char *codes[SAMPLE_SERVICES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < row->service_count; i++) {
        const struct service *service = desk_service(desk, row->services[i]);
        if (service != NULL) codes[count++] = service->code;
    }
    qsort(codes, count, sizeof codes[0], by_code);
    json_array(json, "services");
    for (size_t i = 0; i < count; i++) json_string(json, NULL, codes[i]);
    json_array_end(json);
}

static void put_day(struct json *json, const char *name, civil_day day)
{
    int year, month, of_month;
    char text[16];
    civil_to_ymd(day, &year, &month, &of_month);
    snprintf(text, sizeof text, "%04d-%02d-%02d", year % 10000, month % 100, of_month % 100);
    json_string(json, name, text);
}

const char *sample_after(const struct request *request, const struct record_work *work)
{
    const struct sample *row = work->after;
    const struct desk *desk = request->desk;
    const struct agency *agency = desk_agency(desk, row->header.agency_id);
    bool retired = row->retired_at_us != NO_TIME;
    int64_t now_us = worker_now_us(request->worker);
    struct json json;
    size_t length;
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_string(&json, "code", row->code);
    json_string(&json, "language", row->language);
    desk_json_text(&json, "agency", agency->code);
    json_number(&json, "version", row->header.version);
    json_string(&json, "title", row->title);
    json_string(&json, "subject", row->subject);
    json_string(&json, "body", row->body);
    put_services(&json, desk, row);
    desk_json_person(&json, "owner", desk, row->owner_id);
    put_day(&json, "review_on", row->review_on);
    json_bool(&json, "review_due",
              !retired && row->review_on <= zone_local(agency->zone, now_us).day);
    json_bool(&json, "paper", row->paper);
    json_string(&json, "status", retired ? "retired" : "in-use");
    json_time(&json, "created_at", row->created_at_us);
    desk_json_person(&json, "created_by", desk, row->created_by);
    json_time(&json, "changed_at", row->changed_at_us);
    desk_json_person(&json, "changed_by", desk, row->changed_by);
    json_time(&json, "retired_at", row->retired_at_us);
    json_object_end(&json);
    return json_text(&json, &length);
}

const char *sample_location(const struct request *request, const struct record_work *work)
{
    const struct sample *row = work->after;
    const struct agency *agency = desk_agency(request->desk, row->header.agency_id);
    return arena_printf(request->arena, API_PREFIX "/samples/%s?agency=%s&language=%s", row->code,
                        agency->code, row->language);
}
