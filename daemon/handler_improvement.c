/* Commands on the register of improvements. The rules are workflow/improvement.h; how a command
 * goes is daemon/record_street.h. */
#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/improvement_int.h"
#include "proto/arena.h"
#include "proto/reference.h"

/* Room for what is decided. NULL: the arena is full, and the error is set. */
static struct improvement_loaded *new_after(struct request *request, struct record_work *work)
{
    struct improvement_loaded *after = arena_alloc(request->arena, sizeof *after);
    if (after == NULL)
        error_set(&work->error, ERR_TOO_LARGE, "the request is larger than can be worked on");
    work->after = after;
    return after;
}

/* ---- what is told of it: a new one, and changes ---- */

struct telling {
    struct improvement_body body;
    struct improvement_told told;
};

static int32_t office_id(const struct request *request, int32_t agency_id, const char *code,
                         const char *field, struct error *error)
{
    if (code == NULL) return 0;
    const struct office *office = access_office(request->desk, agency_id, code);
    if (office != NULL) return office->id;
    error_field(error, field, "there is no office %s", code);
    return 0;
}

static int32_t service_id(const struct request *request, int32_t agency_id, const char *code,
                          const char *field, struct error *error)
{
    if (code == NULL) return 0;
    const struct service *service = desk_service_by_code(request->desk, agency_id, code);
    if (service != NULL) return service->id;
    error_field(error, field, "there is no service %s", code);
    return 0;
}

/* Codes into ids, in the agency of the improvement. */
static enum error_code resolve(const struct request *request, struct record_work *work,
                               int32_t agency_id, struct error *error)
{
    struct telling *telling = work->body;
    const struct improvement_body *body = &telling->body;
    telling->told = (struct improvement_told){
        .body = body,
        .given = work->given,
        .agency_id = agency_id,
        .office_id = office_id(request, agency_id, body->office, "/office", error),
        .service_id = service_id(request, agency_id, body->service, "/service", error),
        .metric_office_id =
            office_id(request, agency_id, body->indicator_office, "/indicator_office", error),
        .metric_service_id =
            service_id(request, agency_id, body->indicator_service, "/indicator_service", error)};
    return error->code;
}

static struct telling *new_telling(struct request *request)
{
    struct telling *telling = arena_alloc(request->arena, sizeof *telling);
    if (telling == NULL) return NULL;
    telling->body.due_at_us = NO_TIME;
    telling->body.cost = telling->body.before = telling->body.after = NO_DECIMAL;
    return telling;
}

static enum error_code decide_add(struct request *request, struct record_work *work,
                                  const struct decision_context *context)
{
    const struct telling *telling = work->body;
    struct improvement_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return improvement_add(context, &work->actor, &telling->told, &work->effects, &after->row,
                           &work->error);
}

/* An idea for an office is for those with a role there; one for the whole agency, for all of it. */
static enum error_code check_place(const struct request *request, const struct record_work *work,
                                   struct error *error)
{
    const struct telling *telling = work->body;
    const struct staff *staff = request->who->staff;
    uint32_t roles = telling->told.office_id == 0
                         ? access_agency_roles(staff, work->agency_id)
                         : staff_roles(staff, work->agency_id, telling->told.office_id);
    if ((roles & request->route->roles) != 0) return ERR_OK;
    return error_set(error, ERR_FORBIDDEN, "your role at this contact point does not allow this");
}

void handle_improvement_add(struct request *request)
{
    static const struct record_way way = IMPROVEMENT_WAY(decide_add);
    struct telling *telling = new_telling(request);
    struct record_work *work =
        record_work_new(request, &way, telling == NULL ? NULL : &telling->body, false);
    if (work == NULL || telling == NULL) return;
    struct error unknown = {.code = ERR_OK};
    work->body = telling;
    work->agency_id =
        access_agency(request->desk, request->who->staff, telling->body.agency, &unknown);
    if (work->agency_id != 0) (void)resolve(request, work, work->agency_id, &unknown);
    if (unknown.code != ERR_OK) error_add_fields(&work->faults, &unknown);
    if (work->faults.code != ERR_OK || check_place(request, work, &work->faults) != ERR_OK)
        request_answer_error(request, &work->faults);
    else
        record_run_new(request);
}

