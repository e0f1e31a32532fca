/* A process version: states, and transitions spread over the states they lead from. */
#include <json-c/json.h>
#include <string.h>

#include "db/snapshot_int.h"
#include "proto/arena.h"

static bool build_task(struct builder *builder, const struct part *part,
                       const struct json_object *professional, struct process_state *state)
{
    const char *code = json_get_text(professional, "queue");
    const struct queue *queue = find_queue(builder->desk, part->agency_id, code);
    if (queue == NULL) return part_fault(builder, part, "no queue", code);
    state->professional = true;
    state->task_queue_id = queue->id;
    state->task_minutes = (int32_t)json_get_int(professional, "minutes", 0);
    return part_text(builder, professional, "question", &state->task_question);
}

static bool has_text(const struct json_object *list, const char *text)
{
    for (size_t i = 0; i < json_get_length(list); i++) {
        const char *element = json_get_element(list, i);
        if (element != NULL && strcmp(element, text) == 0) return true;
    }
    return false;
}

static bool build_word(struct builder *builder, const struct json_object *value,
                       struct process_word *word)
{
    const struct json_object *names = json_get_list(value, "names");
    size_t count = json_get_length(names);
    struct process_name *others = arena_array(builder->arena, count + 1, sizeof *others);
    if (others == NULL) return builder_full(builder);
    for (size_t i = 0; i < count; i++) {
        const struct json_object *one = json_object_array_get_idx(names, i);
        if (!part_text(builder, one, "language", &others[i].language) ||
            !part_text(builder, one, "name", &others[i].name))
            return false;
    }
    word->names = others;
    word->name_count = count;
    return part_text(builder, value, "name", &word->name);
}

/* A code made readable, in the place of a name: "Granted with conditions". */
static const char *readable(struct builder *builder, const char *code)
{
    char *text = arena_strdup(builder->arena, code);
    for (char *c = text; c != NULL && *c != '\0'; c++)
        if (*c == '-') *c = ' ';
    if (text != NULL && text[0] >= 'a' && text[0] <= 'z') text[0] = (char)(text[0] - 'a' + 'A');
    return text;
}

/* Outcomes of all states, each once, with the name that the definition has for it. */
static bool build_outcomes(struct builder *builder, const struct part *part,
                           struct process *process)
{
    const struct json_object *named = json_get_list(part->definition, "outcomes");
    size_t most = process->state_count * PROCESS_OUTCOMES;
    struct process_word *words = arena_array(builder->arena, most, sizeof *words);
    if (words == NULL) return builder_full(builder);
    process->outcomes = words;
    for (size_t i = 0; i < process->state_count; i++)
        for (int32_t k = 0; k < process->states[i].outcome_count; k++) {
            const char *code = process->states[i].outcomes[k];
            if (process_outcome(process, code) != NULL) continue;
            words[process->outcome_count++] =
                (struct process_word){.code = code, .name = readable(builder, code)};
        }
    for (size_t i = 0; i < json_get_length(named); i++) {
        const struct json_object *value = json_object_array_get_idx(named, i);
        const struct process_word *word = process_outcome(process, json_get_text(value, "code"));
        if (word != NULL && !build_word(builder, value, &words[word - words])) return false;
    }
    return true;
}

static bool build_state(struct builder *builder, const struct part *part,
                        const struct json_object *value, struct process_state *state)
{
    const struct json_object *outcomes = json_get_list(value, "outcomes");
    const struct json_object *professional = json_get_object(value, "professional");
    state->initial = json_get_bool(value, "initial");
    state->final = json_get_bool(value, "final");
    state->pauses =
        (enum pause_reason)name_number(&pause_reason_names, json_get_text(value, "pauses"));
    if (json_get_length(outcomes) > PROCESS_OUTCOMES)
        return part_fault(builder, part, "too many outcomes", json_get_text(value, "code"));
    for (size_t i = 0; i < json_get_length(outcomes); i++) {
        const char *outcome = arena_strdup(builder->arena, json_get_element(outcomes, i));
        if (outcome == NULL) return builder_full(builder);
        if (has_text(json_get_list(value, "issues"), outcome))
            state->issues |= 1u << state->outcome_count;
        state->outcomes[state->outcome_count++] = outcome;
    }
    if (!part_text(builder, value, "code", &state->code) ||
        !build_word(builder, value, &state->word))
        return false;
    state->word.code = state->code;
    if (state->code == NULL) return part_fault(builder, part, "a state without code", NULL);
    return professional == NULL || build_task(builder, part, professional, state);
}

