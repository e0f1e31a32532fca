/* The rules of suggestions and compliments. */
#include "workflow/feedback.h"

#include <string.h>

#include "proto/arena.h"
#include "proto/json_write.h"
#include "proto/route.h"

/* The columns of db/query/batch_record_feedback.sql. */
static const char *document(struct arena *arena, const struct feedback *row)
{
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_number(&json, "kind", (int64_t)row->kind);
    json_number(&json, "state", (int64_t)row->state);
    json_number(&json, "office_id", row->header.office_id);
    json_number(&json, "service_id", row->header.service_id);
    json_number(&json, "customer_id", row->customer_id);
    json_number(&json, "case_id", row->case_id);
    json_number(&json, "improvement_id", row->improvement_id);
    json_number(&json, "about_office_id", row->about_office_id);
    json_number(&json, "about_staff_id", row->about_staff_id);
    json_number(&json, "owner_id", row->owner_id);
    json_string(&json, "language", row->language);
    json_time(&json, "received_at", row->received_at_us);
    json_time(&json, "logged_at", row->logged_at_us);
    json_number(&json, "logged_by", row->logged_by);
    json_time(&json, "answered_at", row->answered_at_us);
    json_number(&json, "answered_by", row->answered_by);
    json_time(&json, "closed_at", row->closed_at_us);
    json_bool(&json, "accepted", row->accepted);
    json_time(&json, "linked_at", row->linked_at_us);
    json_string(&json, "text", row->text);
    json_string(&json, "answer", row->answer);
    json_string(&json, "reason", row->reason);
    json_hex(&json, "salt", row->salt, sizeof row->salt);
    json_object_end(&json);
    return json_text(&json, &length);
}

static const char *digest(struct record_decision *decision, const struct feedback *row,
                          const char *text)
{
    const char *hex = event_digest(decision->context->arena, row->salt, &text, 1);
    if (hex == NULL) decision->full = true;
    return hex;
}

static enum error_code finish(struct record_decision *decision, struct feedback *after)
{
    after->header = decision->row;
    return record_end(decision, document(decision->context->arena, after));
}

/* ---- log ---- */

static enum error_code check_told(const struct decision_context *context,
                                  const struct feedback_told *told, struct error *error)
{
    if (told->received_at_us != NO_TIME && told->received_at_us > context->now_us)
        error_field(error, "/received_at", "is in the future");
    return error->code;
}

enum error_code feedback_log(const struct decision_context *context, const struct actor *actor,
                             const struct feedback_told *told, struct effects *effects,
                             struct feedback *after, struct error *error)
{
    struct record_decision decision;
    struct record header = {.agency_id = told->agency_id,
                            .kind = RECORD_FEEDBACK,
                            .office_id = told->office_id,
                            .service_id = told->service_id,
                            .segment_id = told->segment_id,
                            .channel = told->channel};
    if (check_told(context, told, error) != ERR_OK) return error->code;
    record_begin(&decision, context, actor, &header, effects, error);
    *after = (struct feedback){
        .kind = told->kind,
        .state = FEEDBACK_OPEN,
        .customer_id = told->customer_id,
        .case_id = told->case_id,
        .about_office_id = told->about_office_id,
        .about_staff_id = told->about_staff_id,
        .language = told->language,
        .received_at_us = told->received_at_us == NO_TIME ? context->now_us : told->received_at_us,
        .logged_at_us = context->now_us,
        .logged_by = actor->staff->id,
        .answered_at_us = NO_TIME,
        .closed_at_us = NO_TIME,
        .linked_at_us = NO_TIME,
        .text = told->text};
    memcpy(after->salt, context->salts[0], sizeof after->salt);
    struct case_event *event = record_event(&decision, EVENT_FEEDBACK_LOGGED);
    event->facts.reference = decision.row.reference;
    event->facts.feedback_kind = (int32_t)told->kind;
    event->facts.customer_id = told->customer_id;
    event->facts.other_case_id = told->case_id;
    event->facts.about_office_id = told->about_office_id;
    event->facts.about_staff_id = told->about_staff_id;
    event->facts.received_at_us = after->received_at_us;
    event->facts.digest = digest(&decision, after, told->text);
    record_emit(&decision, event);
    if (told->kind == FEEDBACK_COMPLIMENT)
        record_notice(&decision, told->about_staff_id, EVENT_FEEDBACK_LOGGED);
    return finish(&decision, after);
}

/* ---- what is done with it ---- */

/* Its owner, who leads, or anybody who may own it while nobody does. */
static enum error_code may_act(const struct decision_context *context, const struct actor *actor,
                               const struct feedback *row, struct error *error)
{
    if (row->owner_id == 0 || row->owner_id == actor->staff->id || (actor->roles & ROLES_LEAD) != 0)
        return ERR_OK;
    const struct staff *owner = desk_staff(context->desk, row->owner_id);
    error_set(error, ERR_FORBIDDEN, "%s is to answer this",
              owner == NULL ? ERROR_SAYS("somebody else") : owner->name);
    error_hint(error, "a team lead or manager can give it to you");
    return ERR_FORBIDDEN;
}

