/* What answers say: of their questions, and of the standards that name these. */
#include "proto/arena.h"
#include "workflow/standard.h"
#include "workflow/survey_int.h"

/* ---- texts of facts ---- */

static int read_number(const char **at)
{
    int number = 0;
    while (**at >= '0' && **at <= '9' && number < 100000000) number = number * 10 + *(*at)++ - '0';
    if (**at == ':' || **at == ' ') ++*at;
    return number;
}

const char *survey_count_read(const char *text, struct survey_count *count)
{
    if (text == NULL || *text < '0' || *text > '9') return NULL;
    count->question = read_number(&text);
    count->topic = (enum survey_topic)read_number(&text);
    count->answer = read_number(&text);
    count->mark = (enum survey_mark)read_number(&text);
    return text;
}

const char *survey_verdict_read(const char *text, struct survey_verdict *verdict)
{
    if (text == NULL || *text < '0' || *text > '9') return NULL;
    verdict->standard_id = read_number(&text);
    verdict->verdict = (enum verdict)read_number(&text);
    return text;
}

/* ---- mystery visits ---- */

/* 0 to 100; answer: 1 … 5, or enum yes_no. */
static int32_t score_of(const struct survey_question *question, int answer)
{
    bool falling = (question->satisfied & 2u) != 0; /* 1 is the best */
    if (question->kind != QUESTION_SCALE)
        return (question->satisfied & 1u << answer) != 0 ? 100 : 0;
    return (falling ? SURVEY_SCALE - answer : answer - 1) * 100 / (SURVEY_SCALE - 1);
}

int32_t survey_visit_score(const struct survey_answered *answered)
{
    const struct instrument *instrument = answered->instrument;
    int32_t sum = 0, count = 0;
    if (instrument->kind != SURVEY_MYSTERY_VISIT) return 0;
    for (size_t i = 0; i < instrument->question_count; i++) {
        if (answered->answers[i] == 0 || instrument->questions[i].satisfied == 0) continue;
        count++;
        sum += score_of(&instrument->questions[i], answered->answers[i]);
    }
    return count == 0 ? 0 : 1 + (sum + count / 2) / count;
}

/* ---- standards ---- */

/* A version of the survey may ask the question otherwise than the standard has it: then it says
 * nothing. */
static enum verdict verdict_of(const struct standard *standard,
                               const struct survey_question *question, int answer)
{
    if (standard == NULL || standard->question_kind != question->kind || answer == 0)
        return VERDICT_NONE;
    return (standard->kept_by & 1u << answer) != 0 ? VERDICT_MET : VERDICT_MISSED;
}

static const char *add_verdict(struct arena *arena, const char *text, int32_t standard_id,
                               enum verdict verdict)
{
    return arena_printf(arena, "%s%s%d:%d", text, text[0] == '\0' ? "" : " ", (int)standard_id,
                        (int)verdict);
}

const char *survey_judge(const struct decision_context *context, const struct zone *zone,
                         const struct survey *survey, const struct survey_answered *answered)
{
    static const enum standard_kind kinds[] = {STANDARD_CONDUCT, STANDARD_SATISFACTION};
    const struct instrument *instrument = answered->instrument;
    const char *text = "";
    if (survey->invited_at_us == NO_TIME) return text; /* a visit, or staff: nobody was served */
    struct standard_wish wish = {.agency_id = survey->header.agency_id,
                                 .service = desk_service(context->desk, survey->header.service_id),
                                 .channel = survey->header.channel,
                                 .segment_id = survey->header.segment_id,
                                 .day = zone_local(zone, survey->invited_at_us).day,
                                 .survey = instrument->code};
    for (size_t i = 0; i < instrument->question_count; i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds && text != NULL; k++) {
            const struct survey_question *question = &instrument->questions[i];
            wish.kind = kinds[k];
            wish.question = question->code;
            const struct standard *standard = standard_for(context->desk, &wish);
            enum verdict verdict = verdict_of(standard, question, answered->answers[i]);
            if (verdict != VERDICT_NONE)
                text = add_verdict(context->arena, text, standard->id, verdict);
        }
    return text;
}
