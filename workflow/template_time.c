/* Dates and times as people read them. */
#include <stdio.h>
#include <string.h>

#include "proto/types.h"
#include "workflow/template.h"
#include "workflow/zone.h"

static const struct language {
    const char *code, *months[12], *after_date, *after_time;
} languages[] = {
    {"en",
     {"January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December"},
     "",
     ""},
    {"bg",
     {"януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври",
      "ноември", "декември"},
     " г.",
     " ч."},
};

bool template_language_is(const char *code, const char *language)
{
    size_t length = strlen(language);
    if (code == NULL) return false;
    for (size_t i = 0; i < length; i++) {
        char c = code[i] >= 'A' && code[i] <= 'Z' ? (char)(code[i] - 'A' + 'a') : code[i];
        if (c != language[i]) return false;
    }
    return code[length] == '\0' || code[length] == '-' || code[length] == '_';
}

static const struct language *find_language(const char *code)
{
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
        if (template_language_is(code, languages[i].code)) return &languages[i];
    return &languages[0];
}

void template_time(const struct zone *zone, const char *language, int64_t at_us,
                   enum template_form form, char text[TEMPLATE_TIME_SIZE])
{
    const struct language *in = find_language(language);
    struct civil_time local = zone_local(zone, at_us);
    int year, month, day, minutes = (int)(local.of_day_us / US_PER_MIN);
    char date[TEMPLATE_TIME_SIZE / 2] = "", of_day[TEMPLATE_TIME_SIZE / 4] = "";
    civil_to_ymd(local.day, &year, &month, &day);
    if (form != TEMPLATE_TIME)
        snprintf(date, sizeof date, "%d %s %d%s", day, in->months[month - 1], year, in->after_date);
    if (form != TEMPLATE_DATE)
        snprintf(of_day, sizeof of_day, "%02d:%02d%s", minutes / 60 % 24, minutes % 60,
                 in->after_time);
    snprintf(text, TEMPLATE_TIME_SIZE, "%s%s%s", date, form == TEMPLATE_DATE_TIME ? ", " : "",
             of_day);
}
