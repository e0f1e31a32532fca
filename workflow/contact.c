/* What follows from the times of a contact. */
#include "workflow/contact.h"

#include "proto/command.h"

enum { LONGEST_S = 604800, SKEW_S = 60, ROUNDING_S = 1 };

/* The times of a contact, the missing ones derived. left: when the wait ended, with an answer or
 * without. */
struct times {
    int64_t queued_us, answered_us, left_us, ended_us;
    int64_t wait_s, duration_s;
};

static bool known(int64_t at_us)
{
    return at_us != NO_TIME;
}

static int64_t seconds_between(int64_t from_us, int64_t to_us)
{
    return (to_us - from_us) / US_PER_S;
}

static struct times times_of(const struct command *command)
{
    struct times t = {.queued_us = command->queued_at_us,
                      .answered_us = command->answered_at_us,
                      .ended_us = command->ended_at_us,
                      .wait_s = command->wait_s,
                      .duration_s = command->duration_s};
    if (!known(t.answered_us) && known(t.ended_us) && t.duration_s >= 0)
        t.answered_us = t.ended_us - t.duration_s * US_PER_S;
    t.left_us = command->abandoned ? t.ended_us : t.answered_us;
    if (!known(t.left_us) && known(t.queued_us) && t.wait_s >= 0)
        t.left_us = t.queued_us + t.wait_s * US_PER_S;
    if (!known(t.queued_us) && known(t.left_us) && t.wait_s >= 0)
        t.queued_us = t.left_us - t.wait_s * US_PER_S;
    if (known(t.queued_us) && known(t.left_us)) t.wait_s = seconds_between(t.queued_us, t.left_us);
    if (command->abandoned) {
        t.ended_us = t.left_us;
        return t;
    }
    t.answered_us = t.left_us;
    if (!known(t.ended_us) && known(t.answered_us) && t.duration_s >= 0)
        t.ended_us = t.answered_us + t.duration_s * US_PER_S;
    if (known(t.answered_us) && known(t.ended_us))
        t.duration_s = seconds_between(t.answered_us, t.ended_us);
    return t;
}

static int64_t began(const struct times *t, int64_t otherwise_us)
{
    if (known(t->queued_us)) return t->queued_us;
    if (known(t->answered_us)) return t->answered_us;
    return known(t->ended_us) ? t->ended_us : otherwise_us;
}

/* ---- what cannot be right ---- */

static void check_future(const struct command *command, const struct times *t, int64_t now_us,
                         struct error *error)
{
    const struct {
        const char *field;
        int64_t at_us;
    } given[] = {{"/queued_at", command->queued_at_us},
                 {"/answered_at", command->answered_at_us},
                 {"/ended_at", command->ended_at_us}};
    int64_t latest_us = now_us + SKEW_S * US_PER_S;
    bool told = false;
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        if (given[i].at_us <= latest_us) continue; /* also when it is not known */
        error_field(error, given[i].field, "this is in the future");
        told = true;
    }
    if (told) return;
    if (t->left_us > latest_us)
        error_field(error, "/wait_s", "with this wait it would be answered in the future");
    else if (t->ended_us > latest_us)
        error_field(error, "/duration_s", "with this duration it would end in the future");
}

static void check_abandoned(const struct command *command, const struct times *t,
                            struct error *error)
{
    if (!command->abandoned) return;
    if (known(command->answered_at_us))
        error_field(error, "/answered_at", "an abandoned contact was not answered");
    if (command->duration_s >= 0)
        error_field(error, "/duration_s", "an abandoned contact has none: nobody answered");
    else if (t->wait_s < 0)
        error_field(error, "/abandoned",
                    "needs how long the customer waited: queued_at and ended_at, or wait_s");
}

static void check_order(const struct command *command, struct error *error)
{
    int64_t queued_us = command->queued_at_us, answered_us = command->answered_at_us,
            ended_us = command->ended_at_us;
    if (known(queued_us) && known(answered_us) && answered_us < queued_us)
        error_field(error, "/answered_at", "answered before it was queued");
    if (known(answered_us) && known(ended_us) && ended_us < answered_us)
        error_field(error, "/ended_at", "ended before it was answered");
    else if (known(queued_us) && known(ended_us) && ended_us < queued_us)
        error_field(error, "/ended_at", "ended before it was queued");
}

static bool differs(int32_t given_s, int64_t found_s)
{
    return given_s >= 0 && (found_s - given_s > ROUNDING_S || given_s - found_s > ROUNDING_S);
}

/* Spans: those that were told beside the times, and those that follow from the times. */
static void check_spans(const struct command *command, const struct times *t, struct error *error)
{
    if (differs(command->wait_s, t->wait_s))
        error_field(error, "/wait_s", "does not fit the times: they make %lld s",
                    (long long)t->wait_s);
    else if (t->wait_s > LONGEST_S)
        error_field(error, "/queued_at", "this would be a wait of more than 7 days");
    else if (t->wait_s < 0 && known(t->queued_us) && known(t->left_us))
        error_field(error, "/queued_at", "queued after it was answered");
    if (differs(command->duration_s, t->duration_s))
        error_field(error, "/duration_s", "does not fit the times: they make %lld s",
                    (long long)t->duration_s);
    else if (t->duration_s > LONGEST_S)
        error_field(error, "/ended_at", "this would be a duration of more than 7 days");
    else if (t->duration_s < 0 && known(t->answered_us) && known(t->ended_us))
        error_field(error, "/ended_at", "ended before it was answered");
}

