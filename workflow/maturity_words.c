/* What is still to be done, in plain words: texts "maturity.…", "indicator.…", "evidence.…" and
 * "word.…" of config/words. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/indicator_int.h"
#include "workflow/maturity.h"
#include "workflow/words.h"

enum { SLOTS = 5 };

/* The text "PREFIX.WORD" of a word of a framework; the word itself when there is none. */
static const char *word_text(const struct words *words, struct arena *arena, const char *prefix,
                             const char *word)
{
    char *key = arena_strdup(arena, word);
    if (key == NULL) return NULL;
    for (char *at = key; *at != '\0'; at++)
        if (*at == '_') *at = '-';
    return words_named(words, prefix, key);
}

/* ---- values ---- */

/* To one place, towards the side that the operator fails on. */
static double cut(double value, enum maturity_op op)
{
    const double slack = 1e-6; /* of a tenth: what arithmetic loses */
    switch (op) {
    case OP_AT_LEAST:
    case OP_ABOVE:
    case OP_EQUAL: return floor(value * 10 + slack) / 10;
    case OP_AT_MOST:
    case OP_BELOW: return ceil(value * 10 - slack) / 10;
    case OP_NONE:
    case MATURITY_OPS: break;
    }
    return (double)llround(value * 10) / 10;
}

const char *maturity_value(const struct words *words, struct arena *arena,
                           const struct indicator_query *query, double value, enum maturity_op op)
{
    char number[WORDS_NUMBER];
    bool share = query->per_of == NULL && indicator_unit(query) == INDICATOR_SHARE;
    value = cut(share ? value * 100 : value, op);
    int places = llround(value * 10) % 10 == 0 ? 0 : 1;
    words_decimal(words, value, places, number);
    return share ? words_fill_one(words, arena, "number.percent", "n", number)
                 : arena_strdup(arena, number);
}

/* ---- subjects ---- */

/* A text with up to two slots; NULL when the arena is full or was before. */
static const char *put(const struct words *words, struct arena *arena, const char *key,
                       struct words_slot one, struct words_slot two)
{
    struct words_slot slots[2] = {one, two};
    return one.text == NULL || two.text == NULL ? NULL : words_fill(words, arena, key, slots, 2);
}

/* "counter, phone" */
static const char *join_words(const struct words *words, struct arena *arena,
                              const struct indicator_query *query)
{
    const char *list = "";
    for (size_t i = 0; i < query->word_count && list != NULL; i++) {
        const char *word = word_text(words, arena, "word", query->words[i]);
        list = word == NULL ? NULL : arena_printf(arena, "%s%s%s", list, i > 0 ? ", " : "", word);
    }
    return list;
}

static const char *plain_subject(const struct words *words, struct arena *arena,
                                 const struct indicator_query *query)
{
    const char *subject = word_text(words, arena, "indicator", query->indicator->name);
    if (query->word_count == 0) return subject;
    return put(words, arena, "maturity.with", (struct words_slot){"subject", subject},
               (struct words_slot){"words", join_words(words, arena, query)});
}

/* Of what is said with yes: what it is that it says. */
static const char *where_word(const struct words *words, struct arena *arena,
                              const struct indicator_where *where)
{
    return strcmp(where->value, "true") == 0 ? word_text(words, arena, "field", where->field)
                                             : word_text(words, arena, "word", where->value);
}

static const char *evidence_subject(const struct words *words, struct arena *arena,
                                    const struct indicator_query *query)
{
    const char *subject = word_text(words, arena, "evidence", query->words[0]);
    for (size_t i = 0; i < query->where_count; i++)
        subject = put(words, arena, "maturity.with", (struct words_slot){"subject", subject},
                      (struct words_slot){"words", where_word(words, arena, &query->where[i])});
    if (query->measured && !query->held)
        subject = words_fill_one(words, arena, "evidence.that.measured", "subject", subject);
    if (query->held)
        subject = words_fill_one(words, arena, "evidence.that.held", "subject", subject);
    if (query->measure == FIGURE_COUNT || subject == NULL) return subject;
    char key[WORDS_KEY];
    snprintf(key, sizeof key, "evidence.measure.%s",
             name_of(&indicator_measure_names, (int)query->measure));
    const char *field = query->field == NULL ? "" : word_text(words, arena, "field", query->field);
    return put(words, arena, key, (struct words_slot){"subject", subject},
               (struct words_slot){"field", field});
}

