/* The page of a survey: its form, and the thanks. */
#ifndef ONESTOP_DAEMON_SURVEY_PAGE_H
#define ONESTOP_DAEMON_SURVEY_PAGE_H

#include "proto/form.h"
#include "workflow/html.h"
#include "workflow/zone.h"

struct json_object;

/* What is wrong with an answer that was sent. */
enum survey_fault { SURVEY_FINE, SURVEY_MISSING, SURVEY_NO_ANSWER, SURVEY_TOO_LONG };

struct survey_page {
    struct json_object *asked; /* db/query/survey_questions.sql */
    const struct zone *zone;
    int64_t until_us;
    const struct form *form; /* what was sent and is shown again; NULL: nothing yet */
    /* By question, in the order asked; only when the form is refused. */
    bool refused;
    enum survey_fault faults[FORM_FIELDS_MAX];
};

/* The field of a form in which a question is answered is the question's code. */
void survey_page_form(struct html *html, struct arena *arena, const struct survey_page *page);
void survey_page_thanks(struct html *html, struct arena *arena, struct json_object *asked);

#endif