static void check_appointment(const struct command *command, const struct times *t, int64_t now_us,
                              struct error *error)
{
    int64_t at_us = command->appointment_at_us, from_us = began(t, now_us);
    if (!known(at_us)) return;
    if (!known(t->left_us))
        error_field(error, "/appointment_at",
                    "needs answered_at, which says whether it began in time");
    else if (at_us > from_us + US_PER_DAY || at_us < from_us - US_PER_DAY)
        error_field(error, "/appointment_at", "is more than a day from the contact");
}

enum error_code contact_check_source(const struct command *command, struct error *error)
{
    bool with_case = command->kind == COMMAND_CASE_LOG;
    if ((command->source == NULL) != (command->external_id == NULL))
        error_field(error,
                    command->source == NULL ? (with_case ? "/contact_source" : "/source")
                                            : (with_case ? "/contact_external_id" : "/external_id"),
                    "missing; source and external id belong together");
    return error->code;
}

enum error_code contact_check(const struct command *command, int64_t now_us, struct error *error)
{
    struct times t = times_of(command);
    enum error_code before = error->code;
    check_future(command, &t, now_us, error);
    check_abandoned(command, &t, error);
    check_order(command, error);
    if (error->code == before) check_spans(command, &t, error);
    if (error->code == before) check_appointment(command, &t, now_us, error);
    if (command->kind == COMMAND_CONTACT_IMPORT && !known(began(&t, NO_TIME)))
        error_field(error, "/queued_at", "a past contact needs queued_at or answered_at");
    return contact_check_source(command, error);
}

/* ---- what it is measured by ---- */

/* What for is said by the case that it brings. */
static bool brings_case(const struct command *command)
{
    return command->kind == COMMAND_CASE_LOG || command->kind == COMMAND_CASE_IMPORT;
}

void contact_describe(const struct command *command, struct contact_row *contact)
{
    contact->direction = command->direction == 0 ? DIRECTION_IN : command->direction;
    contact->purpose = command->purpose == 0 ? PURPOSE_TRANSACTION : command->purpose;
    contact->undescribed =
        !brings_case(command) && (command->purpose == 0 || contact->service_id == 0);
    contact->cause = command->cause == 0 ? CAUSE_VALUE : command->cause;
}

void contact_measure(const struct command *command, int64_t now_us, struct contact_row *contact)
{
    struct times t = times_of(command);
    contact->at_us = began(&t, now_us);
    contact->queued_at_us = t.queued_us;
    contact->answered_at_us = command->abandoned ? NO_TIME : t.answered_us;
    contact->ended_at_us = t.ended_us;
    contact->appointment_at_us = command->appointment_at_us;
    contact->wait_s = (int32_t)t.wait_s;
    contact->duration_s = (int32_t)t.duration_s;
    contact->abandoned = command->abandoned;
}

enum standard_kind contact_kind(const struct contact_row *contact)
{
    if (known(contact->appointment_at_us)) return STANDARD_PUNCTUALITY;
    if (contact->direction == DIRECTION_OUT) return STANDARD_NONE;
    if (contact->channel == CHANNEL_COUNTER) return STANDARD_COUNTER_WAIT;
    return contact->channel == CHANNEL_PHONE ? STANDARD_PHONE_ANSWER : STANDARD_NONE;
}

/* How long the customer waited, by the measure of its kind; NO_TIME: not known. */
static int64_t waited_us(const struct contact_row *contact)
{
    int64_t left_us = contact->abandoned ? contact->ended_at_us : contact->answered_at_us;
    int64_t from_us =
        known(contact->appointment_at_us) ? contact->appointment_at_us : contact->queued_at_us;
    if (known(from_us) && known(left_us)) return left_us - from_us;
    return contact->wait_s < 0 ? NO_TIME : contact->wait_s * US_PER_S;
}

enum verdict contact_verdict(const struct contact_row *contact, const struct standard *standard)
{
    int64_t waited = waited_us(contact);
    if (standard == NULL || !known(waited)) return VERDICT_NONE;
    if (contact->abandoned)
        return waited > standard->abandoned_after_s * US_PER_S ? VERDICT_MISSED : VERDICT_NONE;
    return waited <= standard->seconds * US_PER_S ? VERDICT_MET : VERDICT_MISSED;
}

struct standard_wish contact_wish(const struct desk *desk, const struct zone *zone,
                                  const struct contact_row *contact)
{
    return (struct standard_wish){.kind = contact_kind(contact),
                                  .agency_id = contact->agency_id,
                                  .service = desk_service(desk, contact->service_id),
                                  .channel = contact->channel,
                                  .segment_id = contact->segment_id,
                                  .day = zone_local(zone, contact->at_us).day};
}

void contact_judge(const struct desk *desk, const struct zone *zone, struct contact_row *contact)
{
    struct standard_wish wish = contact_wish(desk, zone, contact);
    contact->standard_id = 0;
    contact->verdict = VERDICT_NONE;
    if (wish.kind == STANDARD_NONE || !known(waited_us(contact))) return;
    const struct standard *standard = standard_for(desk, &wish);
    contact->verdict = contact_verdict(contact, standard);
    contact->standard_id = standard == NULL ? 0 : standard->id;
}
