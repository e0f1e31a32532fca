/* Pages of running clocks, computed with a desk that nobody has applied. Nothing is written. */
#include "daemon/desk_effect.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/complaint_int.h"
#include "daemon/recompute_rows.h"
#include "daemon/worker.h"
#include "proto/arena.h"

enum { PAGE = 2000, COMPLAINTS_PAGE = 200, PAGE_BYTES = 16 << 20 };

enum owner { OWNER_CASE, OWNER_COMPLAINT, OWNERS };

/* Clocks of one standard, or of complaints on one ladder. */
struct line {
    enum owner owner;
    const char *agency, *code, *moved_by;
    int64_t clocks, moved, later, earlier, late, in_time_again, largest_us;
};

struct desk_effect {
    struct request *request;
    struct arena *arena, *page_arena;
    const struct desk_applied *applied;
    request_step next;
    void *state; /* the request's, given back before next */
    struct db_statement statement;
    struct snapshot *snapshot; /* the desk as it would be */
    struct error error;
    size_t part; /* of applied->moving */
    struct recompute_position from;
    int64_t from_complaint; /* after the cases of the part */
    struct line *lines;
    size_t line_count, line_capacity;
};

static struct recompute_part part_of(const struct desk_effect *effect)
{
    const struct desk_moving *moving = &effect->applied->moving[effect->part];
    return (struct recompute_part){moving->agency_id, moving->standards, moving->changed,
                                   moving->ladders};
}

static struct line *find_line(const struct desk_effect *effect, enum owner owner, const char *code)
{
    const char *agency = effect->applied->moving[effect->part].agency;
    for (size_t i = 0; i < effect->line_count; i++)
        if (effect->lines[i].owner == owner && strcmp(effect->lines[i].code, code) == 0 &&
            strcmp(effect->lines[i].agency, agency) == 0)
            return &effect->lines[i];
    return NULL;
}

/* moved_by NULL: the arena is full, as the result NULL says. */
static struct line *new_line(struct desk_effect *effect, enum owner owner, const char *code,
                             const char *moved_by)
{
    void *lines = effect->lines;
    if (moved_by == NULL || arena_grow(effect->arena, &lines, effect->line_count,
                                       &effect->line_capacity, sizeof *effect->lines) != 0)
        return NULL;
    effect->lines = lines;
    struct line *line = &effect->lines[effect->line_count++];
    *line = (struct line){.owner = owner,
                          .agency = effect->applied->moving[effect->part].agency,
                          .code = code,
                          .moved_by = moved_by};
    return line;
}

static struct line *line_of(struct desk_effect *effect, const struct standard *standard)
{
    struct recompute_part part = part_of(effect);
    const struct desk *desk = &effect->snapshot->desk;
    struct line *line = find_line(effect, OWNER_CASE, standard->code);
    if (line != NULL) return line;
    return new_line(effect, OWNER_CASE, standard->code,
                    recompute_cause(effect->arena, desk, &part, standard));
}

static struct line *line_of_ladder(struct desk_effect *effect, const struct ladder *ladder)
{
    const struct desk *desk = &effect->snapshot->desk;
    struct line *line = find_line(effect, OWNER_COMPLAINT, ladder->code);
    if (line != NULL) return line;
    return new_line(effect, OWNER_COMPLAINT, ladder->code,
                    recompute_ladder_cause(effect->arena, desk, ladder));
}

static void count_move(struct line *line, const struct clock *before, const struct clock *clock,
                       int64_t now_us)
{
    bool was_in_time = clock_in_time(before, now_us), in_time = clock_in_time(clock, now_us);
    line->moved++;
    line->late += was_in_time && !in_time;
    line->in_time_again += !was_in_time && in_time;
    if (before->due_at_us == NO_TIME || clock->due_at_us == NO_TIME) return;
    int64_t move_us = clock->due_at_us - before->due_at_us;
    line->later += move_us > 0;
    line->earlier += move_us < 0;
    if (llabs((long long)move_us) > line->largest_us) line->largest_us = llabs((long long)move_us);
}

