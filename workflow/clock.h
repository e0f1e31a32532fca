/* Service-standard clocks: budget, ledger of intervals, due time, rungs, explanation. Pure.
 *
 * The truth of a clock is its budget and its ledger (running, paused, extended); due_at_us and
 * next_rung_at_us are derived and cached for an index. Rules and defaults: shared/spec domain text,
 * "Clocks"; rungs default to 50, 75, 90 % (warn) and 100 % (breach). */
#ifndef ONESTOP_WORKFLOW_CLOCK_H
#define ONESTOP_WORKFLOW_CLOCK_H

#include "proto/types.h"
#include "workflow/calendar.h"

enum { CLOCK_RUNGS = 4 };
extern const int16_t clock_rung_percent[CLOCK_RUNGS]; /* 50, 75, 90, 100 */

/* What is promised: one version of a service standard, as the clock needs it. */
struct clock_terms {
    enum clock_unit unit;
    int32_t amount;
    /* working_days only. A start at cutoff_min (local minutes of day) or later, or on a closed day,
     * is moved to the next working day: a closed-day start keeps its clock time (and then meets the
     * cutoff), a late start begins at roll_to_min. cutoff_min 1440: no cutoff. */
    int16_t cutoff_min, roll_to_min;
    const struct calendar *calendar; /* also gives the zone for calendar units */
};

/* One entry of the ledger. Sorted by from_us; the last running or paused one may be open (to_us
 * NO_TIME). */
struct clock_interval {
    enum clock_state
        state; /* CLOCK_RUNNING, CLOCK_PAUSED, CLOCK_STOPPED (stopped: between close and reopen) */
    int64_t from_us, to_us;
    enum pause_reason reason; /* of a pause */
    int32_t actor_id;
};

struct clock {
    int64_t id;
    enum standard_kind kind;
    enum clock_state state;
    int32_t standard_id; /* the version of the standard that judges it; 0 none */
    int64_t started_at_us;
    int64_t since_us;         /* begin of the current running, paused or stopped interval */
    enum pause_reason reason; /* of the current pause */
    int64_t paused_us; /* sum of closed paused and stopped intervals: wall time, for the calendar
                          units */
    int64_t due_at_us; /* NO_TIME while paused or when the calendar ends before */
    int16_t next_rung; /* index into clock_rung_percent; CLOCK_RUNGS: none left */
    int64_t next_rung_at_us; /* NO_TIME while not running or none left */
    int16_t interval_count;  /* closed intervals in the ledger so far */
    int32_t extended_amount; /* units granted on top of the terms' amount */
};

/* Budget and pauses: a pause stops consumption. For working_minutes the remaining budget runs on
 * after the pause (open time only). For working_days, calendar_days and calendar_months the due
 * instant is first computed from the start as if never paused; then each pause moves it later by
 * what the pause took from it: whole pause in the unit's own time: open time of the calendar for
 * working_days (added back as open time), wall time for the calendar units. clock.c has the one
 * function that derives due_at_us from terms + ledger. */

/* Starts a clock at start_us. */
void clock_start(struct clock *clock, const struct clock_terms *terms, int64_t start_us);
/* The four changes fill *closed with the ledger entry they end and recompute due and next rung.
 * They return false and change nothing when the clock is not in the state for it (pause: running;
 * resume: paused; stop: running or paused; restart: stopped). ledger/count: the clock's closed
 * intervals so far, oldest first. */
bool clock_pause(struct clock *clock, int64_t at_us, enum pause_reason reason, int32_t actor_id,
                 struct clock_interval *closed);
bool clock_resume(struct clock *clock, const struct clock_terms *terms,
                  const struct clock_interval *ledger, size_t count, int64_t at_us,
                  struct clock_interval *closed);
bool clock_stop(struct clock *clock, int64_t at_us, struct clock_interval *closed);
bool clock_restart(struct clock *clock, const struct clock_terms *terms,
                   const struct clock_interval *ledger, size_t count, int64_t at_us,
                   struct clock_interval *closed);

/* The due instant of the terms from a start, with a ledger (closed intervals only; a pause still
 * open is not counted). The oracle test compares this with an independent walk, minute by minute.
 */
int64_t clock_due(const struct clock_terms *terms, int64_t start_us, int32_t extended_amount,
                  const struct clock_interval *ledger, size_t count);
/* The instant at which percent of the budget is used up, same arguments; 100 gives clock_due(). For
 * working_minutes, percent of the minutes; for the others, percent of the time (open time for
 * working_days, wall time for calendar units) between the effective start and the due instant. */
int64_t clock_rung_at(const struct clock_terms *terms, int64_t start_us, int32_t extended_amount,
                      const struct clock_interval *ledger, size_t count, int16_t percent);

/* Whether the next rung is due at now_us. Fires it: advances next_rung and next_rung_at_us; returns
 * its percent, or 0 when none is due. Call until 0: late rungs fire at once, in order. */
int16_t clock_fire(struct clock *clock, const struct clock_terms *terms,
                   const struct clock_interval *ledger, size_t count, int64_t now_us);

/* Time used up at at_us, in the unit's own time (open µs for the working units, wall µs for
 * calendar units). */
int64_t clock_used_us(const struct clock_terms *terms, const struct clock *clock,
                      const struct clock_interval *ledger, size_t count, int64_t at_us);
/* True when it was stopped (or is now, at at_us) not later than due. */
bool clock_in_time(const struct clock *clock, int64_t at_us);

/* One line of an explanation: why the time between from and to counted or not. */
enum clock_line_kind {
    LINE_COUNTED,
    LINE_CLOSED_HOURS,
    LINE_HOLIDAY,
    LINE_PAUSED,
    LINE_STOPPED,
    LINE_BEFORE_START
};
struct clock_line {
    enum clock_line_kind kind;
    int64_t from_us, to_us;
    int64_t counted_us;       /* time that counted against the budget */
    const char *holiday;      /* of LINE_HOLIDAY */
    enum pause_reason reason; /* of LINE_PAUSED */
    int32_t actor_id;         /* of LINE_PAUSED */
};
/* Explains [started_at, until) interval by interval, sorted, without gaps; neighbours of one kind
 * are merged. Counts sum up to clock_used_us(). Returns the lines in arena (*count of them), NULL
 * when the arena is full. */
const struct clock_line *clock_explain(struct arena *arena, const struct clock_terms *terms,
                                       const struct clock *clock,
                                       const struct clock_interval *ledger, size_t ledger_count,
                                       int64_t until_us, size_t *count);

#endif
