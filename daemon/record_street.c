/* The street for records. */
#include "daemon/record_street.h"

#include <string.h>

#include "daemon/access.h"
#include "daemon/id_block.h"
#include "daemon/record_row.h"
#include "daemon/street.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/reference.h"

struct record_work *record_work_new(struct request *request, const struct record_way *way,
                                    void *body, bool partial)
{
    struct record_work *work = body == NULL ? NULL : arena_alloc(request->arena, sizeof *work);
    if (work == NULL) {
        request_answer_full(request);
        return NULL;
    }
    work->way = way;
    work->body = body;
    work->actor.staff = request->who->staff;
    request->state = work;
    enum error_code code = body_decode(request->arena, request->body, request->route->body, "",
                                       partial, body, &work->given, &work->faults);
    if (code == ERR_OK || code == ERR_INVALID) return work;
    request_answer_error(request, &work->faults);
    return NULL;
}

/* ---- load ---- */

bool record_read_header(struct arena *arena, const PGresult *rows, struct record *header)
{
    struct record_row_reader reader = {arena, rows, 0, false};
    header->agency_id = record_row_id(&reader);
    header->id = record_row_number(&reader);
    header->version = record_row_id(&reader);
    header->reference = record_row_text(&reader);
    record_row_bytes(&reader, header->hash, sizeof header->hash);
    header->office_id = record_row_id(&reader);
    header->service_id = record_row_id(&reader);
    header->segment_id = record_row_id(&reader);
    header->channel = (enum channel)record_row_number(&reader);
    return !reader.failed;
}

/* Reads the record that was loaded, and what the caller may do with it. False: the arena is full.
 */
static bool read_record(struct request *request, struct record_work *work)
{
    const PGresult *rows = request->reply.results[0];
    work->actor.roles = 0;
    work->agency_id = request->who->staff->agency_id;
    if (PQntuples(rows) == 0) return true;
    if (!record_read_header(request->arena, rows, &work->header) ||
        !work->way->read(request, work, rows))
        return false;
    work->actor.roles = work->way->roles(request, work);
    if (work->actor.roles != 0) work->agency_id = work->header.agency_id;
    return true;
}

static void load(struct request *request, request_step next)
{
    const struct record_work *work = request->state;
    struct db_statement *statement =
        request_statement(request, work->id == 0 ? work->way->load_new : work->way->load);
    char *agencies = arena_alloc(request->arena, ACCESS_AGENCIES_TEXT);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    access_all_agencies(request->desk, agencies, ACCESS_AGENCIES_TEXT);
    db_text(&statement->params, agencies);
    db_int(&statement->params, work->id);
    db_int(&statement->params, work->other_id);
    request_query(request, DB_LOAD, NULL, statement, 1, next);
}

/* The id of the path's reference; false: answered already. */
static bool find_id(struct request *request, struct record_work *work)
{
    work->id = reference_parse(request->desk->reference_key, request_param(request, "reference"));
    if (work->id > 0) return true;
    if (work->faults.code != ERR_OK)
        request_answer_error(request, &work->faults);
    else
        request_answer_absent(request);
    return false;
}

/* ---- commands ---- */

static void run(struct request *request);

static void submit(struct request *request, struct record_work *work)
{
    bool created = work->before == NULL;
    const struct record_row *row =
        work->effects.records_count == 0 ? NULL : &work->effects.records[0];
    struct street_answer answer = {.status = created ? 201 : 200,
                                   .etag = row == NULL ? work->header.version : row->version,
                                   .body = work->way->json(request, work),
                                   .kept = work->kept};
    if (created && work->way->location != NULL)
        answer.location = work->way->location(request, work);
    else if (created)
        answer.location = arena_printf(request->arena, API_PREFIX "/%s/%s", work->way->path,
                                       row == NULL ? "" : row->reference);
    if (answer.body == NULL || (created && answer.location == NULL)) {
        request_answer_full(request);
    } else if (row == NULL) { /* nothing changes */
        request_etag(request, answer.etag);
        request_answer_json(request, answer.status, answer.body, strlen(answer.body));
    } else {
        street_submit(request, &work->effects, work->agency_id, &answer, run);
    }
}

