/* The rules of evidence. */
#include "workflow/evidence.h"

#include <assert.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/evidence_int.h"
#include "workflow/period.h"

/* ---- what is told of it ---- */

static bool given(const struct evidence_told *told, const char *field)
{
    int index = body_field_index(&body_evidence, field);
    assert(index >= 0);
    return (told->given & (UINT64_C(1) << index)) != 0;
}

static void take_days(const struct evidence_told *told, civil_day today, struct evidence *row,
                      struct error *error)
{
    const struct evidence_body *body = told->body;
    bool read = !given(told, "date") || period_take_day(body->date, "/date", &row->day, error);
    if (given(told, "expires")) {
        row->expires = CIVIL_NONE;
        read &= period_take_day(body->expires, "/expires", &row->expires, error);
    }
    if (!read) return;
    if (row->day == CIVIL_NONE) error_field(error, "/date", "is missing: say when it was");
    if (row->day > today)
        error_field(error, "/date", "is in the future: record it once it has been");
    if (row->expires != CIVIL_NONE && row->expires < row->day)
        error_field(error, "/expires", "is before its date");
}

static void take_kind(const struct evidence_told *told, struct evidence *row, struct error *error)
{
    const char *kind = told->body->kind;
    row->kind = (enum evidence_kind)name_number(&evidence_kind_names, kind);
    if (row->kind != EVIDENCE_NONE || kind == NULL) return;
    if (strcmp(kind, name_of(&survey_kind_names, SURVEY_MYSTERY_VISIT)) == 0)
        error_field(error, "/kind", "a mystery visit is entered as a survey: POST /surveys");
    else
        error_field(error, "/kind", "there is no such kind of evidence: see /evidence-kinds");
}

static enum error_code take(const struct decision_context *context,
                            const struct evidence_told *told, const struct agency *agency,
                            struct evidence *row, struct error *error)
{
    const struct evidence_body *body = told->body;
    if (given(told, "title") && body->title != NULL) row->title = body->title;
    take_days(told, zone_local(agency->zone, context->now_us).day, row, error);
    if (row->kind == EVIDENCE_NONE || (!given(told, "fields") && row->fields != NULL))
        return error->code;
    return evidence_fields(context, agency->id, body->fields, row, error);
}

/* ---- what is written ---- */

/* Of what the version says. */
static enum error_code finish(struct record_decision *decision, enum event_kind kind,
                              struct evidence *after)
{
    const char *const texts[] = {after->title, after->fields, after->document.digest,
                                 after->reason};
    struct case_event *event = record_event(decision, kind);
    if (kind == EVENT_EVIDENCE_ADDED) event->facts.reference = decision->row.reference;
    event->facts.assignee_id = after->staff_id;
    event->facts.digest = event_digest(decision->context->arena, after->salt, texts, 4);
    if (event->facts.digest == NULL) decision->full = true;
    record_emit(decision, event);
    after->header = decision->row;
    return record_end(decision, evidence_document_of(decision->context->arena, after));
}

/* What the actor says now is another version, which nobody has checked. */
static void begin_version(const struct decision_context *context, const struct actor *actor,
                          struct evidence *after)
{
    after->content++;
    after->entered_by = actor->staff->id;
    after->entered_at_us = context->now_us;
    after->checked_by = 0;
    after->checked_at_us = NO_TIME;
}

static enum error_code must_stand(const struct evidence *row, struct error *error)
{
    if (row->withdrawn_at_us == NO_TIME) return ERR_OK;
    error_set(error, ERR_REFUSED, "it is withdrawn");
    error_hint(error, "enter it anew if it is right after all");
    return ERR_REFUSED;
}

/* ---- the rules ---- */

enum error_code evidence_add(const struct decision_context *context, const struct actor *actor,
                             const struct evidence_told *told, struct effects *effects,
                             struct evidence *after, struct error *error)
{
    struct record_decision decision;
    const struct agency *agency = desk_agency(context->desk, told->agency_id);
    *after = (struct evidence){.header = {.agency_id = told->agency_id, .kind = RECORD_EVIDENCE},
                               .day = CIVIL_NONE,
                               .expires = CIVIL_NONE,
                               .checked_at_us = NO_TIME,
                               .withdrawn_at_us = NO_TIME};
    memcpy(after->salt, context->salts[0], sizeof after->salt);
    take_kind(told, after, error);
    if (take(context, told, agency, after, error) != ERR_OK) return error->code;
    begin_version(context, actor, after);
    record_begin(&decision, context, actor, &after->header, effects, error);
    return finish(&decision, EVENT_EVIDENCE_ADDED, after);
}

