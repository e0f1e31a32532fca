/* The rules of the register of improvements. */
#include "workflow/improvement.h"

#include <assert.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/codec.h"
#include "proto/reference.h"
#include "proto/route.h"
#include "workflow/improvement_int.h"

#define PLANNED (IMPROVEMENT_NEEDS_OWNER | IMPROVEMENT_NEEDS_DUE)
const struct improvement_move improvement_moves[] = {
    {IMPROVEMENT_IDEA, IMPROVEMENT_ACCEPTED, true, 0},
    {IMPROVEMENT_IDEA, IMPROVEMENT_REFUSED, true, IMPROVEMENT_NEEDS_REASON},
    {IMPROVEMENT_ACCEPTED, IMPROVEMENT_PLANNED, false, PLANNED},
    {IMPROVEMENT_ACCEPTED, IMPROVEMENT_REFUSED, true, IMPROVEMENT_NEEDS_REASON},
    {IMPROVEMENT_PLANNED, IMPROVEMENT_COSTED, false, PLANNED | IMPROVEMENT_NEEDS_COST},
    {IMPROVEMENT_PLANNED, IMPROVEMENT_DOING, false, PLANNED}, /* what costs nothing to speak of */
    {IMPROVEMENT_PLANNED, IMPROVEMENT_REFUSED, true, IMPROVEMENT_NEEDS_REASON},
    {IMPROVEMENT_COSTED, IMPROVEMENT_PLANNED, false, PLANNED},
    {IMPROVEMENT_COSTED, IMPROVEMENT_DOING, false, PLANNED},
    {IMPROVEMENT_COSTED, IMPROVEMENT_REFUSED, true, IMPROVEMENT_NEEDS_REASON},
    {IMPROVEMENT_DOING, IMPROVEMENT_PLANNED, false, PLANNED},
    {IMPROVEMENT_DOING, IMPROVEMENT_DONE, false, PLANNED},
    {IMPROVEMENT_DOING, IMPROVEMENT_REFUSED, true, IMPROVEMENT_NEEDS_REASON},
    {IMPROVEMENT_DONE, IMPROVEMENT_DOING, true, PLANNED}, /* it did not last */
    {IMPROVEMENT_REFUSED, IMPROVEMENT_IDEA, true, 0},     /* thought of again */
};
const size_t improvement_move_count = sizeof improvement_moves / sizeof improvement_moves[0];

/* ---- what is written ---- */

static const char *digest(struct record_decision *decision, const struct improvement *row,
                          const char *one, const char *other)
{
    const char *const texts[] = {one, other};
    const char *hex = event_digest(decision->context->arena, row->salt, texts, 2);
    if (hex == NULL) decision->full = true;
    return hex;
}

/* ---- who may ---- */

static bool leads(const struct actor *actor)
{
    return (actor->roles & ROLES_LEAD) != 0;
}

/* Its owner; who added it while nobody owns it; who leads. */
static bool works(const struct improvement *row, const struct actor *actor)
{
    int32_t worker_id = row->owner_id == 0 ? row->added_by : row->owner_id;
    return leads(actor) || worker_id == actor->staff->id;
}

static enum error_code must_work(const struct improvement *row, const struct actor *actor,
                                 struct error *error)
{
    if (works(row, actor)) return ERR_OK;
    error_set(error, ERR_FORBIDDEN, "this takes its owner, a team lead or a manager");
    return ERR_FORBIDDEN;
}

/* ---- what is told of it ---- */

static bool given(const struct improvement_told *told, const char *field)
{
    int index = body_field_index(&body_improvement, field);
    assert(index >= 0);
    return (told->given & (UINT64_C(1) << index)) != 0;
}

static void take_indicator(const struct improvement_told *told, struct improvement *row,
                           struct error *error)
{
    const struct improvement_body *body = told->body;
    if (given(told, "indicator")) {
        row->metric = (enum metric)name_number(&metric_names, body->indicator);
        if (body->indicator != NULL && row->metric == METRIC_NONE)
            error_field(error, "/indicator", "there is no figure %s", body->indicator);
        if (body->indicator == NULL) row->aim = AIM_NONE;
    }
    if (given(told, "indicator_office")) row->metric_office_id = told->metric_office_id;
    if (given(told, "indicator_service")) row->metric_service_id = told->metric_service_id;
    if (given(told, "aim")) row->aim = (enum aim)body->aim;
    if (given(told, "before")) row->before = body->before;
    if (given(told, "after")) row->after = body->after;
    if (row->metric != METRIC_NONE && row->aim == AIM_NONE)
        error_field(error, "/aim", "say where the figure should go: up or down");
    if (row->metric == METRIC_NONE && row->aim != AIM_NONE && error->code == ERR_OK)
        error_field(error, "/indicator", "say which figure");
}

