/* Days, people, kinds of work and what waits, as a simulation needs them. */
#include "workflow/capacity_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/standard.h"

enum { WEEK = 7, LIKENESSES = 2 * WEEK };

struct person {
    int64_t in_all;           /* minutes for the queue, of all days */
    int32_t *minutes, *works; /* of each day: for the queue, for all queues */
};

struct making {
    struct arena *arena, *scratch;
    const struct capacity_wish *wish;
    const struct zone *zone;
    struct person *people;
    size_t count;
    double *opens; /* when each day opens; and the end of the last one */
    struct capacity_day *days;
};

size_t capacity_people(const struct desk *desk, const struct queue *queue)
{
    size_t count = 0;
    for (size_t i = 0; i < desk->staff_count; i++)
        count += capacity_serves(desk, &desk->staff[i], queue);
    return count;
}

/* ---- people ---- */

static bool roster(struct making *making, const struct staff *staff, struct person *person)
{
    const struct capacity_wish *wish = making->wish;
    const struct desk *desk = wish->desk;
    person->minutes = arena_array(making->arena, wish->days, sizeof *person->minutes);
    person->works = arena_array(making->arena, wish->days, sizeof *person->works);
    if (person->minutes == NULL || person->works == NULL) return false;
    for (size_t day = 0; day < wish->days; day++) {
        arena_reset(making->scratch);
        int32_t *minutes = arena_array(making->scratch, desk->queues_count, sizeof *minutes);
        if (minutes == NULL || !capacity_of_person(making->scratch, desk, staff, wish->shares,
                                                   wish->first + (civil_day)day, minutes))
            return false;
        for (size_t i = 0; i < desk->queues_count; i++) person->works[day] += minutes[i];
        person->minutes[day] = minutes[wish->queue - desk->queues];
        person->in_all += person->minutes[day];
    }
    return true;
}

/* What somebody works on a day who works for this queue alone; 0: it is closed. */
static int32_t usual_minutes(const struct making *making, size_t day)
{
    const struct capacity_wish *wish = making->wish;
    int32_t open = capacity_open_minutes(wish->desk, wish->queue, wish->first + (civil_day)day);
    return open < CAPACITY_USUAL_MINUTES ? open : CAPACITY_USUAL_MINUTES;
}

/* Somebody who is not there yet. */
static bool add_person(struct making *making, struct person *person)
{
    size_t days = making->wish->days;
    person->minutes = person->works = arena_array(making->arena, days, sizeof(int32_t));
    for (size_t day = 0; person->minutes != NULL && day < days; day++)
        person->minutes[day] = usual_minutes(making, day);
    return person->minutes != NULL;
}

static int by_minutes(const void *one, const void *other)
{
    const struct person *a = one, *b = other;
    return (a->in_all < b->in_all) - (a->in_all > b->in_all);
}

static bool gather_people(struct making *making)
{
    const struct desk *desk = making->wish->desk;
    int32_t change = making->wish->staff;
    size_t known = capacity_people(desk, making->wish->queue),
           added = change > 0 ? (size_t)change : 0;
    making->people = arena_array(making->arena, known + added, sizeof *making->people);
    if (making->people == NULL) return false;
    for (size_t i = 0; i < desk->staff_count; i++)
        if (capacity_serves(desk, &desk->staff[i], making->wish->queue) &&
            !roster(making, &desk->staff[i], &making->people[making->count++]))
            return false;
    for (size_t i = 0; i < added; i++)
        if (!add_person(making, &making->people[making->count++])) return false;
    if (change < 0) {
        size_t gone = (size_t)-change < known ? (size_t)-change : known;
        qsort(making->people, known, sizeof *making->people, by_minutes);
        making->people += gone;
        making->count -= gone;
    }
    return true;
}

/* ---- days ---- */

static double longest(const struct making *making, size_t day)
{
    int32_t minutes = 0;
    for (size_t i = 0; i < making->count; i++)
        if (making->people[i].minutes[day] > 0 && making->people[i].works[day] > minutes)
            minutes = making->people[i].works[day];
    return minutes > 0 ? minutes : usual_minutes(making, day); /* time goes on without people */
}

