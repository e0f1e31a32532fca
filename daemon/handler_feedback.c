/* Commands on suggestions and compliments. The rules are workflow/feedback.h; how a command goes is
 * daemon/record_street.h. */
#include "daemon/access.h"
#include "daemon/feedback_int.h"
#include "daemon/handlers.h"
#include "daemon/load.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/reference.h"

/* Room for what is decided. NULL: the arena is full, and the error is set. */
static struct feedback_loaded *new_after(struct request *request, struct record_work *work)
{
    struct feedback_loaded *after = arena_alloc(request->arena, sizeof *after);
    const struct feedback_loaded *before = work->before;
    if (after == NULL)
        error_set(&work->error, ERR_TOO_LARGE, "the request is larger than can be worked on");
    else if (before != NULL)
        *after = *before;
    work->after = after;
    return after;
}

/* ---- log ---- */

struct logging {
    struct feedback_log_body body;
    struct feedback_told told;
    struct load_wish wish; /* the customer, and the case it is about */
};

static enum error_code decide_log(struct request *request, struct record_work *work,
                                  const struct decision_context *context)
{
    struct logging *logging = work->body;
    struct feedback_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    if (logging->wish.kase != NULL) after->case_reference = logging->wish.kase->row.reference;
    after->customer_id = logging->told.customer_id;
    return feedback_log(context, &work->actor, &logging->told, &work->effects, &after->row,
                        &work->error);
}

/* The case it is about must be there for the caller too, and of the same agency; the customer, of
 * the agency. */
static void check_loaded(const struct request *request, struct logging *logging,
                         struct error *error)
{
    struct feedback_told *told = &logging->told;
    const struct load_wish *wish = &logging->wish;
    const struct kase_loaded *kase = wish->kase;
    uint32_t roles = access_loaded_roles(request->desk, request->who->staff, kase);
    if (wish->case_id != 0 && roles == 0)
        error_field(error, "/case", "there is no such case");
    else if (wish->case_id != 0 && kase->row.agency_id != told->agency_id)
        error_field(error, "/case", "is a case of another agency");
    else if (wish->case_id != 0 && told->service_id == 0)
        told->service_id = kase->row.service_id;
    if (wish->customer_id == 0) return;
    if (!wish->customer.found || wish->customer.agency_id != told->agency_id)
        error_field(error, "/customer", "there is no such customer");
    told->segment_id = wish->customer.segment_id;
    if (told->language == NULL) told->language = wish->customer.language;
}

static void on_log_loaded(struct request *request)
{
    struct record_work *work = request->state;
    struct logging *logging = work->body;
    struct error error = {.code = ERR_OK};
    if (logging->wish.code != ERR_OK) {
        request_answer_error(request, &logging->wish.error);
        return;
    }
    check_loaded(request, logging, &error);
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else
        record_run_new(request);
}

/* What it is about, beside service and case. */
static void resolve_about(const struct request *request, const struct feedback_log_body *body,
                          struct feedback_told *told, struct error *error)
{
    const struct desk *desk = request->desk;
    if (body->about_office != NULL) {
        const struct office *office = access_office(desk, told->agency_id, body->about_office);
        if (office == NULL)
            error_field(error, "/about_office", "there is no office %s", body->about_office);
        told->about_office_id = office == NULL ? 0 : office->id;
    }
    if (body->staff != NULL) {
        const struct staff *staff = desk_staff_by_user_name(desk, body->staff);
        if (staff == NULL || access_agency_roles(staff, told->agency_id) == 0)
            error_field(error, "/staff", "nobody of the name %s works here", body->staff);
        else
            told->about_staff_id = staff->id;
    }
}

/* Codes into ids, and whether the caller may log it there. */
static enum error_code resolve(const struct request *request, struct logging *logging,
                               struct error *error)
{
    const struct feedback_log_body *body = &logging->body;
    const struct staff *staff = request->who->staff;
    struct command place = {.agency = body->agency,
                            .office = body->office,
                            .service = body->service}; /* as of a contact */
    struct error unknown = {.code = ERR_OK};
    if (access_resolve_log(request->desk, staff, &place, false, &unknown) != ERR_OK)
        error_add_fields(error, &unknown);
    logging->told = (struct feedback_told){.agency_id = place.agency_id,
                                           .office_id = place.office_id,
                                           .service_id = place.service_id,
                                           .customer_id = body->customer_id,
                                           .kind = (enum feedback_kind)body->kind,
                                           .channel = (enum channel)body->channel,
                                           .text = body->text,
                                           .language = body->language,
                                           .received_at_us = body->received_at_us};
    if (place.agency_id != 0) resolve_about(request, body, &logging->told, error);
    if (body->case_reference != NULL) {
        int64_t id = reference_parse(request->desk->reference_key, body->case_reference);
        if (id <= 0) error_field(error, "/case", "there is no such case");
        logging->told.case_id = id;
    }
    if (error->code != ERR_OK) return error->code;
    if ((staff_roles(staff, place.agency_id, place.office_id) & request->route->roles) != 0)
        return ERR_OK;
    return error_set(error, ERR_FORBIDDEN, "your role at this contact point does not allow this");
}

