/* Clocks: due instants, rungs and the changes of state. The rules stand at the top of clock.h. */
#include "workflow/clock.h"

#include <assert.h>
#include <limits.h>

#include "workflow/clock_int.h"
#include "workflow/saturate_int.h"

const int16_t clock_rung_percent[CLOCK_RUNGS] = {50, 75, 90, 100};

const struct clock_interval *clock_next_pause(const struct clock_ledger *ledger, size_t *index)
{
    while (*index < ledger->count + (ledger->last != NULL)) {
        const struct clock_interval *entry =
            *index < ledger->count ? &ledger->closed[*index] : ledger->last;
        ++*index;
        if (entry->state != CLOCK_RUNNING && entry->to_us > entry->from_us) return entry;
    }
    return NULL;
}

/* Who paused last stands on the running interval that the pause ended. */
static int32_t pauser(const struct clock_interval *closed, size_t count)
{
    return count == 0 ? 0 : closed[count - 1].actor_id;
}

struct clock_ledger clock_ledger_now(const struct clock *clock, const struct clock_interval *closed,
                                     size_t count, struct clock_interval *open)
{
    struct clock_ledger ledger = {closed, count, NULL};
    if (clock->state != CLOCK_PAUSED && clock->state != CLOCK_STOPPED) return ledger;
    *open = (struct clock_interval){clock->state, clock->since_us, INT64_MAX, PAUSE_NONE, 0};
    if (clock->state == CLOCK_PAUSED) {
        open->reason = clock->reason;
        open->actor_id = pauser(closed, count);
    }
    ledger.last = open;
    return ledger;
}

bool clock_counts_open_time(const struct clock_terms *terms)
{
    return terms->unit == UNIT_WORKING_MINUTES || terms->unit == UNIT_WORKING_DAYS;
}

int64_t clock_measure(const struct clock_terms *terms, int64_t from_us, int64_t to_us)
{
    if (clock_counts_open_time(terms))
        return calendar_open_between(terms->calendar, from_us, to_us);
    return to_us <= from_us ? 0 : us_sub(to_us, from_us);
}

static int64_t add_time(const struct clock_terms *terms, int64_t from_us, int64_t span_us)
{
    if (clock_counts_open_time(terms)) return calendar_add_open(terms->calendar, from_us, span_us);
    return us_add(from_us, span_us);
}

struct clock_begin clock_begin_of(const struct clock_terms *terms, int64_t start_us)
{
    const struct calendar *calendar = terms->calendar;
    struct clock_begin begin = {zone_local(calendar->rules.zone, start_us), start_us};
    if (terms->unit != UNIT_WORKING_DAYS) return begin;
    civil_day day = calendar_working_day_after(calendar, begin.local.day, 0);
    bool moved = day != begin.local.day;
    begin.local.day = day;
    if (day != CIVIL_NONE && begin.local.of_day_us >= terms->cutoff_min * US_PER_MIN) {
        moved = true;
        begin.local.day = calendar_working_day_after(calendar, day, 1);
        begin.local.of_day_us = terms->roll_to_min * US_PER_MIN;
    }
    if (begin.local.day == CIVIL_NONE)
        begin.at_us = NO_TIME;
    else if (moved)
        begin.at_us = zone_instant(calendar->rules.zone, begin.local);
    return begin;
}

static int64_t granted(const struct clock_terms *terms, int32_t extended_amount)
{
    return us_max((int64_t)terms->amount + extended_amount, 0);
}

static int64_t share_of(int64_t span_us, int16_t percent)
{
    return span_us / 100 * percent + span_us % 100 * percent / 100;
}

/* working_minutes: the instant by which span_us was open and not paused. */
static int64_t minutes_end(const struct clock_terms *terms, int64_t start_us, int64_t span_us,
                           const struct clock_ledger *ledger)
{
    int64_t at_us = start_us;
    const struct clock_interval *pause;
    for (size_t i = 0; (pause = clock_next_pause(ledger, &i)) != NULL;) {
        int64_t end_us = calendar_add_open(terms->calendar, at_us, span_us);
        if (end_us != NO_TIME &&
            (end_us < pause->from_us || (end_us == pause->from_us && span_us > 0)))
            return end_us;
        span_us -= calendar_open_between(terms->calendar, at_us, pause->from_us);
        at_us = us_max(at_us, pause->to_us);
    }
    return calendar_add_open(terms->calendar, at_us, span_us);
}