static bool count_page(struct desk_effect *effect, struct recompute_page *page)
{
    const struct desk *desk = &effect->snapshot->desk;
    int64_t now_us = worker_now_us(effect->request->worker);
    for (size_t i = 0; i < page->count; i++) {
        struct kase_clock *clock = &page->clocks[i].clock;
        const struct clock before = clock->clock;
        bool moved = clock_recompute(desk, clock);
        const struct standard *standard = desk_standard(desk, clock->clock.standard_id);
        if (standard == NULL || page->clocks[i].row == NULL) continue;
        struct line *line = line_of(effect, standard);
        if (line == NULL) return false;
        line->clocks++;
        if (moved) count_move(line, &before, &clock->clock, now_us);
    }
    return true;
}

/* A serious complaint is not there for who does not see it, in a number neither. */
static bool is_seen(const struct desk_effect *effect, const struct complaint *complaint)
{
    const struct request *request = effect->request;
    return !complaint->serious ||
           access_complaint_roles(request->desk, request->who->staff, complaint) != 0;
}

static bool count_complaint(struct desk_effect *effect, const struct complaint *complaint)
{
    const struct ladder *ladder = desk_ladder(&effect->snapshot->desk, complaint->ladder_id);
    int64_t now_us = worker_now_us(effect->request->worker);
    if (ladder == NULL || !is_seen(effect, complaint)) return true;
    for (int i = 0; i < COMPLAINT_CLOCKS; i++) {
        struct clock clock;
        if (complaint->clocks[i].id == 0) continue;
        struct line *line = line_of_ladder(effect, ladder);
        if (line == NULL) return false;
        line->clocks++;
        if (complaint_clock_recompute(ladder, complaint, (enum complaint_clock)i, &clock))
            count_move(line, &complaint->clocks[i], &clock, now_us);
    }
    return true;
}

static bool count_complaints(struct desk_effect *effect, const PGresult *rows)
{
    for (int i = 0; i < PQntuples(rows); i++) {
        struct complaint complaint;
        arena_reset(effect->page_arena);
        if (complaint_read_row(effect->page_arena, rows, i, &complaint, &effect->error) != ERR_OK ||
            !count_complaint(effect, &complaint))
            return false;
        effect->from_complaint = complaint.record.id;
    }
    return true;
}

static void load_page(struct desk_effect *effect);
static void load_complaints(struct desk_effect *effect);

static void on_page(struct request *request)
{
    struct desk_effect *effect = request->state;
    struct recompute_page page;
    struct recompute_part part = part_of(effect);
    if (request_failed(request)) return;
    arena_reset(effect->page_arena);
    if (!recompute_read(effect->page_arena, request->reply.results[0], part.agency_id, &page) ||
        !count_page(effect, &page)) {
        request_answer_full(request);
        return;
    }
    effect->from = page.end;
    if (page.count < PAGE)
        load_complaints(effect);
    else
        load_page(effect);
}

static void on_complaints(struct request *request)
{
    struct desk_effect *effect = request->state;
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    if (!count_complaints(effect, rows)) {
        request_answer_full(request);
        return;
    }
    if (PQntuples(rows) == COMPLAINTS_PAGE) {
        load_complaints(effect);
        return;
    }
    effect->part++;
    effect->from = (struct recompute_position){0, 0};
    effect->from_complaint = 0;
    load_page(effect);
}

static void load_complaints(struct desk_effect *effect)
{
    struct recompute_part part = part_of(effect);
    effect->statement.query = QUERY_RECOMPUTE_COMPLAINTS_LOAD;
    db_params_clear(&effect->statement.params);
    db_int(&effect->statement.params, part.agency_id);
    db_text(&effect->statement.params, part.ladders);
    db_int(&effect->statement.params, effect->from_complaint);
    db_int(&effect->statement.params, COMPLAINTS_PAGE);
    request_query(effect->request, DB_LOAD, NULL, &effect->statement, 1, on_complaints);
}

static void load_page(struct desk_effect *effect)
{
    struct request *request = effect->request;
    if (effect->part == effect->applied->moving_count) {
        request->state = effect->state;
        effect->next(request);
        return;
    }
    struct recompute_part part = part_of(effect);
    recompute_load(&effect->statement, &part, &effect->from, PAGE);
    request_query(request, DB_LOAD, NULL, &effect->statement, 1, on_page);
}