void handle_feedback_log(struct request *request)
{
    static const struct record_way way = FEEDBACK_WAY(decide_log);
    struct logging *logging = arena_alloc(request->arena, sizeof *logging);
    if (logging != NULL) logging->body.received_at_us = NO_TIME;
    struct record_work *work =
        record_work_new(request, &way, logging == NULL ? NULL : &logging->body, false);
    if (work == NULL || logging == NULL) return;
    work->body = logging;
    if (resolve(request, logging, &work->faults) != ERR_OK) {
        request_answer_error(request, &work->faults);
        return;
    }
    work->agency_id = logging->told.agency_id;
    logging->wish.case_id = logging->told.case_id;
    logging->wish.customer_id = logging->told.customer_id;
    if (logging->wish.case_id == 0 && logging->wish.customer_id == 0)
        record_run_new(request);
    else
        load_wish(request->worker->load, request, &logging->wish, on_log_loaded);
}

/* ---- what is done with it ---- */

static enum error_code decide_assign(struct request *request, struct record_work *work,
                                     const struct decision_context *context)
{
    const struct record_assign_body *body = work->body;
    const struct feedback_loaded *before = work->before;
    struct feedback_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return feedback_assign(context, &work->actor, &before->row, body->to, &work->effects,
                           &after->row, &work->error);
}

static enum error_code decide_answer(struct request *request, struct record_work *work,
                                     const struct decision_context *context)
{
    const struct feedback_answer_body *body = work->body;
    const struct feedback_loaded *before = work->before;
    struct feedback_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    struct decision_context told = *context;
    if (before->customer_id != 0) told.customer = &before->customer;
    return feedback_answer(&told, &work->actor, &before->row, body->text, body->accepted,
                           body->answered_at_us, &work->effects, &after->row, &work->error);
}

static enum error_code decide_close(struct request *request, struct record_work *work,
                                    const struct decision_context *context)
{
    const struct feedback_close_body *body = work->body;
    const struct feedback_loaded *before = work->before;
    struct feedback_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return feedback_close(context, &work->actor, &before->row, body->reason, &work->effects,
                          &after->row, &work->error);
}

static enum error_code decide_link(struct request *request, struct record_work *work,
                                   const struct decision_context *context)
{
    const struct feedback_loaded *before = work->before;
    struct feedback_loaded *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    if (before->other_reference == NULL) {
        error_field(&work->error, "/improvement", "there is no such improvement");
        return work->error.code;
    }
    after->improvement_reference = before->other_reference;
    return feedback_link(context, &work->actor, &before->row, work->other_id, &work->effects,
                         &after->row, &work->error);
}

void handle_feedback_assign(struct request *request)
{
    static const struct record_way way = FEEDBACK_WAY(decide_assign);
    struct record_assign_body *body = arena_alloc(request->arena, sizeof *body);
    struct record_work *work = record_work_new(request, &way, body, false);
    if (work != NULL) record_run(request, work);
}

void handle_feedback_answer(struct request *request)
{
    static const struct record_way way = FEEDBACK_WAY(decide_answer);
    struct feedback_answer_body *body = arena_alloc(request->arena, sizeof *body);
    if (body != NULL) body->answered_at_us = NO_TIME;
    struct record_work *work = record_work_new(request, &way, body, false);
    if (work != NULL) record_run(request, work);
}

void handle_feedback_close(struct request *request)
{
    static const struct record_way way = FEEDBACK_WAY(decide_close);
    struct feedback_close_body *body = arena_alloc(request->arena, sizeof *body);
    struct record_work *work = record_work_new(request, &way, body, false);
    if (work != NULL) record_run(request, work);
}

void handle_feedback_link(struct request *request)
{
    static const struct record_way way = FEEDBACK_WAY(decide_link);
    struct feedback_link_body *body = arena_alloc(request->arena, sizeof *body);
    struct record_work *work = record_work_new(request, &way, body, false);
    if (work == NULL) return;
    if (body->improvement != NULL) {
        int64_t id = reference_parse(request->desk->reference_key, body->improvement);
        work->other_id = id < 0 ? 0 : id;
    }
    record_run(request, work);
}