static void take_cost(const struct improvement_told *told, struct improvement *row,
                      struct error *error)
{
    if (given(told, "cost")) row->cost = told->body->cost;
    if (given(told, "currency")) row->currency = told->body->currency;
    if (row->currency != NULL && strspn(row->currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
        error_field(error, "/currency", "must be three capitals, such as EUR");
    if (row->cost != NO_DECIMAL && row->currency == NULL)
        error_field(error, "/currency", "say the currency of the cost");
    if (row->cost == NO_DECIMAL && row->currency != NULL)
        error_field(error, "/cost", "say the cost, or leave out the currency");
}

static void take_owner(const struct decision_context *context, const struct improvement_told *told,
                       struct improvement *row, struct error *error)
{
    if (!given(told, "owner")) return;
    const struct staff *owner = NULL;
    if (told->body->owner != NULL)
        owner = record_owner(context->desk, &row->header, told->body->owner, ROLES_OWN, "/owner",
                             error);
    row->owner_id = owner == NULL ? 0 : owner->id;
}

/* What is under way keeps an owner and a date. */
static void check_planned(const struct improvement *row, struct error *error)
{
    bool planned = row->state == IMPROVEMENT_PLANNED || row->state == IMPROVEMENT_COSTED ||
                   row->state == IMPROVEMENT_DOING;
    if (planned && row->owner_id == 0)
        error_field(error, "/owner", "what is planned must have an owner");
    if (planned && row->due_at_us == NO_TIME)
        error_field(error, "/due_at", "what is planned must have a date");
    if (row->state == IMPROVEMENT_COSTED && row->cost == NO_DECIMAL)
        error_field(error, "/cost", "what is costed must have a cost");
}

static enum error_code take(const struct decision_context *context,
                            const struct improvement_told *told, struct improvement *row,
                            struct error *error)
{
    const struct improvement_body *body = told->body;
    if (given(told, "title")) {
        row->title = body->title;
        if (body->title == NULL) error_field(error, "/title", "must not be null");
    }
    if (given(told, "description")) row->description = body->description;
    if (given(told, "service")) row->header.service_id = told->service_id;
    if (given(told, "due_at")) row->due_at_us = body->due_at_us;
    take_owner(context, told, row, error);
    take_cost(told, row, error);
    take_indicator(told, row, error);
    check_planned(row, error);
    return error->code;
}

static void fill_facts(struct record_decision *decision, const struct improvement *row,
                       struct event_facts *facts)
{
    facts->assignee_id = row->owner_id;
    facts->due_at_us = row->due_at_us;
    facts->costed = row->cost != NO_DECIMAL;
    facts->digest = digest(decision, row, row->title, row->description);
}

enum error_code improvement_add(const struct decision_context *context, const struct actor *actor,
                                const struct improvement_told *told, struct effects *effects,
                                struct improvement *after, struct error *error)
{
    struct record_decision decision;
    *after = (struct improvement){.header = {.agency_id = told->agency_id,
                                             .kind = RECORD_IMPROVEMENT,
                                             .office_id = told->office_id,
                                             .service_id = told->service_id},
                                  .state = IMPROVEMENT_IDEA,
                                  .state_at_us = context->now_us,
                                  .added_by = actor->staff->id,
                                  .added_at_us = context->now_us,
                                  .due_at_us = NO_TIME,
                                  .cost = NO_DECIMAL,
                                  .before = NO_DECIMAL,
                                  .after = NO_DECIMAL,
                                  .published_at_us = NO_TIME};
    memcpy(after->salt, context->salts[0], sizeof after->salt);
    if (take(context, told, after, error) != ERR_OK) return error->code;
    record_begin(&decision, context, actor, &after->header, effects, error);
    struct case_event *event = record_event(&decision, EVENT_IMPROVEMENT_ADDED);
    event->facts.reference = decision.row.reference;
    event->facts.state = name_of(&improvement_state_names, (int)after->state);
    fill_facts(&decision, after, &event->facts);
    record_emit(&decision, event);
    record_notice(&decision, after->owner_id, EVENT_IMPROVEMENT_ADDED);
    return improvement_end(&decision, after);
}

static bool differ(const char *one, const char *other)
{
    if (one == NULL || other == NULL) return one != other;
    return strcmp(one, other) != 0;
}

static bool same(const struct improvement *one, const struct improvement *other)
{
    return !differ(one->title, other->title) && !differ(one->description, other->description) &&
           one->header.service_id == other->header.service_id && one->owner_id == other->owner_id &&
           one->due_at_us == other->due_at_us && one->cost == other->cost &&
           !differ(one->currency, other->currency) && one->metric == other->metric &&
           one->metric_office_id == other->metric_office_id &&
           one->metric_service_id == other->metric_service_id && one->aim == other->aim &&
           one->before == other->before && one->after == other->after;
}

enum error_code improvement_change(const struct decision_context *context,
                                   const struct actor *actor, const struct improvement *before,
                                   const struct improvement_told *told, struct effects *effects,
                                   struct improvement *after, struct error *error)
{
    struct record_decision decision;
    if (must_work(before, actor, error) != ERR_OK) return error->code;
    if (given(told, "agency") && told->agency_id != before->header.agency_id)
        error_field(error, "/agency", "it stays with its agency");
    if (given(told, "office") && told->office_id != before->header.office_id)
        error_field(error, "/office", "it stays where it was added; add another one there");
    *after = *before;
    if (take(context, told, after, error) != ERR_OK || same(before, after)) return error->code;
    record_begin(&decision, context, actor, &before->header, effects, error);
    decision.row.service_id = after->header.service_id;
    struct case_event *event = record_event(&decision, EVENT_IMPROVEMENT_CHANGED);
    fill_facts(&decision, after, &event->facts);
    record_emit(&decision, event);
    if (after->owner_id != before->owner_id)
        record_notice(&decision, after->owner_id, EVENT_IMPROVEMENT_CHANGED);
    return improvement_end(&decision, after);
}

/* ---- from state to state ---- */

const char *improvement_move_missing(const struct improvement *row,
                                     const struct improvement_move *move, const struct actor *actor)
{
    if (move->lead && !leads(actor)) return ERROR_SAYS("this takes a team lead or a manager");
    if (!works(row, actor)) return ERROR_SAYS("this takes its owner, a team lead or a manager");
    if ((move->needs & IMPROVEMENT_NEEDS_OWNER) != 0 && row->owner_id == 0)
        return ERROR_SAYS("it must have an owner first");
    if ((move->needs & IMPROVEMENT_NEEDS_DUE) != 0 && row->due_at_us == NO_TIME)
        return ERROR_SAYS("it must have a date first");
    if ((move->needs & IMPROVEMENT_NEEDS_COST) != 0 && row->cost == NO_DECIMAL)
        return ERROR_SAYS("it must have a cost first");
    return NULL;
}

static const struct improvement_move *find_move(const struct improvement *row,
                                                enum improvement_state to)
{
    for (size_t i = 0; i < improvement_move_count; i++)
        if (improvement_moves[i].from == row->state && improvement_moves[i].to == to)
            return &improvement_moves[i];
    return NULL;
}

/* The way to a state, when it is open and the reason is there that it asks for. */
static enum error_code check_move(const struct improvement *row, const struct actor *actor,
                                  enum improvement_state to, const char *reason,
                                  struct error *error)
{
    const struct improvement_move *move = find_move(row, to);
    if (move == NULL)
        return error_set(error, ERR_REFUSED, "there is no way from %s to %s",
                         name_of(&improvement_state_names, (int)row->state),
                         name_of(&improvement_state_names, (int)to));
    const char *missing = improvement_move_missing(row, move, actor);
    if (missing != NULL) {
        bool role = !works(row, actor) || (move->lead && !leads(actor));
        return error_set(error, role ? ERR_FORBIDDEN : ERR_REFUSED, "%s", missing);
    }
    if ((move->needs & IMPROVEMENT_NEEDS_REASON) != 0 && reason == NULL)
        error_field(error, "/reason", "is missing: say why it is refused");
    return error->code;
}

enum error_code improvement_move(const struct decision_context *context, const struct actor *actor,
                                 const struct improvement *before, enum improvement_state to,
                                 const char *reason, const struct improvement_audience *audience,
                                 struct effects *effects, struct improvement *after,
                                 struct error *error)
{
    struct record_decision decision;
    if (check_move(before, actor, to, reason, error) != ERR_OK) return error->code;
    record_begin(&decision, context, actor, &before->header, effects, error);
    *after = *before;
    after->state = to;
    after->state_at_us = context->now_us;
    after->reason = reason;
    struct case_event *event = record_event(&decision, EVENT_IMPROVEMENT_MOVED);
    event->facts.from_state = name_of(&improvement_state_names, (int)before->state);
    event->facts.state = name_of(&improvement_state_names, (int)to);
    event->facts.assignee_id = after->owner_id;
    event->facts.due_at_us = after->due_at_us;
    event->facts.costed = after->cost != NO_DECIMAL;
    if (reason != NULL) event->facts.digest = digest(&decision, after, reason, NULL);
    record_emit(&decision, event);
    record_notice(&decision, after->owner_id, EVENT_IMPROVEMENT_MOVED);
    if (to == IMPROVEMENT_DONE)
        improvement_tell(&decision, after, audience);
    else
        improvement_tell_no_more(&decision, after);
    return improvement_end(&decision, after);
}

/* ---- what stands behind it ---- */

/* The link as it is kept: references are always written the same way. */
static enum error_code write_link(const struct decision_context *context,
                                  const struct improvement_link *told,
                                  struct improvement_link *link, struct error *error)
{
    char reference[REFERENCE_TEXT];
    *link = *told;
    link->at_us = context->now_us;
    if (told->kind != BASIS_CASE && told->kind != BASIS_COMPLAINT) return ERR_OK;
    link->id = reference_parse(context->desk->reference_key, told->target);
    if (link->id < 0) {
        error_field(error, "/target", "is no reference");
        return error->code;
    }
    reference_format(context->desk->reference_key, link->id, reference);
    link->target = arena_strdup(context->arena, reference);
    if (link->target != NULL) return ERR_OK;
    return error_set(error, ERR_UNAVAILABLE, "could not get memory for this request");
}

static enum error_code check_link(const struct improvement *row,
                                  const struct improvement_link *link, struct error *error)
{
    if (row->link_count >= IMPROVEMENT_LINKS_MAX)
        return error_set(error, ERR_REFUSED, "it has %d links; more cannot be added",
                         IMPROVEMENT_LINKS_MAX);
    for (size_t i = 0; i < row->link_count; i++)
        if (row->links[i].kind == link->kind && strcmp(row->links[i].target, link->target) == 0)
            return error_set(error, ERR_REFUSED, "this stands behind it already");
    return ERR_OK;
}

enum error_code improvement_add_link(const struct decision_context *context,
                                     const struct actor *actor, const struct improvement *before,
                                     const struct improvement_link *told, struct effects *effects,
                                     struct improvement *after, struct error *error)
{
    struct record_decision decision;
    struct improvement_link link;
    struct improvement_link *links =
        arena_array(context->arena, before->link_count + 1, sizeof *links);
    if (links == NULL)
        return error_set(error, ERR_UNAVAILABLE, "could not get memory for this request");
    if (must_work(before, actor, error) != ERR_OK ||
        write_link(context, told, &link, error) != ERR_OK ||
        check_link(before, &link, error) != ERR_OK)
        return error->code;
    link.by = actor->staff->id;
    if (before->link_count > 0) memcpy(links, before->links, before->link_count * sizeof *links);
    links[before->link_count] = link;
    record_begin(&decision, context, actor, &before->header, effects, error);
    *after = *before;
    after->links = links;
    after->link_count = before->link_count + 1;
    struct case_event *event = record_event(&decision, EVENT_IMPROVEMENT_LINKED);
    event->facts.digest = digest(&decision, after, link.target, link.note);
    record_emit(&decision, event);
    return improvement_end(&decision, after);
}

/* ---- you said, we did ---- */

enum error_code improvement_publish(const struct decision_context *context,
                                    const struct actor *actor, const struct improvement *before,
                                    const struct improvement_publish_body *body,
                                    struct effects *effects, struct improvement *after,
                                    struct error *error)
{
    struct record_decision decision;
    if (!leads(actor))
        return error_set(error, ERR_FORBIDDEN, "this takes a team lead or a manager");
    *after = *before;
    if (body->line != NULL) after->line = body->line;
    if (body->language != NULL) after->language = body->language;
    if (body->published && before->state == IMPROVEMENT_IDEA)
        return error_set(error, ERR_REFUSED, "an idea has no public line before it is accepted");
    if (body->published && after->line == NULL)
        error_field(error, "/line", "is missing: say what the public is to read");
    if (body->published && after->language == NULL)
        error_field(error, "/language", "is missing: say the language of the line");
    if (!body->published && !before->published && body->line == NULL)
        return error_set(error, ERR_REFUSED, "it is not published");
    if (error->code != ERR_OK) return error->code;
    record_begin(&decision, context, actor, &before->header, effects, error);
    after->published = body->published;
    after->published_at_us = body->published ? context->now_us : NO_TIME;
    struct case_event *event = record_event(&decision, EVENT_IMPROVEMENT_PUBLISHED);
    event->facts.visible = body->published;
    event->facts.digest = digest(&decision, after, after->line, after->language);
    record_emit(&decision, event);
    return improvement_end(&decision, after);
}