static bool same_text(const char *one, const char *other)
{
    return one == other || (one != NULL && other != NULL && strcmp(one, other) == 0);
}

static bool same(const struct evidence *one, const struct evidence *other)
{
    return same_text(one->title, other->title) && one->day == other->day &&
           one->expires == other->expires && same_text(one->fields, other->fields) &&
           same_text(one->document.digest, other->document.digest) &&
           same_text(one->document.name, other->document.name);
}

/* The same record with another version of what it says. */
static enum error_code write_version(const struct decision_context *context,
                                     const struct actor *actor, const struct evidence *before,
                                     struct effects *effects, struct evidence *after,
                                     struct error *error)
{
    struct record_decision decision;
    if (same(before, after)) return ERR_OK;
    begin_version(context, actor, after);
    record_begin(&decision, context, actor, &before->header, effects, error);
    decision.row.office_id = after->header.office_id;
    decision.row.service_id = after->header.service_id;
    return finish(&decision, EVENT_EVIDENCE_CORRECTED, after);
}

enum error_code evidence_correct(const struct decision_context *context, const struct actor *actor,
                                 const struct evidence *before, const struct evidence_told *told,
                                 struct effects *effects, struct evidence *after,
                                 struct error *error)
{
    const struct agency *agency = desk_agency(context->desk, before->header.agency_id);
    const char *kind = told->body->kind;
    *after = *before;
    if (must_stand(before, error) != ERR_OK) return error->code;
    if (kind != NULL && strcmp(kind, name_of(&evidence_kind_names, (int)before->kind)) != 0)
        error_field(error, "/kind", "stays as it is; withdraw this and enter another one");
    if (told->agency_id != 0 && told->agency_id != before->header.agency_id)
        error_field(error, "/agency", "it stays with its agency");
    if (take(context, told, agency, after, error) != ERR_OK) return error->code;
    return write_version(context, actor, before, effects, after, error);
}

enum error_code evidence_attach(const struct decision_context *context, const struct actor *actor,
                                const struct evidence *before,
                                const struct evidence_document *document, struct effects *effects,
                                struct evidence *after, struct error *error)
{
    *after = *before;
    if (must_stand(before, error) != ERR_OK) return error->code;
    after->document = *document;
    return write_version(context, actor, before, effects, after, error);
}

enum error_code evidence_check(const struct decision_context *context, const struct actor *actor,
                               const struct evidence *before, struct effects *effects,
                               struct evidence *after, struct error *error)
{
    struct record_decision decision;
    if (must_stand(before, error) != ERR_OK) return error->code;
    if (before->checked_by != 0) return error_set(error, ERR_REFUSED, "it is checked already");
    if (before->entered_by == actor->staff->id) {
        error_set(error, ERR_FORBIDDEN, "you entered it, so somebody else has to check it");
        error_hint(error, "a team lead, manager or administrator other than you");
        return ERR_FORBIDDEN;
    }
    record_begin(&decision, context, actor, &before->header, effects, error);
    *after = *before;
    after->checked_by = actor->staff->id;
    after->checked_at_us = context->now_us;
    return finish(&decision, EVENT_EVIDENCE_CHECKED, after);
}

enum error_code evidence_withdraw(const struct decision_context *context, const struct actor *actor,
                                  const struct evidence *before, const char *reason,
                                  struct effects *effects, struct evidence *after,
                                  struct error *error)
{
    struct record_decision decision;
    if (must_stand(before, error) != ERR_OK) return error->code;
    record_begin(&decision, context, actor, &before->header, effects, error);
    *after = *before;
    after->withdrawn_by = actor->staff->id;
    after->withdrawn_at_us = context->now_us;
    after->reason = reason;
    return finish(&decision, EVENT_EVIDENCE_WITHDRAWN, after);
}

enum evidence_state evidence_state(const struct evidence *row, civil_day today)
{
    if (row->withdrawn_at_us != NO_TIME) return EVIDENCE_WITHDRAWN;
    if (row->expires != CIVIL_NONE && row->expires < today) return EVIDENCE_EXPIRED;
    return row->checked_by == 0 ? EVIDENCE_UNCHECKED : EVIDENCE_IN_FORCE;
}
