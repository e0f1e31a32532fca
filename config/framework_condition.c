/* Conditions of a framework: every key checked against the vocabulary (workflow/indicator.h). */
#include <stdio.h>
#include <string.h>

#include "config/framework_int.h"
#include "proto/arena.h"

enum { NAMES_MAX = 96, SAMPLE_MAX = 1000000, SCORE_MAX = 100 };

struct place {
    struct framework_reader *reader;
    const char *path;
    struct json_object *object;
};

static void fault(const struct place *place, const char *key, const char *reason)
{
    char path[DESK_PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", place->path, key);
    framework_fault(place->reader, path, "%s", reason);
}

/* A word that is not known, with the one that may be meant. */
static void unknown(const struct place *place, const char *key, const char *what, const char *word,
                    const char *const *known, size_t count)
{
    char path[DESK_PATH_MAX];
    const char *near = desk_nearest(word, known, count);
    snprintf(path, sizeof path, "%s/%s", place->path, key);
    if (near == NULL)
        framework_fault(place->reader, path, "there is no %s \"%.60s\"", what, word);
    else
        framework_fault(place->reader, path, "there is no %s \"%.60s\"; do you mean \"%s\"?", what,
                        word, near);
}

static struct json_object *member(const struct place *place, const char *key)
{
    struct json_object *value;
    return json_object_object_get_ex(place->object, key, &value) ? value : NULL;
}

/* ---- the indicator and its words ---- */

static const struct indicator *read_indicator(const struct place *place, const char *key)
{
    const char *names[NAMES_MAX];
    const char *name = framework_text(place->reader, place->path, place->object, key);
    const struct indicator *indicator = indicator_by_name(name);
    if (name == NULL || indicator != NULL) return indicator;
    size_t count = indicator_count < NAMES_MAX ? indicator_count : NAMES_MAX;
    for (size_t i = 0; i < count; i++) names[i] = indicators[i].name;
    unknown(place, key, ERROR_SAYS("indicator"), name, names, count);
    return NULL;
}

static size_t word_list(const struct indicator *indicator)
{
    size_t count = 0;
    while (indicator->words != NULL && indicator->words[count] != NULL) count++;
    return count;
}

/* The indicator's own word, so that it is spelled one way from here on. */
static const char *own_word(const struct indicator *indicator, const char *word)
{
    for (size_t i = 0; i < word_list(indicator); i++)
        if (indicator_same(indicator->words[i], word)) return indicator->words[i];
    return NULL;
}

static void read_words(const struct place *place, struct indicator_query *query)
{
    const struct indicator *indicator = query->indicator;
    struct json_object *list = member(place, "words");
    size_t count = json_get_length(json_get_list(place->object, "words"));
    if (indicator->need == NEED_ONE && count != 1) {
        fault(place, "words", "a list of one word is needed: which kind is meant");
        return;
    }
    if (list == NULL) return;
    if (indicator->need == NEED_NONE || count == 0 || count > INDICATOR_WORDS) {
        fault(place, "words",
              indicator->need == NEED_NONE ? "this indicator takes no words; leave them out"
                                           : "a list of 1 to 8 words is needed");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const char *word = json_get_element(list, i);
        const char *own = word == NULL ? NULL : own_word(indicator, word);
        if (own == NULL)
            unknown(place, "words", ERROR_SAYS("word"), word == NULL ? "" : word, indicator->words,
                    word_list(indicator));
        else
            query->words[query->word_count++] = own;
    }
}

/* ---- windows ---- */

static void read_window(const struct place *place, struct indicator_query *query)
{
    const struct indicator *indicator = query->indicator;
    const char *text = json_get_text(place->object, "window");
    if (member(place, "window") == NULL) {
        if (indicator->window.count > 0)
            fault(place, "window", "is missing: over which days is it read, such as \"12m\"?");
    } else if (indicator->time == TIME_DAY) {
        fault(place, "window", "this is read as it stands on the day; leave the window out");
    } else if (text == NULL || !indicator_window_read(text, &query->window)) {
        fault(place, "window", "must be days, months or years, such as \"90d\", \"12m\", \"5y\"");
    }
}

/* ---- evidence ---- */

static void read_where(const struct place *place, struct indicator_query *query)
{
    struct json_object *where = member(place, "where");
    if (where == NULL) return;
    if (!json_object_is_type(where, json_type_object)) {
        fault(place, "where", "an object of fields and their values is needed");
        return;
    }
    json_object_object_foreach(where, field, value)
    {
        struct indicator_where *pair = &query->where[query->where_count];
        if (query->where_count == INDICATOR_WHERE || json_object_is_type(value, json_type_null) ||
            json_object_is_type(value, json_type_object) ||
            json_object_is_type(value, json_type_array)) {
            fault(place, "where", "at most 4 fields, each with a word, a number, true or false");
            return;
        }
        struct arena *arena = place->reader->definition.arena;
        pair->field = arena_strdup(arena, field);
        pair->value = arena_strdup(arena, json_object_get_string(value));
        query->where_count++;
    }
}

static void read_measure(const struct place *place, struct indicator_query *query)
{
    const char *name = json_get_text(place->object, "measure");
    bool given = member(place, "measure") != NULL, field = member(place, "field") != NULL;
    query->measure = (enum indicator_measure)name_number(&indicator_measure_names, name);
    if (given && query->measure == FIGURE_COUNT) {
        unknown(place, "measure", ERROR_SAYS("measure"), name == NULL ? "" : name,
                indicator_measure_names.names, FIGURE_WAYS);
        return;
    }
    bool needs = query->measure == FIGURE_DIFFERENT || query->measure == FIGURE_MEAN ||
                 query->measure == FIGURE_LOWEST;
    if (needs != field)
        fault(place, "field",
              needs ? "is missing: of which field of the records?"
                    : "only different, mean and lowest are of a field; leave it out");
    else if (needs)
        query->field = framework_text(place->reader, place->path, place->object, "field");
}

/* What only evidence has. */
static void read_evidence(const struct place *place, struct indicator_query *query)
{
    static const char *const keys[] = {"where", "measure", "field", "measured", "held"};
    if (!indicator_is_evidence(query->indicator)) {
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            if (member(place, keys[i]) != NULL)
                fault(place, keys[i], "only evidence has this; leave it out");
        return;
    }
    read_where(place, query);
    read_measure(place, query);
    query->measured = json_get_bool(place->object, "measured");
    query->held = json_get_bool(place->object, "held");
}

/* ---- what is compared ---- */

static void read_per(const struct place *place, struct indicator_query *query)
{
    int64_t per = json_get_int(place->object, "per", 0);
    if (member(place, "per") == NULL && member(place, "of") == NULL) return;
    query->per_of = read_indicator(place, "of");
    query->per = per > 0 && per <= SAMPLE_MAX ? (int32_t)per : 0;
    if (query->per == 0) fault(place, "per", "a number from 1 to 1000000 is needed, such as 1000");
    if (query->per_of == NULL) return;
    if (query->per_of->unit != INDICATOR_COUNT || query->per_of->need == NEED_ONE ||
        query->per_of->time != TIME_WINDOW || query->indicator->unit != INDICATOR_COUNT)
        fault(place, "of", "only a count can be taken per so many of another count");
}

static void read_value(const struct place *place, struct maturity_condition *condition)
{
    struct json_object *value = member(place, "value");
    enum indicator_unit unit = indicator_unit(&condition->query);
    bool number =
        json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double);
    condition->value = number ? json_object_get_double(value) : -1;
    double most = unit == INDICATOR_COUNT ? 1e12 : unit == INDICATOR_SCORE ? SCORE_MAX : 1;
    if (condition->value < 0 || condition->value > most)
        fault(place, "value",
              unit == INDICATOR_COUNT   ? "a number from 0 on is needed"
              : unit == INDICATOR_SCORE ? "a score from 0 to 100 is needed"
              : unit == INDICATOR_YES   ? "must be 1 or 0"
                                        : "a share from 0 to 1 is needed: 0.9 is 90 percent");
}

