/* Standards: which keys belong to which kind of promise. */
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "workflow/desk.h"
#include "workflow/hours.h"

/* How a kind is measured decides what says how much is promised. */
enum measure { BY_CLOCK, BY_SECONDS, BY_SURVEY, BY_SHARE };

static enum measure measure_of(int kind)
{
    switch ((enum standard_kind)kind) {
    case STANDARD_PROCESSING:
    case STANDARD_ACKNOWLEDGEMENT:
    case STANDARD_FIRST_RESPONSE: return BY_CLOCK;
    case STANDARD_COUNTER_WAIT:
    case STANDARD_PHONE_ANSWER:
    case STANDARD_PUNCTUALITY: return BY_SECONDS;
    case STANDARD_CONDUCT:
    case STANDARD_SATISFACTION: return BY_SURVEY;
    case STANDARD_NONE:
    case STANDARD_RIGHT_FIRST_TIME:
    case STANDARD_KINDS: break;
    }
    return BY_SHARE;
}

static const struct {
    const char *key;
    enum measure measure;
    bool required;
} keys[] = {
    {"unit", BY_CLOCK, true},
    {"amount", BY_CLOCK, true},
    {"calendar", BY_CLOCK, true},
    {"cutoff", BY_CLOCK, false},
    {"roll_to", BY_CLOCK, false},
    {"seconds", BY_SECONDS, true},
    {"abandoned_after_s", BY_SECONDS, false},
    {"extension_max", BY_CLOCK, false},
    {"extension_roles", BY_CLOCK, false},
    {"survey", BY_SURVEY, true},
    {"question", BY_SURVEY, true},
    {"satisfied", BY_SURVEY, false},
    {"good", BY_SURVEY, false},
};

/* The largest amount of a unit: what a snapshot's calendars cover, and a lifetime. */
int64_t desk_most_of(int unit)
{
    switch ((enum clock_unit)unit) {
    case UNIT_WORKING_MINUTES: return 500000;
    case UNIT_WORKING_DAYS: return 1200;
    case UNIT_CALENDAR_DAYS: return 3650;
    case UNIT_CALENDAR_MONTHS: return 120;
    case UNIT_NONE:
    case CLOCK_UNITS: break;
    }
    return INT64_MAX;
}

static void check_keys(struct desk_definition *definition, const struct desk_item *standard,
                       const char *kind)
{
    static const char *const measures[] = {ERROR_SAYS("clock"), ERROR_SAYS("number of seconds"),
                                           ERROR_SAYS("share of answers to a survey"),
                                           ERROR_SAYS("share")};
    enum measure measure = measure_of(name_number(&standard_kind_names, kind));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char below[32] = "/";
        strncat(below, keys[i].key, sizeof below - 2);
        bool there = json_object_object_get_ex(standard->value, keys[i].key, NULL);
        if (there && keys[i].measure != measure)
            desk_item_fault(definition, standard, below,
                            "a standard of kind \"%s\" is measured as a %s; take this away", kind,
                            measures[measure]);
        if (!there && keys[i].required && keys[i].measure == measure)
            desk_item_fault(definition, standard, below, "missing; kind \"%s\" needs it", kind);
    }
}

static void check_cutoff(struct desk_definition *definition, const struct desk_item *standard,
                         const char *unit)
{
    const char *cutoff = json_get_text(standard->value, "cutoff");
    const char *roll_to = json_get_text(standard->value, "roll_to");
    if ((cutoff != NULL || roll_to != NULL) && strcmp(unit, "working-days") != 0)
        desk_item_fault(definition, standard, cutoff != NULL ? "/cutoff" : "/roll_to",
                        "only the unit \"working-days\" has a cutoff and a roll_to");
    else if ((cutoff == NULL) != (roll_to == NULL))
        desk_item_fault(definition, standard, cutoff == NULL ? "/cutoff" : "/roll_to",
                        "missing; cutoff and roll_to belong together");
    else if (roll_to != NULL && hours_time(roll_to) >= hours_time(cutoff))
        desk_item_fault(definition, standard, "/roll_to", "must be earlier than the cutoff, %s",
                        cutoff);
}

/* Who may grant more time: people who answer for cases. */
static void check_extension(struct desk_definition *definition, const struct desk_item *standard)
{
    static const char *const may[] = {"case-manager", "team-lead", "manager"};
    struct json_object *roles = json_get_list(standard->value, "extension_roles");
    if (roles != NULL && json_get_int(standard->value, "extension_max", 0) == 0)
        desk_item_fault(definition, standard, "/extension_roles",
                        "there is no extension_max: nothing can be granted");
    for (size_t i = 0; i < json_get_length(roles); i++) {
        const char *role = json_get_element(roles, i);
        bool known = false;
        for (size_t k = 0; k < 3; k++) known = known || strcmp(role, may[k]) == 0;
        char below[48];
        snprintf(below, sizeof below, "/extension_roles/%zu", i);
        if (!known)
            desk_item_fault(definition, standard, below,
                            "extensions are granted by case-manager, team-lead or manager");
    }
}