static void release(void *object)
{
    struct desk_effect *effect = object;
    snapshot_release(effect->snapshot);
    arena_free(effect->page_arena);
}

static void on_desk(struct request *request)
{
    struct desk_effect *effect = request->state;
    if (effect->snapshot == NULL)
        request_answer_error(request, &effect->error);
    else
        load_page(effect);
}

static void on_snapshot(void *context, struct snapshot *snapshot, const struct error *error)
{
    struct desk_effect *effect = context;
    effect->snapshot = snapshot;
    if (error != NULL) effect->error = *error;
    request_wake(effect->request);
}

void desk_effect_find(struct request *request, struct arena *arena,
                      const struct desk_applied *applied, int loaded, request_step next,
                      struct desk_effect **found)
{
    struct desk_effect *effect = *found = arena_alloc(arena, sizeof *effect);
    struct arena *page_arena = arena_new(PAGE_BYTES);
    if (effect != NULL) effect->page_arena = page_arena;
    if (effect == NULL || page_arena == NULL || arena_cleanup(arena, release, effect) != 0) {
        arena_free(page_arena);
        request_answer_full(request);
        return;
    }
    effect->request = request;
    effect->arena = arena;
    effect->applied = applied;
    effect->next = next;
    effect->state = request->state;
    request->state = effect;
    if (applied->moving_count == 0) {
        load_page(effect);
        return;
    }
    PGresult *rows = request->reply.results[loaded];
    request->reply.results[loaded] = NULL;
    request_await(request, on_desk);
    snapshot_load_rows(request->worker->db, rows, on_snapshot, effect);
}

static void add_number(json_object *object, const char *name, int64_t value)
{
    json_object_object_add(object, name, json_object_new_int64(value));
}

static json_object *line_json(const struct line *line)
{
    json_object *item = json_object_new_object();
    json_object_object_add(item, "agency", json_object_new_string(line->agency));
    json_object_object_add(item, line->owner == OWNER_CASE ? "standard" : "ladder",
                           json_object_new_string(line->code));
    json_object_object_add(item, "moved_by", json_object_new_string(line->moved_by));
    add_number(item, "clocks", line->clocks);
    add_number(item, "moved", line->moved);
    add_number(item, "later", line->later);
    add_number(item, "earlier", line->earlier);
    add_number(item, "late", line->late);
    add_number(item, "in_time_again", line->in_time_again);
    add_number(item, "largest_move_seconds", line->largest_us / US_PER_S);
    return item;
}

struct sums {
    int64_t clocks, moved, late;
};

static void add_sums(json_object *object, const struct sums *sums)
{
    add_number(object, "clocks", sums->clocks);
    add_number(object, "moved", sums->moved);
    add_number(object, "late", sums->late);
}

json_object *desk_effect_json(const struct desk_effect *effect)
{
    static const char *const owners[OWNERS] = {"cases", "complaints"};
    static const char *const lists[OWNERS] = {"standards", "ladders"};
    json_object *object = json_object_new_object(), *list[OWNERS];
    struct sums all = {0, 0, 0}, of[OWNERS] = {{0, 0, 0}};
    for (int owner = 0; owner < OWNERS; owner++) list[owner] = json_object_new_array();
    for (size_t i = 0; i < effect->line_count; i++) {
        const struct line *line = &effect->lines[i];
        struct sums *sums[] = {&all, &of[line->owner]};
        json_object_array_add(list[line->owner], line_json(line));
        for (int k = 0; k < 2; k++) {
            sums[k]->clocks += line->clocks;
            sums[k]->moved += line->moved;
            sums[k]->late += line->late;
        }
    }
    add_sums(object, &all);
    for (int owner = 0; owner < OWNERS; owner++) {
        json_object *part = json_object_new_object();
        add_sums(part, &of[owner]);
        json_object_object_add(object, owners[owner], part);
        json_object_object_add(object, lists[owner], list[owner]);
    }
    return object;
}
