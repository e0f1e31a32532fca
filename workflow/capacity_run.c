/* Runs of a plan: a heap of what waits, the people, and the next thing to happen. */
#include "workflow/capacity_run.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/capacity_run_int.h"

struct job {
    double due, minutes; /* minutes: left to do */
    uint64_t order;      /* of those due at the same time the first one comes first */
};

struct person {
    bool busy;
    double done_at; /* of the job in hand, at today's speed */
    struct job job;
};

/* What comes, as far as it is drawn. */
struct arrivals {
    double at;       /* of the next one; INFINITY: none comes any more today */
    uint64_t *left;  /* of each class, today */
    uint64_t in_all; /* of these */
};

struct run {
    struct capacity_simulation *simulation;
    const struct capacity_plan *plan;
    struct random random;
    size_t day;
    double now, opened_at; /* opened_at: of the day */
    uint64_t order;
    struct arrivals arrivals;
    struct capacity_tally *tally; /* of the week */
    double waited;                /* cases times minutes */
};

struct capacity_simulation {
    struct arena *arena;
    const struct capacity_plan *plan;
    uint64_t seed;
    uint32_t runs, made;
    struct job *heap; /* the first one due on top */
    size_t heap_count, heap_capacity;
    struct person *people;
    uint64_t *left;
    struct capacity_tally *tallies; /* [run][week] */
    double waited, open_minutes;    /* of all runs made */
};

/* ---- what waits ---- */

static bool is_before(const struct job *one, const struct job *other)
{
    return one->due < other->due || (one->due <= other->due && one->order < other->order);
}

static bool heap_add(struct capacity_simulation *simulation, const struct job *job)
{
    void *items = simulation->heap;
    if (arena_grow(simulation->arena, &items, simulation->heap_count, &simulation->heap_capacity,
                   sizeof *job) != 0)
        return false;
    struct job *heap = simulation->heap = items;
    size_t at = simulation->heap_count++;
    for (; at > 0 && is_before(job, &heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = *job;
    return true;
}

static struct job heap_take(struct capacity_simulation *simulation)
{
    struct job *heap = simulation->heap, first = heap[0];
    size_t count = --simulation->heap_count, at = 0;
    const struct job last = heap[count];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && is_before(&heap[child + 1], &heap[child])) child++;
        if (!is_before(&heap[child], &last)) break;
        heap[at] = heap[child];
    }
    heap[at] = last;
    return first;
}

/* ---- the people ---- */

static const struct capacity_day *today(const struct run *run)
{
    return &run->plan->days[run->day];
}

/* The fastest of those who are there and free; -1: nobody. */
static int free_person(const struct run *run)
{
    const struct person *people = run->simulation->people;
    const double *speeds = today(run)->speeds;
    int found = -1;
    for (size_t i = 0; i < run->plan->people; i++)
        if (!people[i].busy && speeds[i] > 0 && (found < 0 || speeds[i] > speeds[found]))
            found = (int)i;
    return found;
}

/* Nobody who is there is idle while something waits. */
static void hand_out(struct run *run)
{
    int found;
    if (today(run)->open_minutes <= 0) return;
    while (run->simulation->heap_count > 0 && (found = free_person(run)) >= 0) {
        struct person *person = &run->simulation->people[found];
        person->busy = true;
        person->job = heap_take(run->simulation);
        person->done_at = run->now + person->job.minutes / today(run)->speeds[found];
    }
}

/* Who is done next, and when; NULL: nobody today. */
static struct person *next_done(const struct run *run, double *at)
{
    struct person *people = run->simulation->people, *found = NULL;
    *at = INFINITY;
    for (size_t i = 0; i < run->plan->people; i++)
        if (people[i].busy && people[i].done_at < *at) {
            found = &people[i];
            *at = found->done_at;
        }
    return found;
}

static void judge(struct capacity_tally *tally, const struct job *job, double at)
{
    if (job->due < 0) return;
    if (at <= job->due)
        tally->in_time++;
    else
        tally->late++;
}

static void finish(struct run *run, struct person *person)
{
    person->busy = false;
    judge(run->tally, &person->job, run->now);
}