/* The question that a standard names; NULL: there is none, told. */
static struct json_object *named_question(struct desk_definition *definition,
                                          const struct desk_item *standard,
                                          const struct desk_item *survey)
{
    struct json_object *questions = json_get_list(survey->value, "questions");
    const char *codes[SURVEY_QUESTIONS] = {NULL};
    const char *code = json_get_text(standard->value, "question");
    size_t count = json_get_length(questions);
    if (code == NULL || count > SURVEY_QUESTIONS) return NULL; /* told already */
    for (size_t i = 0; i < count; i++) {
        struct json_object *question = json_object_array_get_idx(questions, i);
        codes[i] = json_get_text(question, "code");
        if (codes[i] != NULL && strcmp(codes[i], code) == 0) return question;
    }
    const char *near = desk_nearest(code, codes, count);
    if (near == NULL)
        desk_item_fault(definition, standard, "/question", "the survey \"%s\" does not ask \"%s\"",
                        survey->code, code);
    else
        desk_item_fault(definition, standard, "/question",
                        "the survey \"%s\" does not ask \"%s\"; did you mean \"%s\"?", survey->code,
                        code, near);
    return NULL;
}

/* Which answers keep the promise, by the kind of question. */
static void check_kept_by(struct desk_definition *definition, const struct desk_item *standard,
                          const char *code, int kind)
{
    size_t satisfied = json_get_length(json_get_list(standard->value, "satisfied"));
    bool scale = json_object_object_get_ex(standard->value, "satisfied", NULL);
    bool good = json_object_object_get_ex(standard->value, "good", NULL);
    if (kind == QUESTION_TEXT)
        desk_item_fault(definition, standard, "/question",
                        "\"%s\" is answered in words, which nothing can be judged by; name a "
                        "question of kind scale or yes-no",
                        code);
    else if (kind == QUESTION_SCALE && satisfied == 0)
        desk_item_fault(definition, standard, "/satisfied",
                        "missing; say which of 1 to 5 keep the promise: [4, 5]");
    else if (kind == QUESTION_SCALE && good)
        desk_item_fault(definition, standard, "/good", "\"%s\" is a scale; take this away", code);
    else if (kind == QUESTION_YES_NO && !good)
        desk_item_fault(definition, standard, "/good",
                        "missing; say which answer keeps the promise, \"yes\" or \"no\"");
    else if (kind == QUESTION_YES_NO && scale)
        desk_item_fault(definition, standard, "/satisfied",
                        "\"%s\" is answered with yes or no; take this away", code);
}

/* What customers say judges: not what staff or visitors do. */
static void check_survey(struct desk_definition *definition, const struct desk_item *standard)
{
    const char *code = json_get_text(standard->value, "survey");
    const struct desk_item *survey =
        code == NULL ? NULL : desk_find(definition, DESK_SURVEY, standard->agency, code);
    const char *kind = survey == NULL ? NULL : json_get_text(survey->value, "kind");
    if (kind == NULL) return; /* told by others */
    if (strcmp(kind, name_of(&survey_kind_names, SURVEY_CUSTOMER)) != 0) {
        desk_item_fault(definition, standard, "/survey",
                        "\"%s\" is a survey of kind \"%s\"; what is promised to customers is "
                        "judged by one of kind \"customer\"",
                        code, kind);
        return;
    }
    struct json_object *question = named_question(definition, standard, survey);
    if (question != NULL)
        check_kept_by(definition, standard, json_get_text(question, "code"),
                      name_number(&question_kind_names, json_get_text(question, "kind")));
}

void desk_check_standards(struct desk_definition *definition)
{
    const struct desk_items *standards = &definition->kinds[DESK_STANDARD];
    for (size_t i = 0; i < standards->count; i++) {
        const struct desk_item *standard = &standards->items[i];
        const char *kind = json_get_text(standard->value, "kind");
        const char *unit = json_get_text(standard->value, "unit");
        if (kind != NULL) check_keys(definition, standard, kind);
        check_survey(definition, standard);
        if (unit == NULL) continue;
        check_cutoff(definition, standard, unit);
        check_extension(definition, standard);
        int64_t most = desk_most_of(name_number(&clock_unit_names, unit));
        if (json_get_int(standard->value, "amount", 0) > most)
            desk_item_fault(definition, standard, "/amount", "at most %lld %s can be promised",
                            (long long)most, unit);
    }
}
