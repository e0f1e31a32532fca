/* Commands on evidence. The rules are workflow/evidence.h; how a command goes is
 * daemon/record_street.h. */
#include "daemon/access.h"
#include "daemon/evidence_int.h"
#include "daemon/handlers.h"
#include "proto/arena.h"

struct telling {
    struct evidence_body body;
    struct evidence_told told;
};

static struct evidence *new_after(struct request *request, struct record_work *work)
{
    struct evidence *after = arena_alloc(request->arena, sizeof *after);
    if (after == NULL)
        error_set(&work->error, ERR_TOO_LARGE, "the request is larger than can be worked on");
    work->after = after;
    return after;
}

/* ---- enter, correct ---- */

static enum error_code decide_add(struct request *request, struct record_work *work,
                                  const struct decision_context *context)
{
    const struct telling *telling = work->body;
    struct evidence *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return evidence_add(context, &work->actor, &telling->told, &work->effects, after, &work->error);
}

void handle_evidence_add(struct request *request)
{
    static const struct record_way way = EVIDENCE_WAY(decide_add);
    struct error error = {.code = ERR_OK};
    struct telling *telling = arena_alloc(request->arena, sizeof *telling);
    struct record_work *work =
        record_work_new(request, &way, telling == NULL ? NULL : &telling->body, false);
    if (work == NULL || telling == NULL) return; /* answered */
    work->body = telling;
    record_take_agency(request, work, telling->body.agency, &error);
    telling->told = (struct evidence_told){&telling->body, work->given, work->agency_id};
    if (work->faults.code != ERR_OK)
        request_answer_error(request, &work->faults);
    else if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else
        record_run_new(request);
}

static enum error_code decide_correct(struct request *request, struct record_work *work,
                                      const struct decision_context *context)
{
    struct telling *telling = work->body;
    struct evidence *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    const struct agency *agency = telling->body.agency == NULL
                                      ? NULL
                                      : desk_agency_by_code(request->desk, telling->body.agency);
    telling->told = (struct evidence_told){&telling->body, work->given, work->header.agency_id};
    if (telling->body.agency != NULL) telling->told.agency_id = agency == NULL ? -1 : agency->id;
    return evidence_correct(context, &work->actor, work->before, &telling->told, &work->effects,
                            after, &work->error);
}

void handle_evidence_correct(struct request *request)
{
    static const struct record_way way = EVIDENCE_WAY(decide_correct);
    struct telling *telling = arena_alloc(request->arena, sizeof *telling);
    struct record_work *work =
        record_work_new(request, &way, telling == NULL ? NULL : &telling->body, true);
    if (work == NULL) return;
    work->body = telling;
    record_run(request, work);
}

/* ---- check, withdraw ---- */

static enum error_code decide_check(struct request *request, struct record_work *work,
                                    const struct decision_context *context)
{
    struct evidence *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return evidence_check(context, &work->actor, work->before, &work->effects, after, &work->error);
}

void handle_evidence_check(struct request *request)
{
    static const struct record_way way = EVIDENCE_WAY(decide_check);
    struct telling *telling = arena_alloc(request->arena, sizeof *telling);
    struct record_work *work = record_work_new(request, &way, telling, false);
    if (work != NULL) record_run(request, work);
}

static enum error_code decide_withdraw(struct request *request, struct record_work *work,
                                       const struct decision_context *context)
{
    const struct evidence_withdraw_body *body = work->body;
    struct evidence *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return evidence_withdraw(context, &work->actor, work->before, body->reason, &work->effects,
                             after, &work->error);
}

void handle_evidence_withdraw(struct request *request)
{
    static const struct record_way way = EVIDENCE_WAY(decide_withdraw);
    struct evidence_withdraw_body *body = arena_alloc(request->arena, sizeof *body);
    struct record_work *work = record_work_new(request, &way, body, false);
    if (work != NULL) record_run(request, work);
}