/* The other units: the due instant as if never paused. */
static int64_t promised(const struct clock_terms *terms, const struct clock_begin *begin,
                        int64_t amount)
{
    const struct calendar *calendar = terms->calendar;
    struct civil_time local = begin->local;
    int64_t day = CIVIL_NONE;
    if (begin->at_us == NO_TIME || amount == 0) return begin->at_us;
    if (terms->unit == UNIT_CALENDAR_MONTHS)
        day = civil_add_months(local.day, amount);
    else if (terms->unit == UNIT_CALENDAR_DAYS)
        day = local.day + amount;
    else if (amount <= INT_MAX)
        day = calendar_working_day_after(calendar, local.day, (int)amount);
    if (day == CIVIL_NONE || day > CIVIL_DAY_MAX) return NO_TIME;
    local.day = (civil_day)day;
    return zone_instant(calendar->rules.zone, local);
}

/* The instant at which percent of the time between begin and due is used up, as if never paused. */
static int64_t part_way(const struct clock_terms *terms, int64_t begin_us, int64_t due_us,
                        int16_t percent)
{
    if (due_us == NO_TIME || percent >= 100) return due_us;
    int64_t span_us = share_of(clock_measure(terms, begin_us, due_us), percent);
    int64_t at_us = add_time(terms, begin_us, span_us);
    return at_us == NO_TIME ? due_us : us_min(at_us, due_us);
}

/* Moves an instant by what the pauses that began before it took. */
static int64_t moved(const struct clock_terms *terms, int64_t begin_us, int64_t at_us,
                     const struct clock_ledger *ledger)
{
    const struct clock_interval *pause;
    for (size_t i = 0; at_us != NO_TIME && (pause = clock_next_pause(ledger, &i)) != NULL;) {
        if (pause->from_us >= at_us) break;
        int64_t took_us = clock_measure(terms, us_max(pause->from_us, begin_us), pause->to_us);
        if (took_us > 0) at_us = add_time(terms, at_us, took_us);
        if (at_us != NO_TIME) at_us = us_max(at_us, pause->to_us);
    }
    return at_us;
}

static int64_t reached_at(const struct clock_terms *terms, int64_t start_us,
                          int32_t extended_amount, const struct clock_ledger *ledger,
                          int16_t percent)
{
    assert(terms != NULL && terms->unit != UNIT_NONE && percent > 0 && percent <= 100);
    int64_t amount = granted(terms, extended_amount);
    if (terms->unit == UNIT_WORKING_MINUTES)
        return minutes_end(terms, start_us, amount * (US_PER_MIN / 100) * percent, ledger);
    struct clock_begin begin = clock_begin_of(terms, start_us);
    int64_t due_us = promised(terms, &begin, amount);
    return moved(terms, begin.at_us, part_way(terms, begin.at_us, due_us, percent), ledger);
}

int64_t clock_rung_at(const struct clock_terms *terms, int64_t start_us, int32_t extended_amount,
                      const struct clock_interval *ledger, size_t count, int16_t percent)
{
    return reached_at(terms, start_us, extended_amount, &(struct clock_ledger){ledger, count, NULL},
                      percent);
}

int64_t clock_due(const struct clock_terms *terms, int64_t start_us, int32_t extended_amount,
                  const struct clock_interval *ledger, size_t count)
{
    return clock_rung_at(terms, start_us, extended_amount, ledger, count, 100);
}

static void derive_next_rung(struct clock *clock, const struct clock_terms *terms,
                             const struct clock_ledger *ledger)
{
    clock->next_rung_at_us = NO_TIME;
    if (clock->next_rung < CLOCK_RUNGS)
        clock->next_rung_at_us = reached_at(terms, clock->started_at_us, clock->extended_amount,
                                            ledger, clock_rung_percent[clock->next_rung]);
}

static void derive(struct clock *clock, const struct clock_terms *terms,
                   const struct clock_ledger *ledger)
{
    clock->due_at_us = reached_at(terms, clock->started_at_us, clock->extended_amount, ledger, 100);
    derive_next_rung(clock, terms, ledger);
}

void clock_start(struct clock *clock, const struct clock_terms *terms, int64_t start_us)
{
    clock->state = CLOCK_RUNNING;
    clock->started_at_us = start_us;
    clock->since_us = start_us;
    clock->reason = PAUSE_NONE;
    clock->paused_us = 0;
    clock->next_rung = 0;
    clock->interval_count = 0;
    clock->extended_amount = 0;
    derive(clock, terms, &(struct clock_ledger){NULL, 0, NULL});
}

