/* From figures to the history of a queue, and from that to plans. */
#include <string.h>

#include "daemon/simulation.h"
#include "proto/arena.h"
#include "workflow/counter.h"

enum { SCRATCH_BYTES = 4 << 20 };

/* The kinds of work of the queue, with what came on each day of all that was read. */
struct gathering {
    struct simulation *simulation;
    struct capacity_kind *kinds;
    uint32_t **came; /* of each kind */
    size_t count;
};

/* What is expected of a task of a service in the queue. */
static int32_t task_minutes(const struct desk *desk, const struct service *service,
                            const struct queue *queue)
{
    const struct process *process = desk_process(desk, service->process_id);
    for (size_t i = 0; process != NULL && i < process->state_count; i++)
        if (process->states[i].professional && process->states[i].task_queue_id == queue->id)
            return process->states[i].task_minutes;
    return 0;
}

static bool add_kind(struct gathering *gathering, const struct measure_cells *cells, size_t group,
                     const struct service *service, bool tasks)
{
    const struct simulation *simulation = gathering->simulation;
    uint32_t *came = arena_array(simulation->arena, cells->period_count, sizeof *came);
    if (came == NULL) return false;
    for (size_t i = 0; i < cells->period_count; i++) {
        int64_t value = cells->cells[group * cells->period_count + i].value;
        came[i] = value > 0 ? (uint32_t)value : 0;
    }
    gathering->came[gathering->count] = came;
    gathering->kinds[gathering->count++] =
        (struct capacity_kind){.service = service,
                               .tasks = tasks,
                               .expected_minutes = tasks ? task_minutes(simulation->request->desk,
                                                                        service, simulation->queue)
                                                         : service->expected_minutes};
    return true;
}

/* Cases of services that wait in the queue, then tasks in it. */
static bool gather(struct gathering *gathering)
{
    struct simulation *simulation = gathering->simulation;
    const struct desk *desk = simulation->request->desk;
    const struct measure_cells *opened = &simulation->figures[FIGURE_OPENED];
    const struct measure_cells *tasks = &simulation->figures[FIGURE_TASKS];
    size_t most = opened->group_count + tasks->group_count;
    gathering->kinds = arena_array(simulation->arena, most, sizeof *gathering->kinds);
    gathering->came = arena_array(simulation->arena, most, sizeof *gathering->came);
    if (gathering->kinds == NULL || gathering->came == NULL) return false;
    for (size_t i = 0; i < opened->group_count; i++) {
        const int32_t *key = opened->cells[i * opened->period_count].key;
        const struct service *service = desk_service(desk, key[0]);
        if (service != NULL && service->queue_id == simulation->queue->id &&
            !add_kind(gathering, opened, i, service, false))
            return false;
    }
    for (size_t i = 0; i < tasks->group_count; i++) {
        const int32_t *key = tasks->cells[i * tasks->period_count].key;
        const struct service *service = desk_service(desk, key[0]);
        if (service != NULL && key[1] == simulation->queue->id &&
            !add_kind(gathering, tasks, i, service, true))
            return false;
    }
    return true;
}

/* Minutes of handling cases of a service, as observed. */
static bool observe(struct simulation *simulation, const struct measure_cells *cells,
                    struct capacity_kind *kind)
{
    double *values = arena_array(simulation->arena, cells->count, sizeof *values);
    uint64_t *upto = arena_array(simulation->arena, cells->count, sizeof *upto);
    uint64_t sum = 0;
    size_t count = 0;
    if (values == NULL || upto == NULL) return false;
    for (size_t i = 0; i < cells->count; i++) {
        const struct measure_cell *cell = &cells->cells[i];
        if (cell->key[0] != kind->service->id || cell->value <= 0) continue;
        values[count] = (double)counter_bucket_middle(cell->key[1]);
        upto[count++] = sum += (uint64_t)cell->value;
    }
    kind->observed = (struct histogram){values, upto, count};
    return true;
}

