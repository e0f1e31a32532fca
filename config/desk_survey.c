/* Surveys: what each kind of survey and question needs, and texts in every language. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "workflow/desk.h"

struct checking {
    struct desk_definition *definition;
    const struct desk_item *survey;
    const char *kind;
    struct json_object *texts, *questions;
};

static struct json_object *at(struct json_object *list, size_t i)
{
    return json_object_array_get_idx(list, i);
}

/* A fault at question i, at a key below it. */
__attribute__((format(printf, 4, 5))) static void fault(const struct checking *checking, size_t i,
                                                        const char *key, const char *format, ...)
{
    char below[64];
    va_list args;
    snprintf(below, sizeof below, "/questions/%zu%s", i, key);
    va_start(args, format);
    desk_item_vfault(checking->definition, checking->survey, below, format, args);
    va_end(args);
}

bool desk_stands_before(struct json_object *list, size_t i, const char *key)
{
    const char *own = json_get_text(at(list, i), key);
    for (size_t k = 0; k < i && own != NULL; k++) {
        const char *other = json_get_text(at(list, k), key);
        if (other != NULL && strcmp(other, own) == 0) return true;
    }
    return false;
}

static bool has_language(struct json_object *texts, const char *language)
{
    for (size_t i = 0; i < json_get_length(texts); i++) {
        const char *there = json_get_text(at(texts, i), "language");
        if (there != NULL && strcmp(there, language) == 0) return true;
    }
    return false;
}

static void check_languages(const struct checking *checking, size_t i)
{
    struct json_object *texts = json_get_list(at(checking->questions, i), "texts");
    for (size_t k = 0; k < json_get_length(checking->texts) && texts != NULL; k++) {
        const char *language = json_get_text(at(checking->texts, k), "language");
        if (language != NULL && !has_language(texts, language))
            fault(checking, i, "/texts", "no text in \"%s\", in which the survey is asked",
                  language);
    }
    for (size_t k = 0; k < json_get_length(texts); k++) {
        const char *language = json_get_text(at(texts, k), "language");
        char below[64];
        snprintf(below, sizeof below, "/texts/%zu/language", k);
        if (desk_stands_before(texts, k, "language"))
            fault(checking, i, below, "\"%s\" is there already", language);
        else if (language != NULL && !has_language(checking->texts, language))
            fault(checking, i, below, "the survey has no texts in \"%s\"", language);
    }
}

/* Which keys say what a satisfied answer is. */
static void check_answers(const struct checking *checking, size_t i)
{
    struct json_object *question = at(checking->questions, i);
    int kind = name_number(&question_kind_names, json_get_text(question, "kind"));
    bool satisfied = json_object_object_get_ex(question, "satisfied", NULL);
    bool good = json_object_object_get_ex(question, "good", NULL);
    if (kind == QUESTION_SCALE && !satisfied)
        fault(checking, i, "/satisfied", "missing; say which of 1 to 5 count as satisfied: [4, 5]");
    else if (kind == QUESTION_SCALE && json_get_length(json_get_list(question, "satisfied")) == 0)
        fault(checking, i, "/satisfied", "at least one of 1 to 5 counts as satisfied");
    else if (kind != QUESTION_SCALE && kind != QUESTION_NONE && satisfied)
        fault(checking, i, "/satisfied", "belongs to a scale; take this away");
    if (kind == QUESTION_YES_NO && !good)
        fault(checking, i, "/good", "missing; say which is the good answer, \"yes\" or \"no\"");
    else if (kind != QUESTION_YES_NO && kind != QUESTION_NONE && good)
        fault(checking, i, "/good", "belongs to yes-no; take this away");
    if (kind == QUESTION_TEXT && json_get_bool(question, "required"))
        fault(checking, i, "/required", "nobody has to write; take this away");
}

