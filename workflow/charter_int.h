/* What the renderers of a charter share. */
#ifndef ONESTOP_WORKFLOW_CHARTER_INT_H
#define ONESTOP_WORKFLOW_CHARTER_INT_H

#include "workflow/charter_page.h"

enum { CHARTER_KEY = 96 };

/* A page under way. */
struct charter_page {
    struct html *html;
    struct arena *arena;
    const struct charter *charter;
    const struct words *words;
};

/* ---- pieces of the page (charter_page.c) ---- */

/* A text of the catalogue, alone or as a paragraph. */
void charter_say(const struct charter_page *page, const char *key);
void charter_say_paragraph(const struct charter_page *page, const char *key);
/* What somebody wrote, in their language (NULL: not known), marked when it is not the page's. */
void charter_quote(const struct charter_page *page, const char *text, const char *language);
/* The same in the language of the agency. */
void charter_quote_desk(const struct charter_page *page, const char *text);
/* Opens a section "NAME" with the heading "charter.NAME.title"; ends it. */
void charter_section(const struct charter_page *page, const char *name);
void charter_section_end(const struct charter_page *page);
/* Opens a table, whose caption follows and has the id "NAME-table"; it can be scrolled by keyboard
 * where it is too wide. Then its column headings, keys ended by NULL, and so its body; ends it. */
void charter_table(const struct charter_page *page, const char *name);
void charter_columns(const struct charter_page *page, const char *const *keys);
void charter_table_end(const struct charter_page *page);

void charter_html_promises(const struct charter_page *page);
void charter_html_complaints(const struct charter_page *page);
void charter_html_offices(const struct charter_page *page);
void charter_html_services(const struct charter_page *page);

/* ---- texts (charter_text.c); those in the arena are NULL when it is full ---- */

/* "95.3 % (1,204 of 1,250)", or why it is not told (arena). */
const char *charter_result_text(const struct words *words, struct arena *arena,
                                const struct charter_result *result);
/* The title of a report, in the language of the words if it is there, else in the agency's, else in
 * any; *language: which that is. */
const char *charter_report_title(const struct charter *charter, const struct words *words,
                                 const struct charter_report *report, const char **language);
/* Where it is (arena). */
const char *charter_report_link(const struct charter *charter, const struct words *words,
                                struct arena *arena, const struct charter_report *report);
/* "August 2011", of a period as it is written; that itself when it is none. */
const char *charter_period_text(const struct words *words, const char *period,
                                char text[WORDS_DATE]);
/* "Open now, until 17:00." (arena) */
const char *charter_now_text(const struct words *words, struct arena *arena,
                             const struct zone *zone, const struct charter_hours *hours,
                             int64_t now_us);
/* "08:30", local; a closing time at midnight is 24:00. */
void charter_clock(const struct zone *zone, int64_t at_us, civil_day day, char text[8]);
/* "Monday, 23 November 2026" (arena) */
const char *charter_date_text(const struct words *words, struct arena *arena, civil_day day);

/* ---- what is in it (charter.c) ---- */

/* The services that a standard is for, those it names and those that name it: the next one from *at
 * on, which moves behind it; NULL: no more. */
const struct service *charter_next_service(const struct desk *desk, const struct standard *standard,
                                           size_t *at);
/* The complaints ladders in force on the charter's day, likewise. */
const struct ladder *charter_next_ladder(const struct charter *charter, size_t *at);
const struct calendar *charter_calendar(const struct charter *charter, const struct office *office);

#endif
