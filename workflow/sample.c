/* The rules of sample replies. */
#include "workflow/sample.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_write.h"
#include "proto/route.h"
#include "workflow/holiday.h"
#include "workflow/reply.h"

enum { DATE_SIZE = 16 };

static void format_day(civil_day day, char text[DATE_SIZE])
{
    int year, month, of_month;
    civil_to_ymd(day, &year, &month, &of_month);
    snprintf(text, DATE_SIZE, "%04d-%02d-%02d", year % 10000, month % 100, of_month % 100);
}

/* The columns of db/query/batch_record_sample.sql. */
static const char *document(struct arena *arena, const struct sample *row)
{
    struct json json;
    size_t length;
    char review_on[DATE_SIZE];
    format_day(row->review_on, review_on);
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_number(&json, "version", row->header.version);
    json_string(&json, "code", row->code);
    json_string(&json, "language", row->language);
    json_string(&json, "title", row->title);
    json_string(&json, "subject", row->subject);
    json_string(&json, "body", row->body);
    json_array(&json, "services");
    for (size_t i = 0; i < row->service_count; i++) json_number(&json, NULL, row->services[i]);
    json_array_end(&json);
    json_number(&json, "owner_id", row->owner_id);
    json_string(&json, "review_on", review_on);
    json_bool(&json, "paper", row->paper);
    json_time(&json, "created_at", row->created_at_us);
    json_number(&json, "created_by", row->created_by);
    json_time(&json, "changed_at", row->changed_at_us);
    json_number(&json, "changed_by", row->changed_by);
    json_time(&json, "retired_at", row->retired_at_us);
    json_hex(&json, "salt", row->salt, sizeof row->salt);
    json_object_end(&json);
    return json_text(&json, &length);
}

/* The beginning of the day of the review. */
static int64_t review_at(const struct agency *agency, const struct sample *row)
{
    return zone_instant(agency->zone, (struct civil_time){.day = row->review_on});
}

/* One event, which is one version; each asks for its own review. */
static enum error_code write_version(struct record_decision *decision, enum event_kind kind,
                                     struct sample *after)
{
    const char *const texts[] = {after->title, after->subject, after->body};
    if (after->retired_at_us != NO_TIME)
        record_alarm_end(decision, &after->review);
    else
        record_alarm_set(decision, &after->review, review_at(decision->agency, after));
    struct case_event *event = record_event(decision, kind);
    event->facts.sample_version = event->seq;
    event->facts.digest = event_digest(decision->context->arena, after->salt, texts, 3);
    if (event->facts.digest == NULL) decision->full = true;
    record_emit(decision, event);
    after->header = decision->row;
    after->changed_at_us = decision->context->now_us;
    after->changed_by = decision->actor->staff->id;
    return record_end(decision, document(decision->context->arena, after));
}

/* ---- what is told of it ---- */

static bool given(const struct sample_told *told, const char *field)
{
    int index = body_field_index(&body_sample, field);
    assert(index >= 0);
    return (told->given & (UINT64_C(1) << index)) != 0;
}

