/* The explanation of a clock: lines of counted, closed, paused and stopped time. */
#include <string.h>

#include "proto/arena.h"
#include "workflow/clock_int.h"
#include "workflow/saturate_int.h"

struct explanation {
    struct arena *arena;
    const struct clock_terms *terms;
    int64_t begin_us; /* the effective start; INT64_MAX when there is none */
    struct clock_line *lines;
    size_t count, capacity;
    bool full;
};

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool says_the_same(const struct clock_line *a, const struct clock_line *b)
{
    return a->kind == b->kind && a->reason == b->reason && a->actor_id == b->actor_id &&
           same_text(a->holiday, b->holiday);
}

/* Adds a line, or makes the one before longer. */
static void add(struct explanation *to, struct clock_line line)
{
    if (line.to_us <= line.from_us || to->full) return;
    line.counted_us = line.kind == LINE_COUNTED ? us_sub(line.to_us, line.from_us) : 0;
    if (to->count > 0 && says_the_same(&to->lines[to->count - 1], &line)) {
        to->lines[to->count - 1].to_us = line.to_us;
        to->lines[to->count - 1].counted_us += line.counted_us;
        return;
    }
    void *lines = to->lines;
    if (arena_grow(to->arena, &lines, to->count, &to->capacity, sizeof line) != 0) {
        to->full = true;
        return;
    }
    to->lines = lines;
    to->lines[to->count++] = line;
}

static void add_plain(struct explanation *to, enum clock_line_kind kind, int64_t from_us,
                      int64_t to_us)
{
    add(to, (struct clock_line){.kind = kind, .from_us = from_us, .to_us = to_us});
}

/* Closed time, with the holidays in it by name. */
static void add_closed(struct explanation *to, int64_t from_us, int64_t to_us)
{
    const struct calendar_rules *rules = &to->terms->calendar->rules;
    if (from_us >= to_us) return;
    const struct holiday *next =
        calendar_next_holiday(to->terms->calendar, zone_local(rules->zone, from_us).day);
    size_t i = next == NULL ? rules->holiday_count : (size_t)(next - rules->holidays);
    for (; i < rules->holiday_count && from_us < to_us; i++) {
        civil_day day = rules->holidays[i].day;
        const char *name = calendar_holiday(to->terms->calendar, day);
        int64_t day_us = zone_instant(rules->zone, (struct civil_time){day, 0});
        int64_t end_us = zone_instant(rules->zone, (struct civil_time){day, US_PER_DAY});
        if (name == NULL) continue; /* an extra day */
        if (day_us >= to_us) break;
        add_plain(to, LINE_CLOSED_HOURS, from_us, day_us);
        from_us = us_max(from_us, day_us);
        end_us = us_min(end_us, to_us);
        add(to, (struct clock_line){
                    .kind = LINE_HOLIDAY, .from_us = from_us, .to_us = end_us, .holiday = name});
        from_us = us_max(from_us, end_us);
    }
    add_plain(to, LINE_CLOSED_HOURS, from_us, to_us);
}

/* Time in which the clock ran. */
static void add_running(struct explanation *to, int64_t from_us, int64_t to_us)
{
    const struct calendar *calendar = to->terms->calendar;
    if (from_us < to->begin_us) {
        add_plain(to, LINE_BEFORE_START, from_us, us_min(to_us, to->begin_us));
        from_us = to->begin_us;
    }
    if (!clock_counts_open_time(to->terms)) {
        add_plain(to, LINE_COUNTED, from_us, to_us);
        return;
    }
    const struct open_interval *open = calendar_next_open(calendar, from_us);
    const struct open_interval *end = calendar->open + calendar->open_count;
    for (; open != NULL && open < end && open->from_us < to_us; open++) {
        add_closed(to, from_us, open->from_us);
        from_us = us_max(from_us, open->from_us);
        add_plain(to, LINE_COUNTED, from_us, us_min(open->to_us, to_us));
        from_us = open->to_us;
    }
    add_closed(to, from_us, to_us);
}

const struct clock_line *clock_explain(struct arena *arena, const struct clock_terms *terms,
                                       const struct clock *clock,
                                       const struct clock_interval *ledger, size_t ledger_count,
                                       int64_t until_us, size_t *count)
{
    struct clock_interval open;
    struct clock_ledger now = clock_ledger_now(clock, ledger, ledger_count, &open);
    struct clock_begin begin = clock_begin_of(terms, clock->started_at_us);
    struct explanation to = {.arena = arena, .terms = terms, .begin_us = begin.at_us};
    if (begin.at_us == NO_TIME) to.begin_us = INT64_MAX;
    int64_t at_us = clock->started_at_us;
    const struct clock_interval *pause;
    for (size_t i = 0; at_us < until_us && (pause = clock_next_pause(&now, &i)) != NULL;) {
        int64_t from_us = us_min(us_max(pause->from_us, at_us), until_us);
        int64_t to_us = us_min(pause->to_us, until_us);
        add_running(&to, at_us, from_us);
        add(&to,
            (struct clock_line){.kind = pause->state == CLOCK_PAUSED ? LINE_PAUSED : LINE_STOPPED,
                                .from_us = from_us,
                                .to_us = to_us,
                                .reason = pause->reason,
                                .actor_id = pause->state == CLOCK_PAUSED ? pause->actor_id : 0});
        at_us = us_max(at_us, to_us);
    }
    add_running(&to, at_us, until_us);
    if (to.full) return NULL;
    *count = to.count;
    return to.count > 0 ? to.lines : arena_alloc(arena, 0);
}