/* Who has work in hand goes on with it at the speed of the day, or gives it back. */
static bool take_up(struct run *run)
{
    for (size_t i = 0; i < run->plan->people; i++) {
        struct person *person = &run->simulation->people[i];
        double speed = today(run)->speeds[i];
        if (!person->busy || today(run)->open_minutes <= 0) continue;
        if (speed > 0) {
            person->done_at = run->now + person->job.minutes / speed;
        } else {
            person->busy = false;
            if (!heap_add(run->simulation, &person->job)) return false;
        }
    }
    return true;
}

static void lay_down(struct run *run)
{
    for (size_t i = 0; i < run->plan->people; i++) {
        struct person *person = &run->simulation->people[i];
        if (person->busy && today(run)->open_minutes > 0)
            person->job.minutes = (person->done_at - run->now) * today(run)->speeds[i];
    }
}

/* ---- what comes ---- */

/* Of so many cases that come at any time of what is left of the day, the first one. */
static void draw_next(struct run *run)
{
    struct arrivals *arrivals = &run->arrivals;
    double end = run->opened_at + today(run)->open_minutes;
    if (run->plan->gap_minutes > 0)
        arrivals->at += random_exponential(&run->random, run->plan->gap_minutes);
    else if (arrivals->in_all == 0)
        arrivals->at = INFINITY;
    else
        arrivals->at += (end - arrivals->at) *
                        (1 - exp(log(1 - random_unit(&run->random)) / (double)arrivals->in_all));
}

/* As many as came on one of the days that this one is like. */
static void draw_day(struct run *run)
{
    const struct capacity_day *day = today(run);
    struct arrivals *arrivals = &run->arrivals;
    if (run->plan->gap_minutes > 0) return;
    arrivals->in_all = 0;
    arrivals->at = run->opened_at;
    if (day->alike_count > 0) {
        size_t alike = day->alike[random_below(&run->random, day->alike_count)];
        const uint32_t *recorded = run->plan->recorded + alike * run->plan->class_count;
        for (size_t i = 0; i < run->plan->class_count; i++) {
            arrivals->left[i] = random_round(&run->random, recorded[i] * run->plan->demand);
            arrivals->in_all += arrivals->left[i];
        }
    }
    draw_next(run);
}

/* Which of those that are left to come today this one is. */
static const struct capacity_class *draw_class(struct run *run)
{
    struct arrivals *arrivals = &run->arrivals;
    size_t class = 0;
    if (run->plan->gap_minutes > 0) return run->plan->classes;
    uint64_t drawn = random_below(&run->random, arrivals->in_all);
    for (; drawn >= arrivals->left[class]; class ++) drawn -= arrivals->left[class];
    arrivals->left[class]--;
    arrivals->in_all--;
    return &run->plan->classes[class];
}

static bool arrive(struct run *run)
{
    const struct capacity_class *class = draw_class(run);
    struct job job = {.due = INFINITY, .order = run->order++};
    job.minutes = class->minutes.count > 0 ? random_from(&run->random, &class->minutes)
                                           : random_exponential(&run->random, class->mean_minutes);
    if (class->due != NULL) job.due = class->due[run->day] + (run->now - run->opened_at);
    run->tally->came++;
    run->tally->demand += job.minutes;
    draw_next(run);
    return heap_add(run->simulation, &job);
}

/* ---- a day, a run ---- */

static void pass(struct run *run, double to)
{
    run->waited += (double)run->simulation->heap_count * (to - run->now);
    run->now = to;
}

static bool run_day(struct run *run)
{
    double end = run->opened_at + today(run)->open_minutes, done_at;
    draw_day(run);
    if (!take_up(run)) return false;
    for (;;) {
        hand_out(run);
        struct person *person = next_done(run, &done_at);
        bool comes = run->arrivals.at < done_at;
        double at = comes ? run->arrivals.at : done_at;
        if (at > end) break;
        pass(run, at);
        if (!comes)
            finish(run, person);
        else if (!arrive(run))
            return false;
    }
    pass(run, end);
    lay_down(run);
    return true;
}

