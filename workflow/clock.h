/* Service-standard clocks: budget, ledger of intervals, due time, rungs, explanation. Pure.
 *
 * The truth of a clock is its budget and its ledger (running, paused, stopped); due_at_us and
 * next_rung_at_us are derived and cached for an index. Rules and defaults: shared/spec domain text,
 * "Clocks"; rungs default to 50, 75, 90 % (warn) and 100 % (breach).
 *
 * The time of a unit: open time of the calendar for working_minutes and working_days, wall time for
 * calendar_days and calendar_months. Budgets, pauses and used time are measured in it.
 *
 * How the due instant follows from terms, start and ledger:
 * - working_minutes: the first instant by which amount minutes were open and not paused. An end at
 *   closing is the closing instant itself. Amount 0: the first open instant that is not paused.
 * - working_days: the effective start is found first (see clock_terms); the due instant has its
 *   clock time, amount working days on, whatever the opening hours of these days: a start at 05:07
 *   keeps 05:07. Amount 0: the effective start itself.
 * - calendar_days: the same local clock time amount days on; calendar_months: the same day of the
 *   month and clock time, the last day of the month when it is shorter. Amount 0: the start.
 * - A local time that the change of clocks skips or doubles is taken as in workflow/zone.h; a due
 *   instant is never before its start.
 * - Pauses move the due instant of the last three units as computed without them: each, in order,
 *   that began before the due instant so far moves it on by the time of the unit that the pause
 *   took (working_days: counted from the effective start on, added as open time, so the result lies
 *   in opening hours). A pause over closed time takes nothing and moves nothing, but a due instant
 *   never lies within a pause: it is then the end of the pause. A pause that began at the due
 *   instant or later moves nothing: what is late stays late.
 * - Time stopped (between close and reopen) counts as a pause.
 * - A sum of amount and extension below 0 counts as 0. Where the calendar's covered days end too
 *   early (working units), or beyond the year 9999, there is no due instant: NO_TIME. */
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

/* One closed entry of the ledger; the entries are sorted by from_us and do not overlap. A paused
 * one always follows the running one that it ended. */
struct clock_interval {
    enum clock_state
        state; /* CLOCK_RUNNING, CLOCK_PAUSED, CLOCK_STOPPED (stopped: between close and reopen) */
    int64_t from_us, to_us;
    enum pause_reason reason; /* of a pause */
    int32_t actor_id; /* who paused, on the pause and on the running interval before it; else 0 */
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
    int64_t due_at_us; /* NO_TIME: paused before it was due, or the calendar ends before */
    int16_t next_rung; /* index into clock_rung_percent; CLOCK_RUNGS: none left */
    int64_t next_rung_at_us; /* NO_TIME: none left, or paused or stopped before it was reached. One
                                that was reached while running stays, so that it still fires */
    int16_t interval_count;  /* closed intervals in the ledger so far */
    int32_t extended_amount; /* units granted on top of the terms' amount */
};

/* Starts a clock at start_us; id, kind and standard_id stay as they are. */
void clock_start(struct clock *clock, const struct clock_terms *terms, int64_t start_us);
/* The four changes fill *closed with the ledger entry they end, for the caller to append, and bring
 * due and next rung up to date. They return false and change nothing when the clock is not in the
 * state for it (pause: running; resume: paused; stop: running or paused; restart: stopped).
 * ledger/count: the clock's closed intervals so far, oldest first. An at_us before since_us (a
 * clock of the machine set back) is taken as since_us. */
bool clock_pause(struct clock *clock, int64_t at_us, enum pause_reason reason, int32_t actor_id,
                 struct clock_interval *closed);
bool clock_resume(struct clock *clock, const struct clock_terms *terms,
                  const struct clock_interval *ledger, size_t count, int64_t at_us,
                  struct clock_interval *closed);
/* due_at_us stays as it was: the judgement of clock_in_time(). */
bool clock_stop(struct clock *clock, const struct clock_interval *ledger, size_t count,
                int64_t at_us, struct clock_interval *closed);
bool clock_restart(struct clock *clock, const struct clock_terms *terms,
                   const struct clock_interval *ledger, size_t count, int64_t at_us,
                   struct clock_interval *closed);

/* Brings due and next rung of a running or paused clock up to date after a change from outside: of
 * its extension, its terms or their calendar. False, and nothing changed, when it is stopped: what
 * was judged stays judged. Rungs that have fired do not fire again. */
bool clock_rederive(struct clock *clock, const struct clock_terms *terms,
                    const struct clock_interval *ledger, size_t count);

/* The due instant of the terms from a start, with a ledger (closed intervals only; a pause still
 * open is not counted). The oracle test compares this with an independent walk, minute by minute.
 */
int64_t clock_due(const struct clock_terms *terms, int64_t start_us, int32_t extended_amount,
                  const struct clock_interval *ledger, size_t count);
/* The instant at which percent (1 to 100) of the budget is used up, same arguments; 100 gives
 * clock_due(). working_minutes: percent of the minutes. The others: percent of the unit's time
 * between the effective start and the due instant without pauses, rounded down to the microsecond,
 * then moved by the pauses as the due instant is. For working_days a rung so lies in opening hours,
 * also when the start does not; it is never after the due instant, and is the due instant itself
 * when no open time lies between. */
int64_t clock_rung_at(const struct clock_terms *terms, int64_t start_us, int32_t extended_amount,
                      const struct clock_interval *ledger, size_t count, int16_t percent);

/* Whether the next rung is due at now_us. Fires it: advances next_rung and next_rung_at_us; returns
 * its percent, or 0 when none is due. Call until 0: late rungs fire at once, in order. A clock that
 * was paused or stopped fires what it had reached before. */
int16_t clock_fire(struct clock *clock, const struct clock_terms *terms,
                   const struct clock_interval *ledger, size_t count, int64_t now_us);

/* Time used up at at_us, in the unit's own time, from the (effective) start on, without what was
 * paused or stopped; it goes on after the due instant. */
int64_t clock_used_us(const struct clock_terms *terms, const struct clock *clock,
                      const struct clock_interval *ledger, size_t count, int64_t at_us);
/* True when it was stopped (or, running, is now, at at_us) not later than due; also when it is, or
 * was at the stop, paused before it was due, and when it has no due instant. */
bool clock_in_time(const struct clock *clock, int64_t at_us);

/* One line of an explanation: why the time between from and to counted or not. */
enum clock_line_kind {
    LINE_COUNTED,
    LINE_CLOSED_HOURS,
    LINE_HOLIDAY, /* its whole local day, also where the week has no hours */
    LINE_PAUSED,
    LINE_STOPPED,
    LINE_BEFORE_START /* working_days: between the start and the effective start */
};
struct clock_line {
    enum clock_line_kind kind;
    int64_t from_us, to_us;
    int64_t counted_us;       /* time that counted against the budget */
    const char *holiday;      /* of LINE_HOLIDAY */
    enum pause_reason reason; /* of LINE_PAUSED */
    int32_t actor_id;         /* of LINE_PAUSED */
};
/* Explains [started_at, until) interval by interval, sorted, without gaps. Paused and stopped go
 * before everything else, then before-start, then closed. Neighbours are merged when they say the
 * same: kind, holiday, reason and actor. Counts sum up to clock_used_us(until). Returns the lines
 * in arena (*count of them), NULL when the arena is full. */
const struct clock_line *clock_explain(struct arena *arena, const struct clock_terms *terms,
                                       const struct clock *clock,
                                       const struct clock_interval *ledger, size_t ledger_count,
                                       int64_t until_us, size_t *count);

#endif