static bool build_transition(struct builder *builder, const struct part *part,
                             const struct process *process, const struct json_object *value,
                             struct transition *transition)
{
    const struct json_object *roles = json_get_list(value, "roles");
    const struct json_object *guards = json_get_list(value, "guard");
    int to = process_state_index(process, json_get_text(value, "to"));
    if (to < 0) return part_fault(builder, part, "no state", json_get_text(value, "to"));
    transition->to = (int16_t)to;
    transition->minutes = (int32_t)json_get_int(value, "minutes", 0);
    for (size_t i = 0; i < json_get_length(roles); i++)
        transition->roles |= ROLE_BIT(name_number(&role_names, json_get_element(roles, i)));
    for (size_t i = 0; i < json_get_length(guards); i++)
        transition->guard |= guard_bit(json_get_element(guards, i));
    if (!part_text(builder, value, "step", &transition->step) ||
        !build_word(builder, value, &transition->word))
        return false;
    transition->word.code = transition->step;
    return transition->step != NULL || part_fault(builder, part, "a transition without step", NULL);
}

/* Appends the transition once for each state it leads from. */
static bool spread_transition(struct builder *builder, const struct part *part,
                              const struct process *process, const struct json_object *value,
                              struct transition *transitions, size_t *count)
{
    const struct json_object *from = json_get_list(value, "from");
    struct transition transition = {0};
    if (!build_transition(builder, part, process, value, &transition)) return false;
    for (size_t i = 0; i < json_get_length(from); i++) {
        int state = process_state_index(process, json_get_element(from, i));
        if (state < 0) return part_fault(builder, part, "no state", json_get_element(from, i));
        transition.from = (int16_t)state;
        transitions[(*count)++] = transition;
    }
    return true;
}

bool build_process(struct builder *builder, const struct part *part, void *item)
{
    const struct json_object *states = json_get_list(part->definition, "states");
    const struct json_object *ways = json_get_list(part->definition, "transitions");
    size_t state_count = json_get_length(states), way_count = 0;
    struct process *process = item;
    struct process_state *state = arena_array(builder->arena, state_count, sizeof *state);
    if (state == NULL) return builder_full(builder);
    *process = (struct process){.id = part->id,
                                .agency_id = part->agency_id,
                                .code = part->code,
                                .version = part_column(builder, part, COLUMN_VERSION),
                                .active = part->active,
                                .states = state,
                                .state_count = state_count};
    for (size_t i = 0; i < state_count; i++)
        if (!build_state(builder, part, json_object_array_get_idx(states, i), &state[i]))
            return false;
    if (process_initial(process) < 0) return part_fault(builder, part, "no initial state", NULL);
    for (size_t i = 0; i < json_get_length(ways); i++)
        way_count += json_get_length(json_get_list(json_object_array_get_idx(ways, i), "from"));
    struct transition *transitions = arena_array(builder->arena, way_count, sizeof *transitions);
    if (transitions == NULL) return builder_full(builder);
    process->transitions = transitions;
    for (size_t i = 0; i < json_get_length(ways); i++)
        if (!spread_transition(builder, part, process, json_object_array_get_idx(ways, i),
                               transitions, &process->transition_count))
            return false;
    return build_outcomes(builder, part, process);
}