/* What is left at the end of a week. */
static void take_stock(struct run *run)
{
    const struct capacity_simulation *simulation = run->simulation;
    run->tally->cases = (double)simulation->heap_count;
    for (size_t i = 0; i < simulation->heap_count; i++)
        run->tally->backlog += simulation->heap[i].minutes;
    for (size_t i = 0; i < run->plan->people; i++)
        if (simulation->people[i].busy) {
            run->tally->backlog += simulation->people[i].job.minutes;
            run->tally->cases++;
        }
}

/* What was due and was not finished is late. */
static void judge_rest(struct run *run)
{
    const struct capacity_simulation *simulation = run->simulation;
    for (size_t i = 0; i < simulation->heap_count; i++)
        if (simulation->heap[i].due < run->now) judge(run->tally, &simulation->heap[i], run->now);
    for (size_t i = 0; i < run->plan->people; i++)
        if (simulation->people[i].busy && simulation->people[i].job.due < run->now)
            judge(run->tally, &simulation->people[i].job, run->now);
}

static bool begin_run(struct run *run)
{
    struct capacity_simulation *simulation = run->simulation;
    simulation->heap_count = 0;
    for (size_t i = 0; i < run->plan->people; i++) simulation->people[i].busy = false;
    for (size_t i = 0; i < run->plan->waiting_count; i++) {
        const struct capacity_waiting *waiting = &run->plan->waiting[i];
        const struct job job = {waiting->due, waiting->minutes, run->order++};
        if (!heap_add(simulation, &job)) return false;
    }
    if (run->plan->gap_minutes > 0)
        run->arrivals.at = random_exponential(&run->random, run->plan->gap_minutes);
    return true;
}

bool capacity_simulation_run(struct capacity_simulation *simulation)
{
    const struct capacity_plan *plan = simulation->plan;
    struct capacity_tally *tallies = simulation->tallies + simulation->made * (size_t)plan->weeks;
    struct run run = {.simulation = simulation,
                      .plan = plan,
                      .random = random_begin(simulation->seed, simulation->made),
                      .arrivals = {.left = simulation->left},
                      .tally = tallies};
    assert(simulation->made < simulation->runs);
    if (!begin_run(&run)) return false;
    for (; run.day < plan->day_count; run.day++) {
        uint32_t week = plan->days[run.day].week;
        run.opened_at = run.now;
        run.tally = &tallies[week];
        if (!run_day(&run)) return false;
        if (run.day + 1 == plan->day_count || plan->days[run.day + 1].week != week)
            take_stock(&run);
    }
    judge_rest(&run);
    simulation->waited += run.waited;
    simulation->open_minutes += run.now;
    simulation->made++;
    return true;
}

struct capacity_simulation *capacity_simulation_begin(struct arena *arena,
                                                      const struct capacity_plan *plan,
                                                      uint64_t seed, uint32_t runs)
{
    struct capacity_simulation *simulation = arena_alloc(arena, sizeof *simulation);
    assert(runs > 0 && plan->day_count > 0 && plan->weeks > 0);
    if (simulation == NULL) return NULL;
    *simulation = (struct capacity_simulation){
        .arena = arena,
        .plan = plan,
        .seed = seed,
        .runs = runs,
        .people = arena_array(arena, plan->people, sizeof *simulation->people),
        .left = arena_array(arena, plan->class_count, sizeof *simulation->left),
        .tallies = arena_array(arena, (size_t)runs * plan->weeks, sizeof *simulation->tallies)};
    bool full =
        simulation->people == NULL || simulation->left == NULL || simulation->tallies == NULL;
    return full ? NULL : simulation;
}

const struct capacity_forecast *capacity_simulation_end(struct capacity_simulation *simulation)
{
    const struct capacity_tallies tallies = {simulation->plan, simulation->tallies,
                                             simulation->made};
    struct capacity_forecast *forecast = capacity_sum_up(simulation->arena, &tallies);
    if (forecast != NULL && simulation->open_minutes > 0)
        forecast->mean_waiting = simulation->waited / simulation->open_minutes;
    return forecast;
}
