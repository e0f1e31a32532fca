/* Processes: one beginning, every state reachable, a way to an end from everywhere, and never two
 * steps that could both be meant. */
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "proto/arena.h"
#include "workflow/desk.h"

enum { STATES_MAX = 200, EDGES_MAX = 4000, NO_STATE = -1 };

/* One way from one state to another: a transition has one for each state it leads from. */
struct edge {
    int from, to;
    uint32_t guard;
    const char *step;
    size_t transition; /* its index in the definition */
};

struct graph {
    struct desk_definition *definition;
    const struct desk_item *process;
    struct json_object *states[STATES_MAX];
    const char *codes[STATES_MAX];
    size_t positions[STATES_MAX]; /* in the definition: wrong states were left out of the copy */
    int state_count;
    struct edge *edges;
    size_t edge_count, edge_capacity;
    int initial;
    bool broken; /* a way or a state is wrong, so that nothing can be said of ways */
};

static void fault(struct graph *graph, const char *list, size_t index, const char *key,
                  const char *reason)
{
    char below[96];
    snprintf(below, sizeof below, "/%s/%zu%s", list, index, key);
    desk_item_fault(graph->definition, graph->process, below, "%s", reason);
}

static int find_state(const struct graph *graph, const char *code)
{
    for (int i = 0; i < graph->state_count; i++)
        if (graph->codes[i] != NULL && strcmp(graph->codes[i], code) == 0) return i;
    return NO_STATE;
}

static bool is_final(const struct graph *graph, int state)
{
    return json_get_bool(graph->states[state], "final");
}

static bool has_outcome(const struct json_object *state, const char *outcome)
{
    const struct json_object *outcomes = json_get_list(state, "outcomes");
    for (size_t i = 0; i < json_get_length(outcomes); i++) {
        const char *other = json_get_element(outcomes, i);
        if (other != NULL && strcmp(outcome, other) == 0) return true;
    }
    return false;
}

/* A document is issued with an outcome that the state has. */
static void check_issues(struct graph *graph, int state)
{
    const struct json_object *issues = json_get_list(graph->states[state], "issues");
    for (size_t i = 0; i < json_get_length(issues); i++) {
        const char *outcome = json_get_element(issues, i);
        if (outcome != NULL && !has_outcome(graph->states[state], outcome))
            fault(graph, "states", graph->positions[state], "/issues",
                  "documents are issued with outcomes of this state; name one of them");
    }
}

static void check_state(struct graph *graph, int state)
{
    struct json_object *value = graph->states[state];
    size_t at = graph->positions[state];
    size_t outcomes = json_get_length(json_get_list(value, "outcomes"));
    bool last = is_final(graph, state);
    if (graph->codes[state] != NULL && find_state(graph, graph->codes[state]) != state) {
        fault(graph, "states", at, "/code", "this process has a state of that code already");
        graph->broken = true;
    }
    if (last && outcomes == 0)
        fault(graph, "states", at, "/outcomes", "a final state needs at least one outcome");
    if (outcomes > PROCESS_OUTCOMES)
        fault(graph, "states", at, "/outcomes", "a state has at most 16 outcomes");
    if (!last && outcomes > 0)
        fault(graph, "states", at, "/outcomes",
              "only a final state has outcomes; take them away or make it final");
    check_issues(graph, state);
    if (last && json_get_bool(value, "initial"))
        fault(graph, "states", at, "/final", "a state cannot be both initial and final");
    if (last && json_get_text(value, "pauses") != NULL)
        fault(graph, "states", at, "/pauses", "a final state stops the clock, it pauses nothing");
    if (last && json_object_object_get_ex(value, "professional", NULL))
        fault(graph, "states", at, "/professional", "a final state asks nobody anything");
}

static void collect_states(struct graph *graph)
{
    struct json_object *states = json_get_list(graph->process->value, "states");
    graph->initial = NO_STATE;
    if (json_get_length(states) > STATES_MAX) {
        desk_item_fault(graph->definition, graph->process, "/states",
                        "a process has at most %d states", STATES_MAX);
        return;
    }
    for (size_t i = 0; i < json_get_length(states); i++) {
        int state = graph->state_count++;
        graph->states[state] = json_object_array_get_idx(states, i);
        graph->codes[state] = json_get_text(graph->states[state], "code");
        graph->positions[state] = i;
        if (graph->codes[state] == NULL) graph->broken = true;
        if (!json_get_bool(graph->states[state], "initial")) continue;
        if (graph->initial == NO_STATE)
            graph->initial = state;
        else
            fault(graph, "states", i, "/initial", "another state is initial already; keep one");
    }
    for (int i = 0; i < graph->state_count; i++) check_state(graph, i);
    if (states != NULL && graph->initial == NO_STATE)
        desk_item_fault(graph->definition, graph->process, "/states",
                        "no state is initial; mark the one in which a case begins");
}