static bool blank(const char *text)
{
    return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

/* "bg", "pt-br" */
static bool is_language(const char *text)
{
    size_t first = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    return first >= 2 && first <= 3 &&
           (text[first] == '\0' ||
            (text[first] == '-' && strspn(text + first, "-abcdefghijklmnopqrstuvwxyz0123456789") ==
                                       strlen(text + first)));
}

static void check_template(const char *text, const char *where, struct error *error)
{
    enum error_code code = template_check(&reply_fields, text, where, error);
    assert(code == ERR_OK || error->field_count > 0);
    (void)code;
}

static void take_texts(const struct sample_told *told, struct sample *row, struct error *error)
{
    const struct sample_body *body = told->body;
    if (given(told, "title")) row->title = body->title;
    if (given(told, "subject")) row->subject = blank(body->subject) ? NULL : body->subject;
    if (given(told, "body")) row->body = body->body;
    if (blank(row->title)) error_field(error, "/title", "must not be blank");
    if (blank(row->body))
        error_field(error, "/body", "must not be blank");
    else
        check_template(row->body, "/body", error);
    if (row->subject != NULL) check_template(row->subject, "/subject", error);
}

static void take_owner(const struct decision_context *context, const struct sample_told *told,
                       struct sample *row, struct error *error)
{
    const struct staff *owner = NULL;
    if (!given(told, "owner") || told->body->owner == NULL) return;
    owner =
        record_owner(context->desk, &row->header, told->body->owner, ROLES_STAFF, "/owner", error);
    if (owner != NULL) row->owner_id = owner->id;
}

static void take_review(const struct decision_context *context, const struct agency *agency,
                        const struct sample_told *told, struct sample *row, struct error *error)
{
    civil_day today = zone_local(agency->zone, context->now_us).day;
    const char *text = told->body->review_on;
    if (!given(told, "review_on") || text == NULL) return;
    if (period_take_day(text, "/review_on", &row->review_on, error) && row->review_on < today)
        error_field(error, "/review_on", "is past");
}

/* The fields that a change may name, in row as it was before. */
static enum error_code take(const struct decision_context *context, const struct agency *agency,
                            const struct sample_told *told, struct sample *row, struct error *error)
{
    take_texts(told, row, error);
    take_owner(context, told, row, error);
    take_review(context, agency, told, row, error);
    if (given(told, "paper")) row->paper = told->body->paper;
    if (given(told, "services")) {
        memcpy(row->services, told->services, sizeof row->services);
        row->service_count = told->service_count;
    }
    return error->code;
}

/* ---- the rules ---- */

enum error_code sample_add(const struct decision_context *context, const struct actor *actor,
                           const struct sample_told *told, struct effects *effects,
                           struct sample *after, struct error *error)
{
    struct record_decision decision;
    const struct agency *agency = desk_agency(context->desk, told->agency_id);
    const struct sample_body *body = told->body;
    struct record header = {.agency_id = told->agency_id, .kind = RECORD_SAMPLE};
    *after = (struct sample){.header = header,
                             .code = body->code,
                             .language = body->language == NULL ? agency->locale : body->language,
                             .owner_id = actor->staff->id,
                             .created_by = actor->staff->id,
                             .review_on =
                                 zone_local(agency->zone, context->now_us).day + SAMPLE_REVIEW_DAYS,
                             .created_at_us = context->now_us,
                             .retired_at_us = NO_TIME};
    memcpy(after->salt, context->salts[0], sizeof after->salt);
    if (!is_language(after->language))
        error_field(error, "/language", "is no language code, such as bg or en");
    if (take(context, agency, told, after, error) != ERR_OK) return error->code;
    record_begin(&decision, context, actor, &header, effects, error);
    return write_version(&decision, EVENT_SAMPLE_ADDED, after);
}

static enum error_code must_be_used(const struct sample *row, struct error *error)
{
    if (row->retired_at_us == NO_TIME) return ERR_OK;
    return error_set(error, ERR_REFUSED, "the sample reply %s is out of use", row->code);
}

static bool same_text(const char *one, const char *other)
{
    return one == other || (one != NULL && other != NULL && strcmp(one, other) == 0);
}

static bool same(const struct sample *one, const struct sample *other)
{
    return same_text(one->title, other->title) && same_text(one->subject, other->subject) &&
           same_text(one->body, other->body) && one->owner_id == other->owner_id &&
           one->review_on == other->review_on && one->paper == other->paper &&
           one->service_count == other->service_count &&
           memcmp(one->services, other->services, one->service_count * sizeof one->services[0]) ==
               0;
}

enum error_code sample_change(const struct decision_context *context, const struct actor *actor,
                              const struct sample *before, const struct sample_told *told,
                              struct effects *effects, struct sample *after, struct error *error)
{
    struct record_decision decision;
    const struct sample_body *body = told->body;
    const struct agency *agency = desk_agency(context->desk, before->header.agency_id);
    *after = *before;
    if (must_be_used(before, error) != ERR_OK) return error->code;
    if (body->code != NULL && strcmp(body->code, before->code) != 0)
        error_field(error, "/code", "stays as it is; add another sample reply");
    if (body->language != NULL && strcmp(body->language, before->language) != 0)
        error_field(error, "/language", "stays as it is; add another sample reply");
    if (take(context, agency, told, after, error) != ERR_OK) return error->code;
    if (same(before, after)) return ERR_OK;
    record_begin(&decision, context, actor, &before->header, effects, error);
    return write_version(&decision, EVENT_SAMPLE_CHANGED, after);
}

enum error_code sample_retire(const struct decision_context *context, const struct actor *actor,
                              const struct sample *before, struct effects *effects,
                              struct sample *after, struct error *error)
{
    struct record_decision decision;
    *after = *before;
    if (must_be_used(before, error) != ERR_OK) return error->code;
    after->retired_at_us = context->now_us;
    record_begin(&decision, context, actor, &before->header, effects, error);
    return write_version(&decision, EVENT_SAMPLE_RETIRED, after);
}

/* ---- what time does ---- */

/* Who looks after it when its owner is gone. */
static void tell_leads(struct record_decision *decision)
{
    enum { TOLD_MAX = 2 };
    const struct desk *desk = decision->context->desk;
    int told = 0;
    for (size_t i = 0; i < desk->staff_count && told < TOLD_MAX; i++) {
        const struct staff *staff = &desk->staff[i];
        if (!staff->active || (staff_roles(staff, decision->row.agency_id, 0) & ROLES_LEAD) == 0)
            continue;
        record_notice(decision, staff->id, EVENT_SAMPLE_REVIEW_DUE);
        told++;
    }
}

static bool works_there(const struct staff *staff, int32_t agency_id)
{
    for (size_t i = 0; staff != NULL && staff->active && i < staff->grant_count; i++)
        if (staff->grants[i].agency_id == agency_id) return true;
    return false;
}

enum error_code sample_fire(const struct decision_context *context, const struct sample *row,
                            struct effects *effects, struct error *error)
{
    static const struct actor nobody = {.staff = NULL};
    struct record_decision decision;
    struct record_alarm review = row->review;
    record_begin(&decision, context, &nobody, &row->header, effects, error);
    if (review.id == 0 || review.due_at_us > context->now_us) return ERR_OK;
    record_alarm_fire(&decision, &review);
    if (works_there(desk_staff(context->desk, row->owner_id), row->header.agency_id))
        record_notice(&decision, row->owner_id, EVENT_SAMPLE_REVIEW_DUE);
    else
        tell_leads(&decision);
    if (!decision.full) return ERR_OK;
    memset(effects, 0, sizeof *effects);
    return error_set(error, ERR_UNAVAILABLE, "could not get memory for this request");
}
