/* Surveys by their secret link, for a client of the API. */
#include <string.h>

#include "daemon/handlers.h"
#include "daemon/survey_visit.h"
#include "proto/arena.h"

struct link_visit {
    struct survey_visit visit; /* first: request->state is both */
    struct survey_answers_body body;
    struct error error;
};

/* A visit with its body decoded; NULL: answered. */
static struct link_visit *visit_new(struct request *request, void *body)
{
    struct link_visit *visit = arena_alloc(request->arena, sizeof *visit);
    if (visit == NULL) {
        request_answer_full(request);
        return NULL;
    }
    return request_body(request, body == NULL ? (void *)&visit->body : body) ? visit : NULL;
}

static void show(struct request *request)
{
    const struct link_visit *visit = request->state;
    request_answer_json(request, 200, visit->visit.asked, strlen(visit->visit.asked));
}

void handle_survey_link_open(struct request *request)
{
    struct survey_link_body body = {.secret = NULL};
    struct link_visit *visit = visit_new(request, &body);
    if (visit == NULL) return;
    visit->visit.language = body.language;
    visit->visit.opened = show;
    survey_visit_begin(request, &visit->visit, body.secret);
}

static void answer(struct request *request)
{
    static const struct street_answer thanks = {.status = 200, .body = "{\"state\":\"answered\"}"};
    struct link_visit *visit = request->state;
    if (survey_visit_answer(request, &visit->body, &thanks, &visit->error) == ERR_INVALID)
        request_answer_error(request, &visit->error);
}

void handle_survey_link_answer(struct request *request)
{
    struct link_visit *visit = visit_new(request, NULL);
    if (visit == NULL) return;
    visit->visit.opened = answer;
    survey_visit_begin(request, &visit->visit, visit->body.secret);
}