static enum error_code decide_change(struct request *request, struct record_work *work,
                                     const struct decision_context *context)
{
    struct telling *telling = work->body;
    const struct improvement_loaded *before = work->before;
    struct improvement_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    (void)resolve(request, work, work->header.agency_id, &work->error);
    if (telling->body.agency != NULL) {
        const struct agency *agency = desk_agency_by_code(request->desk, telling->body.agency);
        telling->told.agency_id = agency == NULL ? 0 : agency->id;
    }
    if (work->error.code != ERR_OK) return work->error.code;
    return improvement_change(context, &work->actor, &before->row, &telling->told, &work->effects,
                              &after->row, &work->error);
}

void handle_improvement_change(struct request *request)
{
    static const struct record_way way = IMPROVEMENT_WAY(decide_change);
    struct telling *telling = new_telling(request);
    struct record_work *work =
        record_work_new(request, &way, telling == NULL ? NULL : &telling->body, true);
    if (work == NULL || telling == NULL) return;
    work->body = telling;
    record_run(request, work);
}

/* ---- its way, what stands behind it, what the public reads ---- */

static enum error_code decide_move(struct request *request, struct record_work *work,
                                   const struct decision_context *context)
{
    const struct improvement_move_body *body = work->body;
    const struct improvement_loaded *before = work->before;
    struct improvement_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return improvement_move(context, &work->actor, &before->row, (enum improvement_state)body->to,
                            body->reason, &before->audience, &work->effects, &after->row,
                            &work->error);
}

void handle_improvement_move(struct request *request)
{
    static const struct record_way way = IMPROVEMENT_WAY(decide_move);
    struct improvement_move_body *body = arena_alloc(request->arena, sizeof *body);
    struct record_work *work = record_work_new(request, &way, body, false);
    if (work != NULL) record_run(request, work);
}

static enum error_code decide_link(struct request *request, struct record_work *work,
                                   const struct decision_context *context)
{
    const struct improvement_link_body *body = work->body;
    const struct improvement_loaded *before = work->before;
    const struct improvement_link link = {
        .kind = (enum basis)body->kind, .target = body->target, .note = body->note};
    struct improvement_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    if (link.kind == BASIS_CASE && !before->case_seen) {
        error_field(&work->error, "/target", "there is no such case");
        return work->error.code;
    }
    if (link.kind == BASIS_COMPLAINT && !before->complaint_seen) {
        error_field(&work->error, "/target", "there is no such complaint");
        return work->error.code;
    }
    return improvement_add_link(context, &work->actor, &before->row, &link, &work->effects,
                                &after->row, &work->error);
}

void handle_improvement_link(struct request *request)
{
    static const struct record_way way = IMPROVEMENT_WAY(decide_link);
    struct improvement_link_body *body = arena_alloc(request->arena, sizeof *body);
    struct record_work *work = record_work_new(request, &way, body, false);
    if (work == NULL) return;
    bool names = body->kind == BASIS_CASE || body->kind == BASIS_COMPLAINT;
    if (names && body->target != NULL) {
        int64_t id = reference_parse(request->desk->reference_key, body->target);
        work->other_id = id < 0 ? 0 : id;
    }
    record_run(request, work);
}

static enum error_code decide_publish(struct request *request, struct record_work *work,
                                      const struct decision_context *context)
{
    const struct improvement_publish_body *body = work->body;
    const struct improvement_loaded *before = work->before;
    struct improvement_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return improvement_publish(context, &work->actor, &before->row, body, &work->effects,
                               &after->row, &work->error);
}

void handle_improvement_publish(struct request *request)
{
    static const struct record_way way = IMPROVEMENT_WAY(decide_publish);
    struct improvement_publish_body *body = arena_alloc(request->arena, sizeof *body);
    struct record_work *work = record_work_new(request, &way, body, false);
    if (work != NULL) record_run(request, work);
}
