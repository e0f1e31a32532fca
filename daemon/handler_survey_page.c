/* The page behind the secret link of a survey: its form, and what is sent with it.
 *
 * A form becomes the body of the API's answer, and goes through the same codec and the same rule.
 * Nothing here needs a session, so a form on another site is harmless: whoever makes a browser send
 * it here must know the secret, and with it could answer without that browser. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "daemon/handlers.h"
#include "daemon/public_page.h"
#include "daemon/survey_page.h"
#include "daemon/survey_visit.h"
#include "proto/arena.h"
#include "proto/form.h"
#include "proto/json_get.h"
#include "proto/json_parse.h"

struct page_visit {
    struct survey_visit visit; /* first: request->state is both */
    struct survey_page page;
    struct form form;
    const char *asked[FORM_FIELDS_MAX]; /* the questions of the body's answers */
    size_t answers;
    struct error error;
};

static void put_object(void *object)
{
    json_object_put(object);
}

/* Parses what is asked. False: answered. */
static bool read_asked(struct request *request, struct page_visit *visit)
{
    const char *fault;
    size_t at;
    if (visit->page.asked != NULL) return true; /* others were faster, and this is once more */
    struct json_object *asked =
        json_parse(visit->visit.asked, strlen(visit->visit.asked), &fault, &at);
    const struct agency *agency = desk_agency(request->desk, visit->visit.survey.header.agency_id);
    if (asked == NULL || arena_cleanup(request->arena, put_object, asked) != 0) {
        json_object_put(asked);
        request_answer_full(request);
        return false;
    }
    if (agency == NULL || json_get_length(json_get_list(asked, "questions")) > FORM_FIELDS_MAX) {
        request_answer_code(request, ERR_UNAVAILABLE, "could not read the survey yet");
        return false;
    }
    visit->page.asked = asked;
    visit->page.zone = agency->zone;
    visit->page.until_us = visit->visit.survey.expires_at_us;
    return true;
}

static void answer_form(struct request *request, const struct page_visit *visit, int status)
{
    struct html html;
    survey_page_form(&html, request->arena, &visit->page);
    public_page_answer(request, status, &html);
}

static struct page_visit *visit_new(struct request *request)
{
    struct page_visit *visit = arena_alloc(request->arena, sizeof *visit);
    if (visit == NULL) request_answer_full(request);
    return visit;
}

/* ---- GET ---- */

static void show(struct request *request)
{
    struct page_visit *visit = request->state;
    if (read_asked(request, visit)) answer_form(request, visit, 200);
}

void handle_survey_page_show(struct request *request)
{
    struct page_visit *visit = visit_new(request);
    if (visit == NULL) return;
    visit->visit.opened = show;
    survey_visit_begin(request, &visit->visit, request_param(request, "secret"));
}

/* ---- POST ---- */

/* Not sent, or nothing but blanks: not answered. */
static bool is_empty(const char *value)
{
    return value == NULL || value[strspn(value, " \t\n")] == '\0';
}

/* The body that a client of the API would send: what was left empty is not answered. NULL: the
 * arena is full. */
static struct json_object *body_of(struct request *request, struct page_visit *visit)
{
    struct json_object *body = json_object_new_object(), *answers = json_object_new_array();
    json_object_object_add(body, "answers", answers);
    json_object_object_add(body, "secret",
                           json_object_new_string(request_param(request, "secret")));
    visit->answers = 0;
    for (size_t i = 0; i < visit->form.count; i++) {
        const struct form_field *field = &visit->form.fields[i];
        if (is_empty(field->value)) continue;
        struct json_object *answer = json_object_new_object();
        json_object_object_add(answer, "question", json_object_new_string(field->name));
        json_object_object_add(answer, "answer", json_object_new_string(field->value));
        json_object_array_add(answers, answer);
        visit->asked[visit->answers++] = field->name;
    }
    if (arena_cleanup(request->arena, put_object, body) == 0) return body;
    json_object_put(body);
    return NULL;
}

/* Whether the codec or the rule found fault with this answer. */
static bool found_fault(const struct page_visit *visit, const char *code)
{
    char path[40];
    for (size_t i = 0; i < visit->answers; i++) {
        if (strcmp(visit->asked[i], code) != 0) continue;
        snprintf(path, sizeof path, "/answers/%zu/answer", i);
        for (size_t k = 0; k < visit->error.field_count; k++)
            if (strcmp(visit->error.fields[k].field, path) == 0) return true;
    }
    return false;
}

/* Shows the form again with what was sent and what is wrong with it. */
static void refuse(struct request *request, struct page_visit *visit)
{
    struct json_object *questions = json_get_list(visit->page.asked, "questions");
    visit->page.form = &visit->form;
    visit->page.refused = true;
    for (size_t i = 0; i < json_get_length(questions); i++) {
        struct json_object *question = json_object_array_get_idx(questions, i);
        const char *code = json_get_text(question, "code");
        const char *value = form_value(&visit->form, code);
        bool text =
            name_number(&question_kind_names, json_get_text(question, "kind")) == QUESTION_TEXT;
        bool empty = is_empty(value);
        if (!empty && found_fault(visit, code))
            visit->page.faults[i] = text ? SURVEY_TOO_LONG : SURVEY_NO_ANSWER;
        else if (empty && json_get_bool(question, "required"))
            visit->page.faults[i] = SURVEY_MISSING;
    }
    answer_form(request, visit, error_info(ERR_INVALID)->status);
}

static void thank(struct request *request)
{
    const struct page_visit *visit = request->state;
    struct html html;
    survey_page_thanks(&html, request->arena, visit->page.asked);
    public_page_answer(request, 200, &html);
}

static void answer(struct request *request)
{
    static const struct street_answer thanks = {.status = 200, .page = thank};
    struct page_visit *visit = request->state;
    struct survey_answers_body body = {.secret = NULL};
    if (!read_asked(request, visit)) return;
    struct json_object *object = body_of(request, visit);
    memset(&visit->error, 0, sizeof visit->error);
    enum error_code code =
        object == NULL ? error_set(&visit->error, ERR_TOO_LARGE, "the form needs too much memory")
                       : body_decode(request->arena, object, &body_survey_link_answer, "", false,
                                     &body, NULL, &visit->error);
    if (code == ERR_OK) {
        if (survey_visit_answer(request, &body, &thanks, &visit->error) == ERR_INVALID)
            refuse(request, visit);
    } else if (code == ERR_INVALID) {
        refuse(request, visit);
    } else {
        request_answer_error(request, &visit->error);
    }
}

void handle_survey_page_answer(struct request *request)
{
    struct page_visit *visit = visit_new(request);
    struct error error = {.code = ERR_OK};
    if (visit == NULL) return;
    if (form_decode(request->arena, request->body_text, request->body_length, &visit->form,
                    &error) != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    visit->visit.opened = answer;
    survey_visit_begin(request, &visit->visit, request_param(request, "secret"));
}