/* Ends the current interval at at_us, into *closed, and begins the next one. */
static void turn(struct clock *clock, enum clock_state state, int64_t at_us,
                 struct clock_interval *closed)
{
    at_us = us_max(at_us, clock->since_us);
    *closed = (struct clock_interval){clock->state, clock->since_us, at_us, clock->reason, 0};
    if (clock->state != CLOCK_RUNNING)
        clock->paused_us = us_add(clock->paused_us, us_sub(at_us, clock->since_us));
    clock->state = state;
    clock->since_us = at_us;
    clock->reason = PAUSE_NONE;
    clock->interval_count++;
}

/* A rung not reached yet is not reached while the clock stands. */
static void hold_next_rung(struct clock *clock)
{
    if (clock->next_rung_at_us > clock->since_us) clock->next_rung_at_us = NO_TIME;
}

bool clock_pause(struct clock *clock, int64_t at_us, enum pause_reason reason, int32_t actor_id,
                 struct clock_interval *closed)
{
    if (clock->state != CLOCK_RUNNING) return false;
    turn(clock, CLOCK_PAUSED, at_us, closed);
    closed->actor_id = actor_id;
    clock->reason = reason;
    hold_next_rung(clock);
    if (clock->due_at_us > clock->since_us) clock->due_at_us = NO_TIME;
    return true;
}

bool clock_resume(struct clock *clock, const struct clock_terms *terms,
                  const struct clock_interval *ledger, size_t count, int64_t at_us,
                  struct clock_interval *closed)
{
    if (clock->state != CLOCK_PAUSED) return false;
    turn(clock, CLOCK_RUNNING, at_us, closed);
    closed->actor_id = pauser(ledger, count);
    derive(clock, terms, &(struct clock_ledger){ledger, count, closed});
    return true;
}

bool clock_stop(struct clock *clock, const struct clock_interval *ledger, size_t count,
                int64_t at_us, struct clock_interval *closed)
{
    if (clock->state != CLOCK_RUNNING && clock->state != CLOCK_PAUSED) return false;
    bool was_paused = clock->state == CLOCK_PAUSED;
    turn(clock, CLOCK_STOPPED, at_us, closed);
    if (was_paused) closed->actor_id = pauser(ledger, count);
    hold_next_rung(clock);
    return true;
}

bool clock_restart(struct clock *clock, const struct clock_terms *terms,
                   const struct clock_interval *ledger, size_t count, int64_t at_us,
                   struct clock_interval *closed)
{
    if (clock->state != CLOCK_STOPPED) return false;
    turn(clock, CLOCK_RUNNING, at_us, closed);
    derive(clock, terms, &(struct clock_ledger){ledger, count, closed});
    return true;
}

bool clock_rederive(struct clock *clock, const struct clock_terms *terms,
                    const struct clock_interval *ledger, size_t count)
{
    if (clock->state != CLOCK_RUNNING && clock->state != CLOCK_PAUSED) return false;
    derive(clock, terms, &(struct clock_ledger){ledger, count, NULL});
    if (clock->state == CLOCK_RUNNING) return true;
    hold_next_rung(clock);
    if (clock->due_at_us > clock->since_us) clock->due_at_us = NO_TIME;
    return true;
}

int16_t clock_fire(struct clock *clock, const struct clock_terms *terms,
                   const struct clock_interval *ledger, size_t count, int64_t now_us)
{
    if (clock->next_rung >= CLOCK_RUNGS || clock->next_rung_at_us == NO_TIME ||
        clock->next_rung_at_us > now_us)
        return 0;
    int16_t percent = clock_rung_percent[clock->next_rung];
    clock->next_rung++;
    derive_next_rung(clock, terms, &(struct clock_ledger){ledger, count, NULL});
    if (clock->state != CLOCK_RUNNING) hold_next_rung(clock);
    return percent;
}

int64_t clock_used_us(const struct clock_terms *terms, const struct clock *clock,
                      const struct clock_interval *ledger, size_t count, int64_t at_us)
{
    struct clock_interval open;
    struct clock_ledger now = clock_ledger_now(clock, ledger, count, &open);
    struct clock_begin begin = clock_begin_of(terms, clock->started_at_us);
    if (begin.at_us == NO_TIME) return 0;
    int64_t used_us = clock_measure(terms, begin.at_us, at_us);
    const struct clock_interval *pause;
    for (size_t i = 0; (pause = clock_next_pause(&now, &i)) != NULL;)
        used_us -=
            clock_measure(terms, us_max(pause->from_us, begin.at_us), us_min(pause->to_us, at_us));
    return used_us;
}

bool clock_in_time(const struct clock *clock, int64_t at_us)
{
    if (clock->due_at_us == NO_TIME) return true;
    return (clock->state == CLOCK_STOPPED ? clock->since_us : at_us) <= clock->due_at_us;
}
