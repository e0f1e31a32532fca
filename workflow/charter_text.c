/* Texts of a charter that are put together. */
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/charter_int.h"
#include "workflow/period.h"
#include "workflow/template.h"

const char *charter_result_text(const struct words *words, struct arena *arena,
                                const struct charter_result *result)
{
    char share[WORDS_NUMBER], met[WORDS_NUMBER], n[WORDS_NUMBER];
    if (result->status == CHARTER_NOT_MEASURED) return words_text(words, "charter.result.none");
    if (result->status == CHARTER_WITHHELD) return words_text(words, "charter.result.withheld");
    words_share(words, (double)result->met / (double)result->n, share);
    words_number(words, result->met, met);
    words_number(words, result->n, n);
    struct words_slot slots[] = {{"share", share}, {"met", met}, {"n", n}};
    return words_fill(words, arena, "charter.result.told", slots, 3);
}

const char *charter_report_title(const struct charter *charter, const struct words *words,
                                 const struct charter_report *report, const char **language)
{
    const char *const wished[] = {words_language(words), charter->agency->locale};
    for (size_t w = 0; w < 2; w++)
        for (size_t i = 0; i < report->title_count; i++) {
            *language = report->titles[i].language;
            if (wished[w] != NULL && template_language_is(*language, wished[w]))
                return report->titles[i].title;
        }
    *language = report->title_count == 0 ? NULL : report->titles[0].language;
    return report->title_count == 0 ? report->code : report->titles[0].title;
}

const char *charter_report_link(const struct charter *charter, const struct words *words,
                                struct arena *arena, const struct charter_report *report)
{
    return arena_printf(arena, "%s%s/%s/%s?language=%s", charter->published, charter->agency->code,
                        report->code, report->period, words_language(words));
}

const char *charter_period_text(const struct words *words, const char *period,
                                char text[WORDS_DATE])
{
    enum period every;
    civil_day first, last;
    if (!period_read(period, &every, &first, &last)) return period;
    words_period(words, every, first, text);
    return text;
}

void charter_clock(const struct zone *zone, int64_t at_us, civil_day day, char text[8])
{
    struct civil_time local = zone_local(zone, at_us);
    int minutes = (int)(local.of_day_us / US_PER_MIN) + (local.day > day ? 1440 : 0);
    snprintf(text, 8, "%02d:%02d", minutes / 60 % 100, minutes % 60);
}

static const char *weekday(const struct words *words, const char *form, civil_day day)
{
    char key[CHARTER_KEY];
    snprintf(key, sizeof key, "date.%s.%d", form, civil_weekday(day) + 1);
    return words_text(words, key);
}

/* "{weekday}, {date}", with the weekday in that form. */
static const char *date_text(const struct words *words, struct arena *arena, const char *form,
                             civil_day day)
{
    char date[WORDS_DATE];
    words_date(words, day, date);
    struct words_slot slots[] = {{"weekday", weekday(words, form, day)}, {"date", date}};
    return words_fill(words, arena, "charter.date", slots, 2);
}

const char *charter_date_text(const struct words *words, struct arena *arena, civil_day day)
{
    return date_text(words, arena, "weekday", day);
}

const char *charter_now_text(const struct words *words, struct arena *arena,
                             const struct zone *zone, const struct charter_hours *hours,
                             int64_t now_us)
{
    int64_t change_us = hours->open ? hours->until_us : hours->opens_us;
    if (change_us == NO_TIME)
        return words_text(words, hours->open ? "charter.now.always" : "charter.now.never");
    civil_day today = zone_local(zone, now_us).day;
    struct civil_time local = zone_local(zone, change_us);
    char time[WORDS_DATE];
    words_time_of_day(words, (int)(local.of_day_us / US_PER_MIN), time);
    const char *date = date_text(words, arena, "on-weekday", local.day);
    if (date == NULL) return NULL;
    struct words_slot slots[] = {{"time", time}, {"date", date}};
    char key[CHARTER_KEY];
    snprintf(key, sizeof key, "charter.now.%s.%s", hours->open ? "open" : "closed",
             local.day == today ? "today" : "later");
    return words_fill(words, arena, key, slots, 2);
}
