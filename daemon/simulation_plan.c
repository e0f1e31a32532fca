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

/* Of each service what came into the queue, in the figures of one agency. */
static bool add_kinds(struct gathering *gathering, const struct measure_cells *cells, bool tasks)
{
    const struct simulation *simulation = gathering->simulation;
    for (size_t i = 0; i < cells->group_count; i++) {
        const int32_t *key = cells->cells[i * cells->period_count].key;
        const struct service *service = desk_service(simulation->request->desk, key[0]);
        if (service != NULL && key[1] == simulation->queue->id &&
            !add_kind(gathering, cells, i, service, tasks))
            return false;
    }
    return true;
}

/* Cases that came into the queue, then tasks in it. */
static bool gather(struct gathering *gathering)
{
    struct simulation *simulation = gathering->simulation;
    size_t agencies = simulation->request->desk->agencies_count, most = 0;
    for (size_t i = 0; i < agencies; i++)
        most += simulation->figures[i][FIGURE_ARRIVALS].group_count +
                simulation->figures[i][FIGURE_TASKS].group_count;
    gathering->kinds = arena_array(simulation->arena, most, sizeof *gathering->kinds);
    gathering->came = arena_array(simulation->arena, most, sizeof *gathering->came);
    if (gathering->kinds == NULL || gathering->came == NULL) return false;
    for (size_t i = 0; i < agencies; i++)
        if (!add_kinds(gathering, &simulation->figures[i][FIGURE_ARRIVALS], false)) return false;
    for (size_t i = 0; i < agencies; i++)
        if (!add_kinds(gathering, &simulation->figures[i][FIGURE_TASKS], true)) return false;
    return true;
}

/* The figures of the agency whose service it is. */
static const struct measure_cells *figures_of(const struct simulation *simulation,
                                              const struct service *service)
{
    const struct desk *desk = simulation->request->desk;
    size_t i = 0;
    while (desk->agencies[i].id != service->agency_id) i++;
    return simulation->figures[i];
}

/* Minutes of handling cases of a service in the queue, as observed. */
static bool observe(struct simulation *simulation, const struct measure_cells *cells,
                    struct capacity_kind *kind)
{
    int32_t first = simulation->queue->id * COUNTER_PROCESS;
    double *values = arena_array(simulation->arena, cells->count, sizeof *values);
    uint64_t *upto = arena_array(simulation->arena, cells->count, sizeof *upto);
    uint64_t sum = 0;
    size_t count = 0;
    if (values == NULL || upto == NULL) return false;
    for (size_t i = 0; i < cells->count; i++) {
        const struct measure_cell *cell = &cells->cells[i];
        if (cell->key[0] != kind->service->id || cell->value <= 0) continue;
        if (cell->key[1] < first || cell->key[1] >= first + COUNTER_PROCESS) continue;
        values[count] = (double)counter_bucket_middle(cell->key[1] - first);
        upto[count++] = sum += (uint64_t)cell->value;
    }
    kind->observed = (struct histogram){values, upto, count};
    return true;
}

/* For how long cases of a service had been open when they came, of those of the first days. */
static int64_t age_of(const struct simulation *simulation, const struct measure_cells *cells,
                      const struct capacity_kind *kind, size_t days)
{
    int64_t minutes = 0, came = 0;
    for (size_t i = 0; i < cells->count; i++)
        if (cells->cells[i].key[0] == kind->service->id &&
            cells->cells[i].key[1] == simulation->queue->id)
            minutes += cells->cells[i].value;
    for (size_t i = 0; i < days; i++) came += kind->came[i];
    return came == 0 ? 0 : minutes * US_PER_MIN / came;
}

/* History begins with the first day on which anything came. */
static void trim(const struct gathering *gathering, struct simulation_part *part)
{
    const struct simulation *simulation = gathering->simulation;
    for (; part->history_days > 0; part->history_from++, part->history_days--)
        for (size_t i = 0; i < gathering->count; i++)
            if (gathering->came[i][part->history_from - simulation->from] > 0) return;
}

/* What is known of a kind of work before a part begins. */
static bool plan_kind(const struct gathering *gathering, const struct simulation_part *part,
                      size_t at, struct capacity_kind *kind)
{
    struct simulation *simulation = gathering->simulation;
    bool before = part == &simulation->parts[SIMULATE_LAST_MONTH];
    *kind = gathering->kinds[at];
    kind->came = gathering->came[at];
    if (!kind->tasks) {
        const struct measure_cells *figures = figures_of(simulation, kind->service);
        size_t days = (size_t)(part->history_from - simulation->from) + part->history_days;
        kind->age_us =
            age_of(simulation, &figures[before ? FIGURE_AGES_BEFORE : FIGURE_AGES], kind, days);
        if (!observe(simulation, &figures[before ? FIGURE_MINUTES_BEFORE : FIGURE_MINUTES], kind))
            return false;
    }
    kind->came += part->history_from - simulation->from;
    return true;
}

static bool plan_part(const struct gathering *gathering, struct simulation_part *part,
                      const struct capacity_wish *common)
{
    struct simulation *simulation = gathering->simulation;
    size_t count = gathering->count;
    struct capacity_kind *kinds = arena_array(simulation->arena, count, sizeof *kinds);
    struct arena *scratch = arena_new(SCRATCH_BYTES);
    struct capacity_wish wish = *common;
    bool done = kinds != NULL && scratch != NULL;
    for (size_t i = 0; done && i < count; i++) done = plan_kind(gathering, part, i, &kinds[i]);
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

/* The figure of the queue for last month, in the answer of one agency; NULL: it has none. */
static const struct measure_cell *month_of(const struct simulation *simulation, size_t agency,
                                           size_t figure)
{
    const struct measure_cells *cells = &simulation->figures[agency][figure];
    for (size_t i = 0; i < cells->count; i++)
        if (cells->cells[i].key[0] == simulation->queue->id) return &cells->cells[i];
    return NULL;
}

/* What has been of last month. */
static void sum_up(const struct gathering *gathering)
{
    struct simulation *simulation = gathering->simulation;
    const struct simulation_part *month = &simulation->parts[SIMULATE_LAST_MONTH];
    struct simulation_happened *happened = &simulation->happened;
    happened->capacity = -1;
    for (size_t i = 0; i < gathering->count; i++)
        for (size_t day = 0; day < month->days; day++)
            happened->arrivals +=
                gathering->came[i][(size_t)(month->first - simulation->from) + day];
    for (size_t i = 0; i < simulation->request->desk->agencies_count; i++) {
        const struct measure_cell *judged = month_of(simulation, i, FIGURE_JUDGED);
        const struct measure_cell *demand = month_of(simulation, i, FIGURE_DEMAND);
        const struct measure_cell *capacity = month_of(simulation, i, FIGURE_CAPACITY);
        if (judged != NULL) {
            happened->in_time += judged->value;
            happened->judged += judged->n;
        }
        if (demand != NULL) happened->demand += demand->value;
        if (capacity != NULL) happened->capacity = capacity->value;
    }
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
    if (month->wanted && !plan_part(&gathering, month, &wish)) return false;
    wish.staff = simulation->staff;
    wish.demand = (double)simulation->demand / 1000;
    return !ahead->wanted || plan_part(&gathering, ahead, &wish);
}

bool simulation_has_history(const struct simulation *simulation)
{
    return simulation->parts[SIMULATE_AHEAD].wanted;
}