static void tell_no_state(struct graph *graph, size_t transition, const char *key, const char *code)
{
    char below[64];
    const char *near = desk_nearest(code, graph->codes, (size_t)graph->state_count);
    snprintf(below, sizeof below, "/transitions/%zu%s", transition, key);
    graph->broken = true;
    desk_item_fault(graph->definition, graph->process, below,
                    near != NULL ? "this process has no state \"%s\"; did you mean \"%s\"?"
                                 : "this process has no state \"%s\"",
                    code, near);
}

static void add_edge(struct graph *graph, const struct edge *edge)
{
    void *edges = graph->edges;
    if (arena_grow(graph->definition->arena, &edges, graph->edge_count, &graph->edge_capacity,
                   sizeof *edge) != 0) {
        graph->definition->full = true;
        return;
    }
    graph->edges = edges;
    graph->edges[graph->edge_count++] = *edge;
}

static uint32_t guard_mask(struct json_object *transition)
{
    struct json_object *names = json_get_list(transition, "guard");
    uint32_t mask = 0;
    for (size_t i = 0; i < json_get_length(names); i++)
        mask |= guard_bit(json_object_get_string(json_object_array_get_idx(names, i)));
    return mask;
}

static void collect_transition(struct graph *graph, struct json_object *value, size_t index)
{
    struct json_object *from = json_get_list(value, "from");
    const char *to = json_get_text(value, "to"), *step = json_get_text(value, "step");
    struct edge edge = {.guard = guard_mask(value), .transition = index, .step = step};
    if (guards_exclude(edge.guard, edge.guard))
        fault(graph, "transitions", index, "/guard",
              "these guards never hold together, so nobody could take this step");
    if (to == NULL || step == NULL || from == NULL) graph->broken = true;
    if (to == NULL || step == NULL) return;
    edge.to = find_state(graph, to);
    if (edge.to == NO_STATE) tell_no_state(graph, index, "/to", to);
    for (size_t i = 0; i < json_get_length(from); i++) {
        const char *code = json_object_get_string(json_object_array_get_idx(from, i));
        edge.from = find_state(graph, code);
        if (edge.from == NO_STATE)
            tell_no_state(graph, index, "/from", code);
        else if (is_final(graph, edge.from))
            fault(graph, "transitions", index, "/from",
                  "no step leads out of a final state; a closed case is reopened instead");
        else if (edge.to != NO_STATE && graph->edge_count < EDGES_MAX)
            add_edge(graph, &edge);
    }
}

/* An outcome that both final states have; NULL when they share none. */
static const char *shared_outcome(const struct graph *graph, int one, int other)
{
    struct json_object *mine = json_get_list(graph->states[one], "outcomes");
    struct json_object *theirs = json_get_list(graph->states[other], "outcomes");
    for (size_t i = 0; i < json_get_length(mine); i++)
        for (size_t k = 0; k < json_get_length(theirs); k++)
            if (json_object_equal(json_object_array_get_idx(mine, i),
                                  json_object_array_get_idx(theirs, k)))
                return json_object_get_string(json_object_array_get_idx(mine, i));
    return NULL;
}

static void check_pair(struct graph *graph, const struct edge *one, const struct edge *other)
{
    char below[64];
    if (one->from != other->from || guards_exclude(one->guard, other->guard)) return;
    snprintf(below, sizeof below, "/transitions/%zu", other->transition);
    if (strcmp(one->step, other->step) == 0) {
        desk_item_fault(
            graph->definition, graph->process, below,
            "ambiguous: from \"%s\", the step \"%s\" of /transitions/%zu may be open at "
            "the same time; give them guards that exclude each other, or another step",
            graph->codes[one->from], one->step, one->transition);
        return;
    }
    const char *outcome = shared_outcome(graph, one->to, other->to);
    if (outcome != NULL)
        desk_item_fault(graph->definition, graph->process, below,
                        "ambiguous: from \"%s\", /transitions/%zu also ends with the outcome "
                        "\"%s\", so that closing with it could mean either",
                        graph->codes[one->from], one->transition, outcome);
}

/* Marks what can be reached along edges open to a case with the given guards, forwards from the
 * initial state or backwards from the final ones. */
