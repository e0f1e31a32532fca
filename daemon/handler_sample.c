/* Commands on sample replies. The rules are workflow/sample.h; how a command goes is
 * daemon/record_street.h, but that a sample reply is found by its code. */
#include <json-c/json.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/sample_int.h"
#include "daemon/street.h"
#include "proto/arena.h"
#include "proto/json_get.h"

struct telling {
    struct sample_body body;
    struct sample_told told;
};

#define SAMPLE_WAY(decide_)                                                                        \
    {                                                                                              \
        .path = "samples", .load = QUERY_SAMPLE_LOAD, .read = sample_read, .roles = sample_roles,  \
        .decide = decide_, .json = sample_after, .location = sample_location                       \
    }

static struct sample *new_after(struct request *request, struct record_work *work)
{
    struct sample *after = arena_alloc(request->arena, sizeof *after);
    if (after == NULL)
        error_set(&work->error, ERR_TOO_LARGE, "the request is larger than can be worked on");
    work->after = after;
    return after;
}

/* Codes into ids, in the agency of the sample reply. */
static enum error_code resolve(const struct request *request, struct record_work *work,
                               int32_t agency_id, struct error *error)
{
    struct telling *telling = work->body;
    struct sample_told *told = &telling->told;
    struct json_object *list = telling->body.services;
    *told =
        (struct sample_told){.body = &telling->body, .given = work->given, .agency_id = agency_id};
    for (size_t i = 0; i < json_get_length(list) && i < SAMPLE_SERVICES_MAX; i++) {
        const char *code = json_get_element(list, i);
        const struct service *service =
            code == NULL ? NULL : desk_service_by_code(request->desk, agency_id, code);
        if (code == NULL)
            error_field(error, "/services", "must be a list of codes");
        else if (service == NULL)
            error_field(error, "/services", "there is no service %s", code);
        else
            told->services[told->service_count++] = service->id;
    }
    return error->code;
}

static enum error_code decide_add(struct request *request, struct record_work *work,
                                  const struct decision_context *context)
{
    const struct telling *telling = work->body;
    struct sample *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return sample_add(context, &work->actor, &telling->told, &work->effects, after, &work->error);
}

static enum error_code decide_change(struct request *request, struct record_work *work,
                                     const struct decision_context *context)
{
    const struct telling *telling = work->body;
    struct sample *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    if (resolve(request, work, work->header.agency_id, &work->error) != ERR_OK)
        return work->error.code;
    return sample_change(context, &work->actor, work->before, &telling->told, &work->effects, after,
                         &work->error);
}

static enum error_code decide_retire(struct request *request, struct record_work *work,
                                     const struct decision_context *context)
{
    struct sample *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return sample_retire(context, &work->actor, work->before, &work->effects, after, &work->error);
}

/* Whether the code is free in this language. */
static void on_looked(struct request *request)
{
    struct record_work *work = request->state;
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    if (PQntuples(rows) == 0) {
        record_run_new(request);
        return;
    }
    error_set(&work->error, ERR_CONFLICT, "there is a sample reply of this code in %s already",
              PQgetvalue(rows, 0, 2));
    error_hint(&work->error, "change that one, or choose another code");
    street_refuse(request, work->agency_id, &work->error);
}

static void look(struct request *request)
{
    const struct record_work *work = request->state;
    const struct telling *telling = work->body;
    const char *language = telling->body.language;
    const char *agencies = arena_printf(request->arena, "{%d}", (int)work->agency_id);
    struct db_statement *statement = request_statement(request, QUERY_SAMPLE_FIND);
    if (language == NULL) language = desk_agency(request->desk, work->agency_id)->locale;
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, agencies);
    db_text(&statement->params, telling->body.code);
    db_text(&statement->params, language);
    request_query(request, DB_LOAD, NULL, statement, 1, on_looked);
}

void handle_sample_add(struct request *request)
{
    static const struct record_way way = SAMPLE_WAY(decide_add);
    struct error error = {.code = ERR_OK};
    struct telling *telling = arena_alloc(request->arena, sizeof *telling);
    struct record_work *work =
        record_work_new(request, &way, telling == NULL ? NULL : &telling->body, false);
    if (work == NULL || telling == NULL) return; /* answered */
    work->body = telling;
    record_take_agency(request, work, telling->body.agency, &error);
    if (work->agency_id != 0 && error.code == ERR_OK)
        (void)resolve(request, work, work->agency_id, &work->faults);
    if (work->faults.code != ERR_OK)
        request_answer_error(request, &work->faults);
    else if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else
        look(request);
}

/* The sample reply of the path is known: the rest goes as with any record. */
static void on_found(struct request *request)
{
    struct record_work *work = request->state;
    if (sample_found(request, &work->faults, &work->id, &work->agency_id)) record_run_new(request);
}

void handle_sample_change(struct request *request)
{
    static const struct record_way way = SAMPLE_WAY(decide_change);
    struct telling *telling = arena_alloc(request->arena, sizeof *telling);
    struct record_work *work =
        record_work_new(request, &way, telling == NULL ? NULL : &telling->body, true);
    if (work == NULL) return;
    work->body = telling;
    sample_find(request, on_found);
}

void handle_sample_retire(struct request *request)
{
    static const struct record_way way = SAMPLE_WAY(decide_retire);
    struct telling *telling = arena_alloc(request->arena, sizeof *telling);
    struct record_work *work = record_work_new(request, &way, telling, false);
    if (work != NULL) sample_find(request, on_found);
}
