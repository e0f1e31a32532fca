/* Look, make, keep. */
#include "daemon/report_store.h"

#include <string.h>

#include "daemon/report_job.h"
#include "daemon/worker.h"
#include "proto/arena.h"

enum frozen_column {
    FROZEN_AGENCY,
    FROZEN_CODE,
    FROZEN_PERIOD,
    FROZEN_STATE,
    FROZEN_EDITION,
    FROZEN_DIGEST,
    FROZEN_ON,
    FROZEN_FIGURES,
    FROZEN_BEFORE,
    FROZEN_CONTENT,
    FROZEN_OF_ANSWERS,
    FROZEN_DEFINITION
};

/* A file that is being looked for. */
struct finding {
    struct worker *worker;
    struct arena *arena;
    struct report_wanted wanted;
    struct report_stored file;
    struct db_statement statement;
    report_store_callback callback;
    void *context;
};

static void refuse(struct finding *finding, enum error_code code, const char *message)
{
    struct error error = {.code = ERR_OK};
    error_set(&error, code, "%s", message);
    finding->callback(finding->context, NULL, &error);
}

static void on_kept(void *context, struct db_reply *reply)
{
    struct finding *finding = context;
    if (reply->outcome == DB_DONE)
        finding->callback(finding->context, &finding->file, NULL);
    else
        finding->callback(finding->context, NULL, &reply->error);
}

static void keep(struct finding *finding)
{
    struct db_params *params = &finding->statement.params;
    finding->statement.query = QUERY_REPORT_FILE_ADD;
    db_params_clear(params);
    db_int(params, finding->file.agency_id);
    db_int(params, finding->wanted.run_id);
    db_int(params, (int64_t)finding->wanted.format);
    db_text(params, finding->wanted.language);
    db_bool(params, finding->file.withheld);
    db_bytes(params, finding->file.bytes, finding->file.length);
    db_send(finding->worker->db, DB_LOAD, NULL, &finding->statement, 1, on_kept, finding);
}

static void on_made(void *context, const char *bytes, size_t length)
{
    struct finding *finding = context;
    char *copy = bytes == NULL ? NULL : arena_alloc(finding->arena, length + 1);
    if (finding->worker->draining) {
        refuse(finding, ERR_UNAVAILABLE, ERROR_SAYS("the daemon is stopping"));
        return;
    }
    if (copy == NULL) {
        refuse(finding, ERR_TOO_LARGE, ERROR_SAYS("the file is larger than can be made"));
        return;
    }
    memcpy(copy, bytes, length);
    finding->file.bytes = copy;
    finding->file.length = length;
    keep(finding);
}

static void make(struct finding *finding, const PGresult *rows)
{
    const struct report_frozen frozen = {
        .figures = PQgetvalue(rows, 0, FROZEN_FIGURES),
        .before = PQgetisnull(rows, 0, FROZEN_BEFORE) ? NULL : PQgetvalue(rows, 0, FROZEN_BEFORE),
        .digest = finding->file.digest,
        .edition = finding->file.edition,
        .frozen_on = (civil_day)db_get_int(rows, 0, FROZEN_ON, 0),
        .withheld = finding->file.withheld};
    if (!report_job_submit(finding->worker->reports, &frozen, finding->wanted.format,
                           finding->wanted.language, on_made, finding))
        refuse(finding, ERR_UNAVAILABLE, ERROR_SAYS("too many files of reports are being made"));
}

static bool read_run(struct finding *finding, const PGresult *rows)
{
    struct report_stored *file = &finding->file;
    size_t length;
    file->agency_id = (int32_t)db_get_int(rows, 0, FROZEN_AGENCY, 0);
    file->state = (enum report_state)db_get_int(rows, 0, FROZEN_STATE, 0);
    file->edition = (int)db_get_int(rows, 0, FROZEN_EDITION, 0);
    file->code = db_get_text(finding->arena, rows, 0, FROZEN_CODE);
    file->period = db_get_text(finding->arena, rows, 0, FROZEN_PERIOD);
    file->digest = db_get_text(finding->arena, rows, 0, FROZEN_DIGEST);
    file->definition = db_get_text(finding->arena, rows, 0, FROZEN_DEFINITION);
    if (!PQgetisnull(rows, 0, FROZEN_CONTENT)) {
        file->bytes = (const char *)db_get_bytes(finding->arena, rows, 0, FROZEN_CONTENT, &length);
        file->length = length;
        if (file->bytes == NULL) return false;
    }
    return file->code != NULL && file->period != NULL &&
           (file->edition == 0 || (file->digest != NULL && file->definition != NULL));
}

static void look(struct finding *finding);

static void on_looked(void *context, struct db_reply *reply)
{
    struct finding *finding = context;
    const PGresult *rows = reply->outcome == DB_DONE ? reply->results[0] : NULL;
    if (rows == NULL) {
        finding->callback(finding->context, NULL, &reply->error);
    } else if (PQntuples(rows) == 0) {
        refuse(finding, ERR_NOT_FOUND, ERROR_SAYS("there is no such run"));
    } else if (!finding->file.withheld && !finding->wanted.whole_told &&
               db_get_bool(rows, 0, FROZEN_OF_ANSWERS)) {
        finding->file.withheld = true;
        look(finding);
    } else if (!read_run(finding, rows)) {
        refuse(finding, ERR_TOO_LARGE, ERROR_SAYS("the file is larger than can be answered"));
    } else if (finding->file.edition == 0 || finding->file.bytes != NULL) {
        finding->callback(finding->context, &finding->file, NULL);
    } else {
        make(finding, rows);
    }
}

static void look(struct finding *finding)
{
    struct db_params *params = &finding->statement.params;
    finding->statement.query = QUERY_REPORT_FROZEN;
    db_params_clear(params);
    db_text(params, finding->wanted.agencies);
    db_int(params, finding->wanted.run_id);
    db_int(params, (int64_t)finding->wanted.format);
    db_text(params, finding->wanted.language);
    db_bool(params, finding->file.withheld);
    db_send(finding->worker->db, finding->wanted.by_public ? DB_PUBLIC : DB_READ,
            finding->wanted.agencies, &finding->statement, 1, on_looked, finding);
}

bool report_store_get(struct worker *worker, struct arena *arena,
                      const struct report_wanted *wanted, report_store_callback callback,
                      void *context)
{
    struct finding *finding = arena_alloc(arena, sizeof *finding);
    if (finding == NULL) return false;
    finding->worker = worker;
    finding->arena = arena;
    finding->wanted = *wanted;
    finding->file.withheld = wanted->withheld;
    finding->callback = callback;
    finding->context = context;
    look(finding);
    return true;
}