/* History begins with the first day on which anything came. */
static void trim(const struct gathering *gathering, struct simulation_part *part)
{
    const struct simulation *simulation = gathering->simulation;
    for (; part->history_days > 0; part->history_from++, part->history_days--)
        for (size_t i = 0; i < gathering->count; i++)
            if (gathering->came[i][part->history_from - simulation->from] > 0) return;
}

static bool plan_part(struct gathering *gathering, struct simulation_part *part,
                      const struct measure_cells *minutes, const struct capacity_wish *common)
{
    struct simulation *simulation = gathering->simulation;
    size_t count = gathering->count;
    struct capacity_kind *kinds = arena_array(simulation->arena, count, sizeof *kinds);
    struct arena *scratch = arena_new(SCRATCH_BYTES);
    struct capacity_wish wish = *common;
    bool done = kinds != NULL && scratch != NULL;
    for (size_t i = 0; done && i < count; i++) {
        kinds[i] = gathering->kinds[i];
        kinds[i].came = gathering->came[i] + (part->history_from - simulation->from);
        done = kinds[i].tasks || observe(simulation, minutes, &kinds[i]);
    }
    const struct capacity_history history = {part->history_from, part->history_days, kinds, count};
    wish.history = &history;
    wish.left = part->left;
    wish.left_count = part->left_count;
    wish.first = part->first;
    wish.days = part->days;
    if (done) part->plan = capacity_plan_make(simulation->arena, scratch, &wish);
    arena_free(scratch);
    return part->plan != NULL;
}

/* What has been of last month. */
static void sum_up(const struct gathering *gathering)
{
    struct simulation *simulation = gathering->simulation;
    const struct simulation_part *month = &simulation->parts[SIMULATE_LAST_MONTH];
    struct simulation_happened *happened = &simulation->happened;
    const struct measure_cells *judged = &simulation->figures[FIGURE_JUDGED];
    const struct measure_cells *demand = &simulation->figures[FIGURE_DEMAND];
    const struct measure_cells *capacity = &simulation->figures[FIGURE_CAPACITY];
    happened->capacity = -1;
    for (size_t i = 0; i < gathering->count; i++)
        for (size_t day = 0; day < month->days; day++)
            happened->arrivals +=
                gathering->came[i][(size_t)(month->first - simulation->from) + day];
    for (size_t i = 0; i < judged->count; i++) {
        const struct service *service =
            desk_service(simulation->request->desk, judged->cells[i].key[0]);
        if (service == NULL || service->queue_id != simulation->queue->id) continue;
        happened->in_time += judged->cells[i].in_time;
        happened->judged += judged->cells[i].judged;
    }
    for (size_t i = 0; i < demand->count; i++)
        if (demand->cells[i].key[0] == simulation->queue->id)
            happened->demand += demand->cells[i].value;
    for (size_t i = 0; i < capacity->count; i++)
        if (capacity->cells[i].key[0] == simulation->queue->id)
            happened->capacity = capacity->cells[i].value;
}

bool simulation_plan(struct simulation *simulation)
{
    struct gathering gathering = {.simulation = simulation};
    struct simulation_part *ahead = &simulation->parts[SIMULATE_AHEAD];
    struct simulation_part *month = &simulation->parts[SIMULATE_LAST_MONTH];
    struct capacity_wish wish = {.desk = simulation->request->desk,
                                 .queue = simulation->queue,
                                 .shares = &simulation->shares,
                                 .demand = 1};
    if (!gather(&gathering)) return false;
    sum_up(&gathering);
    trim(&gathering, ahead);
    trim(&gathering, month);
    ahead->wanted = ahead->history_days > 0;
    month->wanted = month->history_days >= SIMULATION_BACKTEST_DAYS;
    if (month->wanted &&
        !plan_part(&gathering, month, &simulation->figures[FIGURE_MINUTES_BEFORE], &wish))
        return false;
    wish.staff = simulation->staff;
    wish.demand = (double)simulation->demand / 1000;
    return !ahead->wanted ||
           plan_part(&gathering, ahead, &simulation->figures[FIGURE_MINUTES], &wish);
}

bool simulation_has_history(const struct simulation *simulation)
{
    return simulation->parts[SIMULATE_AHEAD].wanted;
}