static void read_op(const struct place *place, struct maturity_condition *condition)
{
    const char *op = json_get_text(place->object, "op");
    condition->op = (enum maturity_op)name_number(&maturity_op_names, op);
    if (condition->op == OP_NONE) fault(place, "op", "must be >=, <=, =, > or <");
}

static void read_sample(const struct place *place, struct maturity_condition *condition)
{
    int32_t own = indicator_sample(&condition->query);
    int64_t sample = json_get_int(place->object, "sample", own);
    condition->sample = own;
    if (member(place, "sample") == NULL) return;
    if (own == 0)
        fault(place, "sample", "a count has no sample; leave it out");
    else if (sample < 1 || sample > SAMPLE_MAX)
        fault(place, "sample", "a number from 1 on is needed");
    else
        condition->sample = (int32_t)sample;
}

void framework_condition(struct framework_reader *reader, const char *path,
                         struct json_object *object, struct maturity_condition *condition)
{
    static const char *const known[] = {"indicator", "words", "where",  "measure", "field",
                                        "measured",  "held",  "window", "per",     "of",
                                        "op",        "value", "sample", NULL};
    struct place place = {reader, path, object};
    if (!framework_keys(reader, path, ERROR_SAYS("key"), object, known)) return;
    read_op(&place, condition);
    condition->query.indicator = read_indicator(&place, "indicator");
    if (condition->query.indicator == NULL) return;
    read_words(&place, &condition->query);
    read_window(&place, &condition->query);
    read_evidence(&place, &condition->query);
    read_per(&place, &condition->query);
    read_value(&place, condition);
    read_sample(&place, condition);
}
