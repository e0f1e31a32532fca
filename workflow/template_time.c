/* Dates and times as people read them. */
#include <stdio.h>
#include <string.h>

#include "proto/types.h"
#include "workflow/template.h"
#include "workflow/words.h"
#include "workflow/zone.h"

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

void template_time(const struct zone *zone, const char *language, int64_t at_us,
                   enum template_form form, char text[TEMPLATE_TIME_SIZE])
{
    const struct words *words = words_or_english(language);
    struct civil_time local = zone_local(zone, at_us);
    int minutes = (int)(local.of_day_us / US_PER_MIN);
    char date[WORDS_DATE] = "", of_day[WORDS_DATE] = "";
    if (form != TEMPLATE_TIME) words_date(words, local.day, date);
    if (form != TEMPLATE_DATE) words_time_of_day(words, minutes, of_day);
    snprintf(text, TEMPLATE_TIME_SIZE, "%.40s%s%.20s", date, form == TEMPLATE_DATE_TIME ? ", " : "",
             of_day);
}
