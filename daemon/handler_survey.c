/* Commands of staff on surveys. The rules are workflow/survey.h; how a command goes is
 * daemon/record_street.h. */
#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/survey_int.h"
#include "daemon/worker.h"
#include "proto/arena.h"

static struct survey_loaded *new_after(struct request *request, struct record_work *work)
{
    struct survey_loaded *after = arena_alloc(request->arena, sizeof *after);
    if (after == NULL)
        error_set(&work->error, ERR_TOO_LARGE, "the request is larger than can be worked on");
    work->after = after;
    return after;
}

/* ---- send ---- */

/* The secret is told once: who asks again with the same key gets the answer without it. */
static enum error_code decide_send(struct request *request, struct record_work *work,
                                   const struct decision_context *context)
{
    const struct survey_loaded *before = work->before;
    struct survey_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    enum error_code code =
        survey_send(context, &work->actor, &before->row, &work->effects, &after->row, &work->error);
    if (code != ERR_OK) return code;
    work->kept = survey_json(request->arena, request->desk, after);
    after->secret = context->link;
    after->public_url = context->public_url;
    if (work->kept == NULL || after->secret == NULL)
        return error_set(&work->error, ERR_UNAVAILABLE, "could not get memory for this request");
    return ERR_OK;
}

void handle_survey_send(struct request *request)
{
    static const struct record_way way = SURVEY_WAY(decide_send);

    char *body = arena_alloc(request->arena, 1);
    struct record_work *work = record_work_new(request, &way, body, false);
    if (work != NULL) record_run(request, work);
}

/* ---- answer ---- */

static enum error_code decide_answer(struct request *request, struct record_work *work,
                                     const struct decision_context *context)
{
    const struct survey_answers_body *body = work->body;
    const struct survey_loaded *before = work->before;
    struct survey_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return survey_answer(context, &work->actor, &before->row, (enum channel)body->channel,
                         body->answers.items, body->answers.count, &work->effects, &after->row,
                         &work->error);
}

void handle_survey_answer(struct request *request)
{
    static const struct record_way way = SURVEY_WAY(decide_answer);
    struct survey_answers_body *body = arena_alloc(request->arena, sizeof *body);
    struct record_work *work = record_work_new(request, &way, body, false);
    if (work != NULL) record_run(request, work);
}

/* ---- enter ---- */

struct entering {
    struct survey_enter_body body;
    struct survey_told told;
};

static enum error_code decide_enter(struct request *request, struct record_work *work,
                                    const struct decision_context *context)
{
    const struct entering *entering = work->body;
    struct survey_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return survey_enter(context, &work->actor, &entering->told, &work->effects, &after->row,
                        &work->error);
}

/* An office and a service are named or left out: a survey of staff may concern neither. */
static void resolve_place(const struct request *request, const struct survey_enter_body *body,
                          struct survey_told *told, struct error *error)
{
    const struct desk *desk = request->desk;
    if (body->office != NULL) {
        const struct office *office = access_office(desk, told->agency_id, body->office);
        if (office == NULL) error_field(error, "/office", "there is no office %s", body->office);
        told->office_id = office == NULL ? 0 : office->id;
    }
    if (body->service != NULL) {
        const struct service *service = desk_service_by_code(desk, told->agency_id, body->service);
        if (service == NULL)
            error_field(error, "/service", "there is no service %s", body->service);
        told->service_id = service == NULL ? 0 : service->id;
    }
    told->instrument = desk_instrument_by_code(desk, told->agency_id, body->survey);
    if (told->instrument == NULL && body->survey != NULL)
        error_field(error, "/survey", "there is no survey %s", body->survey);
}

/* Codes into ids, and whether the caller may enter it there. */
static enum error_code resolve(const struct request *request, struct entering *entering,
                               struct error *error)
{
    const struct survey_enter_body *body = &entering->body;
    const struct staff *staff = request->who->staff;
    struct survey_told *told = &entering->told;
    *told = (struct survey_told){
        .agency_id = access_agency(request->desk, staff, body->agency, error),
        .channel = body->channel == 0 ? CHANNEL_COUNTER : (enum channel)body->channel,
        .language = body->language,
        .answers = body->answers.items,
        .answer_count = body->answers.count};
    if (told->agency_id != 0) resolve_place(request, body, told, error);
    if (error->code != ERR_OK) return error->code;
    if ((staff_roles(staff, told->agency_id, told->office_id) & request->route->roles) != 0)
        return ERR_OK;
    return error_set(error, ERR_FORBIDDEN, "your role there does not allow this");
}

void handle_survey_enter(struct request *request)
{
    static const struct record_way way = SURVEY_WAY(decide_enter);
    struct entering *entering = arena_alloc(request->arena, sizeof *entering);
    struct record_work *work =
        record_work_new(request, &way, entering == NULL ? NULL : &entering->body, false);
    if (entering == NULL || work == NULL) return; /* answered */
    work->body = entering;
    if (resolve(request, entering, &work->faults) != ERR_OK) {
        request_answer_error(request, &work->faults);
        return;
    }
    work->agency_id = entering->told.agency_id;
    record_run_new(request);
}