static bool make_days(struct making *making)
{
    const struct capacity_wish *wish = making->wish;
    double *speeds = arena_array(making->arena, wish->days * making->count, sizeof *speeds);
    making->days = arena_array(making->arena, wish->days, sizeof *making->days);
    making->opens = arena_array(making->arena, wish->days + 1, sizeof *making->opens);
    if (speeds == NULL || making->days == NULL || making->opens == NULL) return false;
    for (size_t day = 0; day < wish->days; day++) {
        double open = longest(making, day);
        double *of_day = speeds + day * making->count;
        for (size_t i = 0; open > 0 && i < making->count; i++)
            of_day[i] = making->people[i].minutes[day] / open;
        making->days[day] = (struct capacity_day){
            .open_minutes = open, .speeds = of_day, .week = (uint32_t)(day / WEEK)};
        making->opens[day + 1] = making->opens[day] + open;
    }
    return true;
}

/* What a day is like: its weekday, and whether an office of the queue is open. */
static size_t likeness(const struct making *making, civil_day day)
{
    bool open = capacity_open_minutes(making->wish->desk, making->wish->queue, day) > 0;
    return (size_t)civil_weekday(day) + (open ? WEEK : 0);
}

/* The recorded days that each day may be like. */
static bool liken(struct making *making)
{
    const struct capacity_history *history = making->wish->history;
    uint32_t *lists[LIKENESSES + 2], *list; /* the last two: of any weekday, closed and open */
    size_t counts[LIKENESSES + 2] = {0};
    for (size_t i = 0; i < LIKENESSES + 2; i++) {
        lists[i] = arena_array(making->arena, history->days, sizeof *list);
        if (lists[i] == NULL) return false;
    }
    for (size_t i = 0; i < history->days; i++) {
        size_t like = likeness(making, history->from + (civil_day)i);
        size_t any = LIKENESSES + like / WEEK;
        lists[like][counts[like]++] = (uint32_t)i;
        lists[any][counts[any]++] = (uint32_t)i;
    }
    for (size_t day = 0; day < making->wish->days; day++) {
        size_t like = likeness(making, making->wish->first + (civil_day)day);
        if (counts[like] == 0) like = LIKENESSES + like / WEEK;
        making->days[day].alike = lists[like];
        making->days[day].alike_count = counts[like];
    }
    return true;
}

/* ---- due ---- */

static int64_t day_begins(const struct making *making, civil_day day)
{
    return zone_instant(making->zone, (struct civil_time){day, 0});
}

/* An instant in the time of the plan: below 0 before it; beyond its end days are as long as they
 * are on average. */
static double plan_time(const struct making *making, int64_t at_us)
{
    const struct capacity_wish *wish = making->wish;
    civil_day day = zone_local(making->zone, at_us).day;
    if (day < wish->first) return -1;
    size_t i = (size_t)(day - wish->first);
    double end = making->opens[wish->days];
    if (i >= wish->days) return end + (double)(i - wish->days) * (end / (double)wish->days);
    const struct calendar *calendar = capacity_calendar(wish->desk, wish->queue, day);
    int64_t from_us = day_begins(making, day), to_us = day_begins(making, day + 1);
    int64_t open_us = calendar == NULL ? 0 : calendar_open_between(calendar, from_us, to_us);
    if (open_us == 0) return making->opens[i];
    int64_t gone_us = calendar_open_between(calendar, from_us, at_us);
    return making->opens[i] + making->days[i].open_minutes * (double)gone_us / (double)open_us;
}

