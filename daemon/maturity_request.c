/* The way of a request to an assessment: rules, facts, judgement. */
#include "daemon/maturity_request.h"

#include <string.h>

#include "config/framework.h"
#include "daemon/access.h"
#include "daemon/fault_answer.h"
#include "daemon/maturity_read.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/desk.h"
#include "workflow/period.h"
#include "workflow/words.h"

enum { ASSESSMENT_BYTES = 128 << 20, VERSION_MAX = 1000000 };

const struct agency *maturity_request_agency(struct request *request, const char *code,
                                             uint32_t roles)
{
    struct error error = {.code = ERR_OK};
    const struct staff *staff = request->who->staff;
    const struct agency *agency = request_agency(request, code);
    if (agency == NULL) return NULL;
    if ((staff_roles(staff, agency->id, 0) & roles) != 0) return agency;
    error_set(&error, ERR_FORBIDDEN, "this is for who has such a role for the whole agency");
    error_field(
        &error, "office",
        "your role is for an office; maturity is of the agency as a whole: ask its manager");
    error.code = ERR_FORBIDDEN;
    request_answer_error(request, &error);
    return NULL;
}

/* ---- what is asked ---- */

static void read_day(const struct request *request, const char *text,
                     struct maturity_request *asked, struct error *error)
{
    char today[PERIOD_TEXT];
    asked->today = zone_local(asked->agency->zone, request->now_us).day;
    asked->day = asked->today;
    if (period_take_day(text, "at", &asked->day, error) && asked->day > asked->today)
        error_field(error, "at", "is in the future: today is %s",
                    period_text(PERIOD_DAY, asked->today, today));
}

/* ?why=true, and by what its parts are split. */
static void read_why(const struct request *request, struct maturity_request *asked,
                     struct error *error)
{
    const char *why = request_query_value(request, "why");
    const char *by = request_query_value(request, "by");
    int split = by == NULL ? SPLIT_SERVICE : name_number(&indicator_split_names, by);
    if (why != NULL && strcmp(why, "true") != 0 && strcmp(why, "false") != 0)
        error_field(error, "why", "must be true or false");
    if (split == SPLIT_NONE || split == SPLIT_BUCKET)
        error_field(error, "by", "must be office, service, channel, segment or day");
    else if (why != NULL && strcmp(why, "true") == 0)
        asked->by = (enum indicator_split)split;
}

struct maturity_request *maturity_request_read(struct request *request, const char *agency,
                                               const char *at)
{
    struct maturity_request *asked = arena_alloc(request->arena, sizeof *asked);
    struct error error = {.code = ERR_OK};
    int64_t version = 0;
    if (asked == NULL) {
        request_answer_full(request);
        return NULL;
    }
    asked->agency = maturity_request_agency(request, agency, ROLES_FIGURES);
    if (asked->agency == NULL) return NULL;
    read_day(request, at, asked, &error);
    read_why(request, asked, &error);
    const char *language = request_query_value(request, "language");
    asked->language = language == NULL ? asked->agency->locale : language;
    if (language != NULL && words_of(language) == NULL)
        error_field(&error, "language", "there are no words in this language: en, bg");
    if (request_query_int(request, "version", 1, VERSION_MAX, 0, &version, &error))
        asked->version = (int32_t)version;
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return NULL;
    }
    request->state = asked;
    return asked;
}

/* ---- the rules ---- */

static void release_arena(void *arena)
{
    arena_free(arena);
}

static bool own_arena(struct request *request, struct maturity_request *asked)
{
    struct arena *arena = arena_new(ASSESSMENT_BYTES);
    if (arena != NULL && arena_cleanup(request->arena, release_arena, arena) == 0) {
        asked->arena = arena;
        return true;
    }
    arena_free(arena);
    return false;
}

bool maturity_request_load(struct request *request, struct maturity_request *asked,
                           const char *file, const char *text)
{
    struct desk_faults faults;
    struct error error = {.code = ERR_OK};
    if (!own_arena(request, asked)) {
        request_answer_full(request);
        return false;
    }
    enum error_code code =
        framework_load(asked->arena, file, text, strlen(text), &asked->framework, &faults, &error);
    if (code == ERR_OK) return true;
    if (code == ERR_INVALID)
        fault_answer(request, asked->arena, ERROR_SAYS("the framework has faults"), &faults);
    else
        request_answer_error(request, &error);
    return false;
}

/* ---- the assessment ---- */

static void answer(struct request *request)
{
    struct maturity_request *asked = request->state;
    size_t length = 0;
    if (asked->answer.assessment == NULL) {
        request_answer_error(request, &asked->error);
        return;
    }
    const char *text = asked->element == NULL
                           ? maturity_json_all(asked->arena, &asked->answer, &length)
                           : maturity_json_element(asked->arena, &asked->answer, &length);
    if (text == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, 200, text, length);
}

static void on_judged(void *context, const struct maturity_assessment *assessment,
                      const struct indicator_facts *facts, const struct error *error)
{
    struct request *request = context;
    struct maturity_request *asked = request->state;
    asked->answer.assessment = assessment;
    (void)facts;
    if (error != NULL) asked->error = *error;
    request_wake(request);
}

void maturity_request_judge(struct request *request, struct maturity_request *asked)
{
    const struct maturity_element *element = NULL;
    if (asked->element != NULL) {
        element = framework_element(asked->framework, asked->element);
        if (element == NULL) {
            request_answer_code(request, ERR_NOT_FOUND, "there is no element %.60s in %.60s",
                                asked->element, asked->framework->code);
            return;
        }
    }
    asked->answer.agency = asked->agency;
    asked->answer.desk = request->desk;
    asked->answer.today = asked->today;
    asked->answer.why = asked->by != SPLIT_NONE;
    asked->answer.words = words_or_english(asked->language);
    if (maturity_read(request->worker, asked->arena, asked->agency->id, asked->framework, element,
                      asked->day, asked->by, on_judged, request))
        request_await(request, answer);
    else
        request_answer_full(request);
}
