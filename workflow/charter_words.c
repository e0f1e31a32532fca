/* Promises in words, and the names of languages. */
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/charter.h"

enum { KEY = 96 };

const char *charter_span(const struct words *words, struct arena *arena, enum clock_unit unit,
                         int32_t amount)
{
    char key[KEY];
    const char *name = name_of(&clock_unit_names, (int)unit);
    if (unit == UNIT_WORKING_MINUTES && amount % 60 == 0) {
        name = "working-hours";
        amount /= 60;
    }
    snprintf(key, sizeof key, "charter.span.%s", name);
    return words_count(words, arena, key, amount);
}

/* "20 seconds", "20 minutes" */
static const char *seconds(const struct words *words, struct arena *arena, int32_t seconds)
{
    bool minutes = seconds % 60 == 0;
    return words_count(words, arena, minutes ? "charter.span.minutes" : "charter.span.seconds",
                       minutes ? seconds / 60 : seconds);
}

const char *charter_sentence(const struct words *words, struct arena *arena,
                             const struct standard *standard)
{
    char key[KEY], percent[16];
    snprintf(key, sizeof key, "charter.promise.%s",
             name_of(&standard_kind_names, (int)standard->kind));
    snprintf(percent, sizeof percent, "%d", standard->target_percent);
    const char *time = "";
    if (standard->terms.unit != UNIT_NONE)
        time = charter_span(words, arena, standard->terms.unit, standard->terms.amount);
    else if (standard->seconds > 0)
        time = seconds(words, arena, standard->seconds);
    const char *share = words_fill_one(words, arena, "number.percent", "n", percent);
    if (time == NULL || share == NULL) return NULL;
    struct words_slot slots[] = {{"share", share}, {"time", time}};
    return words_fill(words, arena, key, slots, 2);
}

/* ---- languages ---- */

/* What languages call themselves (Unicode CLDR 42), so that who speaks one finds it. */
static const struct {
    const char *code, *name;
} languages[] = {
    {"ar", "العربية"},      {"be", "беларуская"}, {"bg", "български"},  {"bs", "bosanski"},
    {"ca", "català"},       {"cs", "čeština"},    {"da", "dansk"},      {"de", "Deutsch"},
    {"el", "Ελληνικά"},     {"en", "English"},    {"es", "español"},    {"et", "eesti"},
    {"fa", "فارسی"},        {"fi", "suomi"},      {"fr", "français"},   {"ga", "Gaeilge"},
    {"he", "עברית"},        {"hi", "हिन्दी"},      {"hr", "hrvatski"},   {"hu", "magyar"},
    {"hy", "հայերեն"},      {"it", "italiano"},   {"ja", "日本語"},     {"ka", "ქართული"},
    {"lt", "lietuvių"},     {"lv", "latviešu"},   {"mk", "македонски"}, {"mt", "Malti"},
    {"nb", "norsk bokmål"}, {"nl", "Nederlands"}, {"pl", "polski"},     {"pt", "português"},
    {"ro", "română"},       {"ru", "русский"},    {"sk", "slovenčina"}, {"sl", "slovenščina"},
    {"sq", "shqip"},        {"sr", "српски"},     {"sv", "svenska"},    {"tr", "Türkçe"},
    {"uk", "українська"},   {"ur", "اردو"},       {"vi", "Tiếng Việt"}, {"zh", "中文"},
};

const char *charter_language_name(const char *code)
{
    size_t length = strcspn(code, "-");
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
        if (strlen(languages[i].code) == length && strncmp(code, languages[i].code, length) == 0)
            return languages[i].name;
    return code;
}

static bool sees_customers(const struct staff *staff, int32_t agency_id, int32_t office_id)
{
    const uint32_t roles = ROLE_BIT(ROLE_FRONT_DESK) | ROLE_BIT(ROLE_CASE_MANAGER) |
                           ROLE_BIT(ROLE_PROFESSIONAL) | ROLE_BIT(ROLE_TEAM_LEAD);
    for (size_t i = 0; staff->active && i < staff->grant_count; i++)
        if (staff->grants[i].agency_id == agency_id &&
            (ROLE_BIT(staff->grants[i].role) & roles) != 0 &&
            (office_id == 0 || staff->grants[i].office_id == office_id))
            return true;
    return false;
}

/* Puts a code in its place of a sorted list. */
static void enter(const char **list, size_t *count, const char *code)
{
    size_t at = 0;
    while (at < *count && strcmp(list[at], code) < 0) at++;
    if (at < *count && strcmp(list[at], code) == 0) return;
    memmove(&list[at + 1], &list[at], (*count - at) * sizeof *list);
    list[at] = code;
    ++*count;
}

const char *const *charter_languages(struct arena *arena, const struct desk *desk,
                                     int32_t agency_id, int32_t office_id, size_t *count)
{
    size_t most = 0;
    *count = 0;
    for (size_t i = 0; i < desk->staff_count; i++) most += desk->staff[i].language_count;
    const char **list = arena_array(arena, most + 1, sizeof(const char *));
    if (list == NULL) return NULL;
    for (size_t i = 0; i < desk->staff_count; i++) {
        const struct staff *staff = &desk->staff[i];
        if (!sees_customers(staff, agency_id, office_id)) continue;
        for (size_t k = 0; k < staff->language_count; k++) enter(list, count, staff->languages[k]);
    }
    return list;
}