/* When a case is due that comes as each day opens. NULL with *full false: nothing is promised. */
static const double *due_of(const struct making *making, const struct capacity_kind *kind,
                            bool *full)
{
    const struct capacity_wish *wish = making->wish;
    const struct service *service = kind->service;
    double *due = arena_array(making->arena, wish->days, sizeof *due);
    *full = due == NULL;
    if (due == NULL) return NULL;
    for (size_t i = 0; i < wish->days; i++) {
        civil_day day = wish->first + (civil_day)i;
        const struct standard *standard =
            standard_for(wish->desk, &(struct standard_wish){.kind = STANDARD_PROCESSING,
                                                             .agency_id = service->agency_id,
                                                             .service = service,
                                                             .day = day});
        if (standard == NULL) return NULL;
        const struct calendar *calendar = capacity_calendar(wish->desk, wish->queue, day);
        int64_t start_us = day_begins(making, day);
        if (calendar != NULL &&
            calendar_open_between(calendar, start_us, day_begins(making, day + 1)) > 0)
            start_us = calendar_add_open(calendar, start_us, 0);
        int64_t due_us = clock_due(&standard->terms, start_us - kind->age_us, 0, NULL, 0);
        double due_at = due_us == NO_TIME ? INFINITY : plan_time(making, due_us);
        due[i] = due_at < 0 ? 0 : due_at; /* late when it comes */
    }
    return due;
}

/* ---- kinds of work, and what waits ---- */

static bool make_class(const struct making *making, const struct capacity_kind *kind,
                       struct capacity_class *class)
{
    bool full = false;
    class->minutes = kind->observed;
    if (kind->observed.count == 0 ||
        kind->observed.upto[kind->observed.count - 1] < CAPACITY_OBSERVED) {
        double *value = arena_alloc(making->arena, sizeof *value);
        uint64_t *once = arena_alloc(making->arena, sizeof *once);
        if (value == NULL || once == NULL) return false;
        *value = kind->expected_minutes > 1 ? kind->expected_minutes : 1;
        *once = 1;
        class->minutes = (struct histogram){value, once, 1};
    }
    if (!kind->tasks) class->due = due_of(making, kind, &full);
    return !full;
}

static bool make_classes(const struct making *making, struct capacity_plan *plan)
{
    const struct capacity_history *history = making->wish->history;
    size_t count = history->kind_count;
    struct capacity_class *classes = arena_array(making->arena, count, sizeof *classes);
    uint32_t *recorded = arena_array(making->arena, history->days * count, sizeof *recorded);
    if (classes == NULL || recorded == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        if (!make_class(making, &history->kinds[i], &classes[i])) return false;
        for (size_t day = 0; day < history->days; day++)
            recorded[day * count + i] = history->kinds[i].came[day];
    }
    plan->classes = classes;
    plan->class_count = count;
    plan->recorded = recorded;
    return true;
}

static bool make_waiting(const struct making *making, struct capacity_plan *plan)
{
    const struct capacity_wish *wish = making->wish;
    size_t count = 0;
    for (size_t i = 0; i < wish->left_count; i++) count += (size_t)wish->left[i].cases;
    struct capacity_waiting *waiting = arena_array(making->arena, count, sizeof *waiting);
    if (waiting == NULL) return false;
    for (size_t i = 0; i < wish->left_count; i++) {
        const struct capacity_left *left = &wish->left[i];
        struct capacity_waiting one = {
            .minutes = left->cases > 0 ? (double)left->minutes / (double)left->cases : 0,
            .due = left->due_at_us == NO_TIME ? INFINITY : plan_time(making, left->due_at_us)};
        for (int64_t k = 0; k < left->cases; k++) waiting[plan->waiting_count++] = one;
    }
    plan->waiting = waiting;
    return true;
}

const struct capacity_plan *capacity_plan_make(struct arena *arena, struct arena *scratch,
                                               const struct capacity_wish *wish)
{
    struct making making = {.arena = arena,
                            .scratch = scratch,
                            .wish = wish,
                            .zone = desk_agency(wish->desk, wish->queue->agency_id)->zone};
    struct capacity_plan *plan = arena_alloc(arena, sizeof *plan);
    if (plan == NULL || !gather_people(&making) || !make_days(&making) || !liken(&making) ||
        !make_classes(&making, plan) || !make_waiting(&making, plan))
        return NULL;
    plan->days = making.days;
    plan->day_count = wish->days;
    plan->weeks = (uint32_t)((wish->days + WEEK - 1) / WEEK);
    plan->people = making.count;
    plan->demand = wish->demand;
    return plan;
}