static enum error_code must_be_open(const struct feedback *row, struct error *error)
{
    if (row->state == FEEDBACK_OPEN) return ERR_OK;
    return error_set(error, ERR_REFUSED,
                     row->state == FEEDBACK_ANSWERED ? "it is answered already"
                                                     : "it is closed already");
}

enum error_code feedback_assign(const struct decision_context *context, const struct actor *actor,
                                const struct feedback *before, const char *to,
                                struct effects *effects, struct feedback *after,
                                struct error *error)
{
    struct record_decision decision;
    if (must_be_open(before, error) != ERR_OK || may_act(context, actor, before, error) != ERR_OK)
        return error->code;
    const struct staff *owner =
        record_owner(context->desk, &before->header, to, ROLES_OWN, "/to", error);
    if (owner == NULL) return error->code;
    if (owner->id == before->owner_id)
        return error_set(error, ERR_REFUSED, "it is %s's already", owner->name);
    if (before->owner_id == 0 && owner != actor->staff && (actor->roles & ROLES_LEAD) == 0)
        return error_set(error, ERR_FORBIDDEN,
                         "you may take it; to give it to others takes a team lead or manager");
    record_begin(&decision, context, actor, &before->header, effects, error);
    *after = *before;
    after->owner_id = owner->id;
    struct case_event *event = record_event(&decision, EVENT_FEEDBACK_ASSIGNED);
    event->facts.assignee_id = owner->id;
    record_emit(&decision, event);
    record_notice(&decision, owner->id, EVENT_FEEDBACK_ASSIGNED);
    return finish(&decision, after);
}

static void tell(struct record_decision *decision, const char *text)
{
    const struct decision_customer *customer = decision->context->customer;
    if (customer == NULL) return;
    const char *subject = record_in_language(decision, customer, "bg")
                              ? "Отговор на Вашето мнение"
                              : "Our answer to what you told us";
    record_message(
        decision, customer,
        arena_printf(decision->context->arena, "%s (%s)", subject, decision->row.reference), text);
}

enum error_code feedback_answer(const struct decision_context *context, const struct actor *actor,
                                const struct feedback *before, const char *text, bool accepted,
                                int64_t answered_at_us, struct effects *effects,
                                struct feedback *after, struct error *error)
{
    struct record_decision decision;
    int64_t at_us = answered_at_us == NO_TIME ? context->now_us : answered_at_us;
    if (must_be_open(before, error) != ERR_OK || may_act(context, actor, before, error) != ERR_OK)
        return error->code;
    if (at_us > context->now_us) error_field(error, "/answered_at", "is in the future");
    if (at_us < before->received_at_us)
        error_field(error, "/answered_at", "is before it was received");
    if (accepted && before->kind != FEEDBACK_SUGGESTION)
        error_field(error, "/accepted", "is said of suggestions; this is a compliment");
    if (error->code != ERR_OK) return error->code;
    record_begin(&decision, context, actor, &before->header, effects, error);
    *after = *before;
    after->state = FEEDBACK_ANSWERED;
    after->answer = text;
    after->accepted = accepted;
    after->answered_at_us = at_us;
    after->answered_by = actor->staff->id;
    after->closed_at_us = context->now_us;
    if (after->owner_id == 0) after->owner_id = actor->staff->id;
    struct case_event *event = record_event(&decision, EVENT_FEEDBACK_ANSWERED);
    event->facts.assignee_id = after->owner_id;
    event->facts.elapsed_s = (at_us - before->received_at_us) / US_PER_S;
    event->facts.accepted = accepted;
    event->facts.digest = digest(&decision, after, text);
    record_emit(&decision, event);
    if (answered_at_us == NO_TIME) tell(&decision, text);
    return finish(&decision, after);
}

enum error_code feedback_close(const struct decision_context *context, const struct actor *actor,
                               const struct feedback *before, const char *reason,
                               struct effects *effects, struct feedback *after, struct error *error)
{
    struct record_decision decision;
    if (must_be_open(before, error) != ERR_OK || may_act(context, actor, before, error) != ERR_OK)
        return error->code;
    record_begin(&decision, context, actor, &before->header, effects, error);
    *after = *before;
    after->state = FEEDBACK_CLOSED;
    after->reason = reason;
    after->closed_at_us = context->now_us;
    struct case_event *event = record_event(&decision, EVENT_FEEDBACK_CLOSED);
    event->facts.digest = digest(&decision, after, reason);
    record_emit(&decision, event);
    return finish(&decision, after);
}

enum error_code feedback_link(const struct decision_context *context, const struct actor *actor,
                              const struct feedback *before, int64_t improvement_id,
                              struct effects *effects, struct feedback *after, struct error *error)
{
    struct record_decision decision;
    if (may_act(context, actor, before, error) != ERR_OK) return error->code;
    if (before->improvement_id == improvement_id)
        return error_set(error, ERR_REFUSED, "it is linked to this improvement already");
    record_begin(&decision, context, actor, &before->header, effects, error);
    *after = *before;
    after->improvement_id = improvement_id;
    if (after->linked_at_us == NO_TIME) after->linked_at_us = context->now_us;
    struct case_event *event = record_event(&decision, EVENT_FEEDBACK_LINKED);
    event->facts.improvement_id = improvement_id;
    event->facts.again = before->improvement_id != 0;
    record_emit(&decision, event);
    return finish(&decision, after);
}
