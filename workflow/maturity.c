/* Which levels stand by the figures of a day. */
#include "workflow/maturity.h"

#include <string.h>

#include "proto/arena.h"
#include "workflow/indicator_int.h"

static const char *const op_table[MATURITY_OPS] = {"", ">=", "<=", "=", ">", "<"};
const struct name_set maturity_op_names = {"operator", op_table, MATURITY_OPS};

/* ---- frameworks ---- */

static const char *name_in(const struct maturity_names *names, const char *language, size_t length)
{
    for (size_t i = 0; i < names->count; i++)
        if (strlen(names->names[i].language) == length &&
            strncmp(names->names[i].language, language, length) == 0)
            return names->names[i].text;
    return NULL;
}

const char *maturity_name(const struct maturity_names *names, const char *language)
{
    const char *found = NULL;
    if (language != NULL) found = name_in(names, language, strlen(language));
    if (found == NULL && language != NULL) found = name_in(names, language, strcspn(language, "-"));
    if (found == NULL) found = name_in(names, "en", 2);
    if (found != NULL) return found;
    return names->count > 0 ? names->names[0].text : "";
}

const struct maturity_element *framework_element(const struct framework *framework,
                                                 const char *code)
{
    for (size_t i = 0; i < framework->element_count; i++)
        if (strcmp(framework->elements[i].code, code) == 0) return &framework->elements[i];
    return NULL;
}

int framework_level(const struct framework *framework, const char *code)
{
    for (size_t i = 0; code != NULL && i < framework->level_count; i++)
        if (strcmp(framework->levels[i].code, code) == 0) return (int)i;
    return -1;
}

static size_t condition_count(const struct framework *framework,
                              const struct maturity_element *element)
{
    size_t count = 0;
    for (size_t level = 0; level < framework->level_count; level++)
        count += element->rules[level].count;
    return count;
}

/* ---- what is read ---- */

static void ask_element(const struct framework *framework, const struct maturity_element *element,
                        civil_day day, enum indicator_split by, struct indicator_asks *asks)
{
    for (size_t level = 0; level < framework->level_count; level++)
        for (size_t i = 0; i < element->rules[level].count; i++)
            indicator_ask(asks, &element->rules[level].conditions[i].query, day, by);
}

void maturity_ask(const struct framework *framework, const struct maturity_element *element,
                  civil_day day, enum indicator_split by, struct indicator_asks *asks)
{
    if (element != NULL) {
        ask_element(framework, element, day, by, asks);
        return;
    }
    for (size_t i = 0; i < framework->element_count; i++)
        ask_element(framework, &framework->elements[i], day, by, asks);
}

/* ---- judging ---- */

static bool compare(double found, enum maturity_op op, double value)
{
    switch (op) {
    case OP_AT_LEAST: return found >= value;
    case OP_AT_MOST: return found <= value;
    case OP_EQUAL: return found >= value && found <= value;
    case OP_ABOVE: return found > value;
    case OP_BELOW: return found < value;
    case OP_NONE:
    case MATURITY_OPS: break;
    }
    return false;
}

/* Goes through the conditions from the lowest level on. False: the arena is full. */
static bool judge_element(struct arena *arena, const struct framework *framework,
                          const struct maturity_element *element,
                          const struct indicator_facts *facts, enum indicator_split by,
                          struct maturity_standing *standing)
{
    bool stands = true;
    standing->element = element;
    standing->findings =
        arena_array(arena, condition_count(framework, element), sizeof *standing->findings);
    if (standing->findings == NULL) return false;
    for (int level = 1; level < (int)framework->level_count; level++) {
        const struct maturity_rule *rule = &element->rules[level];
        for (size_t i = 0; i < rule->count; i++) {
            struct maturity_finding *finding = &standing->findings[standing->finding_count++];
            finding->condition = &rule->conditions[i];
            finding->level = level;
            indicator_figure(arena, facts, &finding->condition->query, by, &finding->figure);
            if (finding->figure.full) return false;
            finding->few = finding->figure.denominator < finding->condition->sample;
            finding->holds = !finding->few && compare(finding->figure.value, finding->condition->op,
                                                      finding->condition->value);
            stands &= finding->holds;
        }
        if (stands) standing->level = level;
    }
    return true;
}

/* The lower median: the level that the middle element, or the lower one of two, stands at. */
static void judge_component(const struct maturity_assessment *assessment, int32_t component,
                            struct maturity_profile *profile)
{
    int32_t elements = 0, passed = 0;
    for (size_t i = 0; i < assessment->standing_count; i++) {
        const struct maturity_standing *standing = &assessment->standings[i];
        if (standing->element->component != component) continue;
        profile->count[standing->level]++;
        elements++;
    }
    profile->level = -1;
    for (int level = 0; level < MATURITY_LEVELS && profile->level < 0; level++) {
        passed += profile->count[level];
        if (elements > 0 && passed >= (elements + 1) / 2) profile->level = level;
    }
}

struct maturity_assessment *maturity_judge(struct arena *arena, const struct framework *framework,
                                           const struct maturity_element *element,
                                           const struct indicator_facts *facts,
                                           enum indicator_split by)
{
    struct maturity_assessment *assessment = arena_alloc(arena, sizeof *assessment);
    size_t count = element != NULL ? 1 : framework->element_count;
    if (assessment == NULL) return NULL;
    assessment->framework = framework;
    assessment->day = facts->day;
    assessment->standings = arena_array(arena, count, sizeof *assessment->standings);
    if (assessment->standings == NULL) return NULL;
    for (size_t i = 0; i < count; i++)
        if (!judge_element(arena, framework, element != NULL ? element : &framework->elements[i],
                           facts, by, &assessment->standings[assessment->standing_count++]))
            return NULL;
    if (element != NULL) return assessment;
    assessment->components =
        arena_array(arena, framework->component_count, sizeof *assessment->components);
    if (assessment->components == NULL) return NULL;
    for (size_t i = 0; i < framework->component_count; i++)
        judge_component(assessment, (int32_t)i, &assessment->components[i]);
    return assessment;
}