static void check_texts(const struct checking *checking)
{
    if (json_get_length(checking->texts) == 0)
        desk_item_fault(checking->definition, checking->survey, "/texts",
                        "texts in one language at least are needed");
    for (size_t i = 0; i < json_get_length(checking->texts); i++) {
        char below[64];
        snprintf(below, sizeof below, "/texts/%zu/language", i);
        if (desk_stands_before(checking->texts, i, "language"))
            desk_item_fault(checking->definition, checking->survey, below,
                            "\"%s\" is there already",
                            json_get_text(at(checking->texts, i), "language"));
    }
}

static void check_link(const struct checking *checking)
{
    const char *link = json_get_text(checking->survey->value, "link");
    bool customer = checking->kind != NULL &&
                    strcmp(checking->kind, name_of(&survey_kind_names, SURVEY_CUSTOMER)) == 0;
    bool there = json_object_object_get_ex(checking->survey->value, "link", NULL);
    if (checking->kind != NULL && !customer && there)
        desk_item_fault(checking->definition, checking->survey, "/link",
                        "only customers get a link; take this away");
    else if (link != NULL &&
             (strncmp(link, "https://", 8) != 0 || strstr(link, "{secret}") == NULL))
        desk_item_fault(checking->definition, checking->survey, "/link",
                        "must begin with https:// and have {secret} in it");
}

/* Only customers are drawn; staff and visitors are asked by hand. */
static void check_sampling(const struct checking *checking)
{
    struct json_object *services = json_get_list(checking->survey->value, "services");
    bool sampled =
        json_get_length(services) > 0 || json_get_int(checking->survey->value, "percent", 0) > 0;
    if (checking->kind == NULL) return;
    if (strcmp(checking->kind, name_of(&survey_kind_names, SURVEY_CUSTOMER)) != 0) {
        if (sampled)
            desk_item_fault(checking->definition, checking->survey,
                            json_get_length(services) > 0 ? "/services" : "/percent",
                            "only customers are invited by chance; take this away");
        return;
    }
    for (size_t i = 0; i < json_get_length(services); i++) {
        char below[64];
        snprintf(below, sizeof below, "/services/%zu/service", i);
        if (desk_stands_before(services, i, "service"))
            desk_item_fault(checking->definition, checking->survey, below,
                            "\"%s\" is there already", json_get_text(at(services, i), "service"));
    }
}

/* One reminder, while the survey can still be answered. */
static void check_reminder(const struct checking *checking)
{
    int64_t after = json_get_int(checking->survey->value, "remind_after_days", 0);
    if (after == 0 || checking->kind == NULL) return;
    if (strcmp(checking->kind, name_of(&survey_kind_names, SURVEY_CUSTOMER)) != 0)
        desk_item_fault(checking->definition, checking->survey, "/remind_after_days",
                        "only customers are reminded; take this away");
    else if (after >= json_get_int(checking->survey->value, "open_days", 0))
        desk_item_fault(checking->definition, checking->survey, "/remind_after_days",
                        "must be less than open_days: later nobody can answer");
}

static void check_questions(const struct checking *checking)
{
    size_t count = json_get_length(checking->questions);
    if (count == 0 || count > SURVEY_QUESTIONS)
        desk_item_fault(checking->definition, checking->survey, "/questions",
                        "a survey has 1 to %d questions", SURVEY_QUESTIONS);
    for (size_t i = 0; i < count; i++) {
        if (desk_stands_before(checking->questions, i, "code"))
            fault(checking, i, "/code", "this survey has a question of that code already");
        check_answers(checking, i);
        check_languages(checking, i);
    }
}

void desk_check_surveys(struct desk_definition *definition)
{
    const struct desk_items *surveys = &definition->kinds[DESK_SURVEY];
    for (size_t i = 0; i < surveys->count; i++) {
        const struct desk_item *survey = &surveys->items[i];
        struct checking checking = {definition, survey, json_get_text(survey->value, "kind"),
                                    json_get_list(survey->value, "texts"),
                                    json_get_list(survey->value, "questions")};
        if (checking.texts != NULL) check_texts(&checking);
        check_sampling(&checking);
        check_link(&checking);
        check_reminder(&checking);
        if (checking.questions != NULL) check_questions(&checking);
    }
}