static void decide(struct request *request)
{
    struct record_work *work = request->state;
    struct decision_context context;
    street_context(request, &context);
    context.ids = work->ids == 0 ? DECISION_IDS : work->ids;
    if (!street_ids(request, context.ids, &context.first_id, decide)) return;
    memset(&work->effects, 0, sizeof work->effects);
    memset(&work->error, 0, sizeof work->error);
    enum error_code code = work->way->decide(request, work, &context);
    id_block_give_back(request->worker->ids, context.first_id + work->effects.ids_used);
    if (code != ERR_OK)
        street_refuse(request, work->agency_id, &work->error);
    else
        submit(request, work);
}

/* Whether the caller may do this to the record as it is now. A body that cannot be read is told all
 * the same, as it is of a record that is not there. */
static enum error_code check(struct request *request, struct record_work *work)
{
    enum error_code code = access_check(work->actor.roles, request->route->roles, &work->error);
    if (work->faults.code != ERR_OK) {
        work->error = work->faults;
        return work->error.code;
    }
    if (code != ERR_OK) return code;
    return record_check_version(&work->header, request->http.if_match, &work->error);
}

static void on_loaded(struct request *request)
{
    struct record_work *work = request->state;
    if (request_failed(request)) return;
    memset(&work->error, 0, sizeof work->error);
    if (!read_record(request, work))
        request_answer_full(request);
    else if (check(request, work) != ERR_OK)
        street_refuse(request, work->agency_id, &work->error);
    else
        decide(request);
}

static void on_loaded_new(struct request *request)
{
    struct record_work *work = request->state;
    if (request_failed(request)) return;
    if (work->way->read_new(request, work, request->reply.results[0]))
        decide(request);
    else
        request_answer_full(request);
}

/* From the beginning, also when somebody else was faster. */
static void run(struct request *request)
{
    const struct record_work *work = request->state;
    if (work->id != 0)
        load(request, on_loaded);
    else if (work->way->read_new != NULL)
        load(request, on_loaded_new);
    else
        decide(request);
}

void record_run(struct request *request, struct record_work *work)
{
    if (find_id(request, work)) run(request);
}

void record_run_new(struct request *request)
{
    run(request);
}

/* ---- reading ---- */

struct look {
    struct record_work work; /* first: the reader finds it as request->state */
    request_step next;
};

static void answer_look(struct request *request, struct record_work *work, request_step next)
{
    if (request_failed(request)) return;
    if (!read_record(request, work))
        request_answer_full(request);
    else if (work->actor.roles == 0)
        request_answer_absent(request);
    else
        next(request);
}

static void on_looked(struct request *request)
{
    struct look *look = request->state;
    answer_look(request, &look->work, look->next);
}

void record_look(struct request *request, const struct record_way *way, request_step next)
{
    struct look *look = arena_alloc(request->arena, sizeof *look);
    if (look == NULL) {
        request_answer_full(request);
        return;
    }
    look->work.way = way;
    look->work.actor.staff = request->who->staff;
    look->next = next;
    request->state = look;
    if (find_id(request, &look->work)) load(request, on_looked);
}

static void on_looked_for(struct request *request)
{
    struct record_work *work = request->state;
    answer_look(request, work, work->after_look);
}

void record_look_for(struct request *request, struct record_work *work, request_step next)
{
    work->after_look = next;
    if (find_id(request, work)) load(request, on_looked_for);
}

void record_shown(struct request *request)
{
    const struct record_work *work = request->state;
    if (request_failed(request)) return;
    request_etag(request, work->header.version);
    request_answer_result(request, 200, 0);
}

/* ---- new ones of an agency ---- */

void record_take_agency(struct request *request, struct record_work *work, const char *code,
                        struct error *error)
{
    const struct staff *staff = request->who->staff;
    work->agency_id = access_agency(request->desk, staff, code, &work->faults);
    if (work->agency_id == 0) return;
    work->actor.roles = access_agency_roles(staff, work->agency_id);
    if (work->faults.code == ERR_OK)
        (void)access_check(work->actor.roles, request->route->roles, error);
}