/* "… in the last 12 months", when the rule names the window. */
static const char *within(const struct words *words, struct arena *arena,
                          const struct indicator_window *window, const char *subject)
{
    char key[WORDS_KEY], number[WORDS_NUMBER];
    if (window->count == 0 || subject == NULL) return subject;
    snprintf(key, sizeof key, "maturity.within.%c.%s", window->unit,
             window->count == 1 ? "one" : "other");
    words_number(words, window->count, number);
    return put(words, arena, key, (struct words_slot){"subject", subject},
               (struct words_slot){"n", number});
}

const char *maturity_subject(const struct words *words, struct arena *arena,
                             const struct indicator_query *query)
{
    const char *subject = indicator_is_evidence(query->indicator)
                              ? evidence_subject(words, arena, query)
                              : plain_subject(words, arena, query);
    if (query->per_of != NULL && subject != NULL) {
        char number[WORDS_NUMBER];
        words_number(words, query->per, number);
        struct words_slot slots[] = {
            {"subject", subject},
            {"n", number},
            {"of", word_text(words, arena, "indicator", query->per_of->name)}};
        subject = slots[2].text == NULL ? NULL : words_fill(words, arena, "maturity.per", slots, 3);
    }
    return within(words, arena, &query->window, subject);
}

/* What the denominator counts: "closed cases"; "": it has none. NULL: the arena is full. */
static const char *counted(const struct words *words, struct arena *arena,
                           const struct indicator_query *query)
{
    enum indicator_unit unit = indicator_unit(query);
    if (query->per_of != NULL) return word_text(words, arena, "indicator", query->per_of->name);
    if (unit == INDICATOR_COUNT || unit == INDICATOR_YES) return "";
    if (query->measure == FIGURE_COVERED) return words_text(words, "maturity.of.offices");
    if (query->measure == FIGURE_MET) return words_text(words, "maturity.of.targets");
    const char *key = arena_printf(arena, "%s.of", query->indicator->name);
    return key == NULL ? NULL : word_text(words, arena, "indicator", key);
}

/* ---- steps ---- */

const char *maturity_step(const struct words *words, struct arena *arena,
                          const struct maturity_finding *finding)
{
    static const char *const keys[MATURITY_OPS] = {
        [OP_NONE] = "equal",  [OP_AT_LEAST] = "at-least", [OP_AT_MOST] = "at-most",
        [OP_EQUAL] = "equal", [OP_ABOVE] = "above",       [OP_BELOW] = "below"};
    const struct maturity_condition *condition = finding->condition;
    const struct indicator_query *query = &condition->query;
    char n[WORDS_NUMBER], sample[WORDS_NUMBER], key[WORDS_KEY];
    bool yes = indicator_unit(query) == INDICATOR_YES;
    words_number(words, finding->figure.denominator, n);
    words_number(words, condition->sample, sample);
    struct words_slot slots[SLOTS + 1] = {
        {"subject", maturity_subject(words, arena, query)},
        {"needed", maturity_value(words, arena, query, condition->value, OP_NONE)},
        {"now", maturity_value(words, arena, query, finding->figure.value, condition->op)},
        {"n", n},
        {"sample", sample},
        {"of", counted(words, arena, query)}};
    for (int i = 0; i <= SLOTS; i++)
        if (slots[i].text == NULL) return NULL;
    const char *kind = finding->few ? "few" : yes ? "yes" : keys[condition->op];
    snprintf(key, sizeof key, "maturity.step.%s%s", kind,
             slots[SLOTS].text[0] != '\0' ? ".of" : "");
    return words_fill(words, arena, key, slots, SLOTS + 1);
}