static void reach(const struct graph *graph, uint32_t world, bool backwards, bool *reached)
{
    memset(reached, 0, STATES_MAX * sizeof *reached);
    if (!backwards) reached[graph->initial] = true;
    for (int i = 0; backwards && i < graph->state_count; i++) reached[i] = is_final(graph, i);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < graph->edge_count; i++) {
            const struct edge *edge = &graph->edges[i];
            int begin = backwards ? edge->to : edge->from, end = backwards ? edge->from : edge->to;
            if (!reached[begin] || reached[end] || guards_exclude(world, edge->guard)) continue;
            reached[end] = more = true;
        }
    }
}

static void check_reach(struct graph *graph)
{
    /* Whether a case has a customer does not change on the way, so each of the two must come
     * through; open tasks and contacts come and go. */
    static const struct {
        uint32_t guard;
        const char *stuck;
    } worlds[] = {
        {GUARD_NONE, ERROR_SAYS("dead end: no steps lead from here to a final state")},
        {GUARD_ANONYMOUS,
         ERROR_SAYS("dead end for anonymous cases: all ways from here to a final state need "
                    "a customer")},
        {GUARD_HAS_CUSTOMER,
         ERROR_SAYS("dead end for cases with a customer: all ways from here to a final "
                    "state are for anonymous cases")},
    };
    bool forwards[STATES_MAX], back[STATES_MAX], told[STATES_MAX] = {false};
    for (size_t w = 0; w < sizeof worlds / sizeof *worlds; w++) {
        reach(graph, worlds[w].guard, false, forwards);
        reach(graph, worlds[w].guard, true, back);
        for (int i = 0; i < graph->state_count; i++) {
            if (told[i] || (forwards[i] && back[i])) continue;
            if (w > 0 && !forwards[i]) continue;
            fault(graph, "states", graph->positions[i], "",
                  forwards[i] ? worlds[w].stuck
                              : "unreachable: no steps lead here from the initial state");
            told[i] = true;
        }
    }
}

/* A language stands once among the names of something. */
static void check_names(struct graph *graph, const char *list)
{
    struct json_object *items = json_get_list(graph->process->value, list);
    for (size_t i = 0; i < json_get_length(items); i++) {
        struct json_object *names = json_get_list(json_object_array_get_idx(items, i), "names");
        for (size_t k = 0; k < json_get_length(names); k++) {
            char key[64];
            snprintf(key, sizeof key, "/names/%zu/language", k);
            if (desk_stands_before(names, k, "language"))
                fault(graph, list, i, key, "a name in this language is there already");
        }
    }
}

static void check_outcomes(struct graph *graph)
{
    struct json_object *outcomes = json_get_list(graph->process->value, "outcomes");
    for (size_t i = 0; i < json_get_length(outcomes); i++) {
        const char *code = json_get_text(json_object_array_get_idx(outcomes, i), "code");
        bool found = code == NULL;
        for (int state = 0; state < graph->state_count && !found; state++)
            found = has_outcome(graph->states[state], code);
        if (desk_stands_before(outcomes, i, "code"))
            fault(graph, "outcomes", i, "/code", "this outcome is named already");
        else if (!found)
            fault(graph, "outcomes", i, "/code",
                  "no final state of this process has this outcome; add it there or take it away");
    }
}

static void check_process(struct graph *graph)
{
    struct json_object *transitions = json_get_list(graph->process->value, "transitions");
    collect_states(graph);
    check_outcomes(graph);
    check_names(graph, "states");
    check_names(graph, "transitions");
    check_names(graph, "outcomes");
    for (size_t i = 0; i < json_get_length(transitions); i++)
        collect_transition(graph, json_object_array_get_idx(transitions, i), i);
    if (graph->edge_count >= EDGES_MAX) {
        desk_item_fault(graph->definition, graph->process, "/transitions",
                        "a process has at most %d ways between states", EDGES_MAX);
        return;
    }
    for (size_t i = 0; i < graph->edge_count; i++)
        for (size_t k = i + 1; k < graph->edge_count; k++)
            check_pair(graph, &graph->edges[i], &graph->edges[k]);
    if (graph->initial != NO_STATE && !graph->broken) check_reach(graph);
}

void desk_check_processes(struct desk_definition *definition)
{
    const struct desk_items *processes = &definition->kinds[DESK_PROCESS];
    for (size_t i = 0; i < processes->count && !definition->full; i++) {
        struct graph *graph = arena_alloc(definition->arena, sizeof *graph);
        if (graph == NULL) {
            definition->full = true;
            return;
        }
        graph->definition = definition;
        graph->process = &processes->items[i];
        check_process(graph);
    }
}
