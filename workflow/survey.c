/* The rules of surveys: what is sent by hand, answered, entered. */
#include "workflow/survey.h"

#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_write.h"
#include "workflow/survey_int.h"

/* The columns of db/query/batch_record_survey.sql. */
static const char *document(struct arena *arena, const struct survey *row)
{
    struct json json;
    size_t length;
    bool invitation = row->invited_at_us != NO_TIME;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_number(&json, "instrument_id", row->instrument_id);
    json_number(&json, "kind", (int64_t)row->kind);
    json_number(&json, "state", (int64_t)row->state);
    json_number(&json, "office_id", row->header.office_id);
    json_number(&json, "service_id", row->header.service_id);
    json_number(&json, "case_id", row->case_id);
    json_number(&json, "customer_id", row->customer_id);
    if (invitation) json_number(&json, "previous_id", row->previous_id);
    json_time(&json, "invited_at", row->invited_at_us);
    json_time(&json, "expires_at", row->expires_at_us);
    json_number(&json, "delivery", (int64_t)row->delivery);
    json_string(&json, "language", row->language);
    if (row->has_link) json_hex(&json, "token_hash", row->link_hash, sizeof row->link_hash);
    json_time(&json, "sent_at", row->sent_at_us);
    json_number(&json, "sent_by", row->sent_by);
    json_time(&json, "answered_at", row->answered_at_us);
    json_number(&json, "answered_by", row->answered_by);
    json_number(&json, "answered_via", (int64_t)row->answered_via);
    json_number(&json, "entered_by", row->entered_by);
    json_string(&json, "answers", row->answers);
    json_string(&json, "free_text", row->free_text);
    json_hex(&json, "salt", row->salt, sizeof row->salt);
    json_object_end(&json);
    return json_text(&json, &length);
}

enum error_code survey_finish(struct record_decision *decision, struct survey *after)
{
    after->header = decision->row;
    return record_end(decision, document(decision->context->arena, after));
}

/* ---- answers ---- */

static int question_index(const struct instrument *instrument, const char *code)
{
    for (size_t i = 0; i < instrument->question_count; i++)
        if (strcmp(instrument->questions[i].code, code) == 0) return (int)i;
    return -1;
}

static void read_answer(const struct survey_answer_body *given, size_t at,
                        struct survey_answered *answered, struct error *error)
{
    char path[40];
    int index = question_index(answered->instrument, given->question);
    const char *value = given->answer;
    if (index < 0 || answered->values[index] != NULL) {
        snprintf(path, sizeof path, "/answers/%zu/question", at);
        error_field(error, path, index < 0 ? "this survey does not ask it" : "is answered twice");
        return;
    }
    snprintf(path, sizeof path, "/answers/%zu/answer", at);
    switch (answered->instrument->questions[index].kind) {
    case QUESTION_SCALE:
        if (value[0] < '1' || value[0] > '0' + SURVEY_SCALE || value[1] != '\0')
            error_field(error, path, "must be 1 to %d", SURVEY_SCALE);
        else
            answered->answers[index] = value[0] - '0';
        break;
    case QUESTION_YES_NO:
        answered->answers[index] = name_number(&yes_no_names, value);
        if (answered->answers[index] == 0) error_field(error, path, "must be yes or no");
        break;
    case QUESTION_TEXT:
    case QUESTION_NONE:
    case QUESTION_KINDS: break;
    }
    answered->values[index] = value;
}

static enum error_code read_answers(const struct instrument *instrument,
                                    const struct survey_answer_body *given, size_t count,
                                    struct survey_answered *answered, struct error *error)
{
    *answered = (struct survey_answered){.instrument = instrument};
    for (size_t i = 0; i < count; i++) read_answer(&given[i], i, answered, error);
    if (error->code != ERR_OK) return error->code;
    for (size_t i = 0; i < instrument->question_count; i++)
        if (instrument->questions[i].required && answered->values[i] == NULL)
            error_field(error, "/answers", "the question %s needs an answer",
                        instrument->questions[i].code);
    if (count == 0) error_field(error, "/answers", "nothing is answered");
    return error->code;
}

/* {"question": "answer", …} of the texts, or of all others. NULL: there are none, or the arena is
 * full (told). */
static const char *answers_json(struct record_decision *decision,
                                const struct survey_answered *answered, bool texts)
{
    struct json json;
    size_t length, count = 0;
    json_begin(&json, decision->context->arena);
    json_object(&json, NULL);
    for (size_t i = 0; i < answered->instrument->question_count; i++) {
        const struct survey_question *question = &answered->instrument->questions[i];
        if (answered->values[i] == NULL || (question->kind == QUESTION_TEXT) != texts) continue;
        count++;
        if (question->kind == QUESTION_SCALE)
            json_number(&json, question->code, answered->answers[i]);
        else
            json_string(&json, question->code, answered->values[i]);
    }
    json_object_end(&json);
    const char *text = json_text(&json, &length);
    if (text == NULL) decision->full = true;
    return count == 0 ? NULL : text;
}

static enum survey_mark mark_of(const struct survey_question *question, int answer)
{
    if (question->satisfied == 0) return MARK_NONE;
    return (question->satisfied & 1u << answer) != 0 ? MARK_SATISFIED : MARK_NOT;
}

static const char *counts_text(struct record_decision *decision,
                               const struct survey_answered *answered)
{
    const char *text = "";
    for (size_t i = 0; i < answered->instrument->question_count && text != NULL; i++) {
        const struct survey_question *question = &answered->instrument->questions[i];
        if (answered->answers[i] == 0) continue;
        text = arena_printf(decision->context->arena, "%s%s%zu:%d:%d:%d", text,
                            text[0] == '\0' ? "" : " ", i, (int)question->topic,
                            answered->answers[i], (int)mark_of(question, answered->answers[i]));
    }
    if (text == NULL) decision->full = true;
    return text == NULL || text[0] == '\0' ? NULL : text;
}

/* Writes what was answered into the survey, with its event. */
static enum error_code take_answers(struct record_decision *decision,
                                    const struct survey_answered *answered, struct survey *after)
{
    const struct actor *actor = decision->actor;
    after->state = SURVEY_ANSWERED;
    after->answered_at_us = decision->context->now_us;
    after->answered_by = actor->staff == NULL ? 0 : actor->staff->id;
    after->has_link = false; /* used */
    after->answers = answers_json(decision, answered, false);
    after->free_text = answers_json(decision, answered, true);
    struct case_event *event = record_event(decision, EVENT_SURVEY_ANSWERED);
    event->facts.instrument_id = after->instrument_id;
    event->facts.survey_kind = (int32_t)after->kind;
    event->facts.answered_via = (int32_t)after->answered_via;
    event->facts.answers = counts_text(decision, answered);
    const char *judged = survey_judge(decision->context, decision->agency->zone, after, answered);
    if (judged == NULL) decision->full = true;
    if (judged != NULL && judged[0] != '\0') event->facts.judged = judged;
    event->facts.visit_score = survey_visit_score(answered);
    if (after->free_text != NULL) {
        event->facts.in_words = 1;
        event->facts.digest =
            event_digest(decision->context->arena, after->salt, &after->free_text, 1);
        if (event->facts.digest == NULL) decision->full = true;
    }
    record_emit(decision, event);
    return survey_finish(decision, after);
}

/* ---- the rules ---- */

static enum error_code must_be_open(const struct decision_context *context,
                                    const struct survey *row, struct error *error)
{
    if (row->state != SURVEY_INVITED)
        return error_set(error, ERR_REFUSED, "it is answered already");
    if (context->now_us > row->expires_at_us)
        return error_set(error, ERR_REFUSED, "the time to answer it is over");
    return ERR_OK;
}

enum error_code survey_send(const struct decision_context *context, const struct actor *actor,
                            const struct survey *before, struct effects *effects,
                            struct survey *after, struct error *error)
{
    struct record_decision decision;
    if (must_be_open(context, before, error) != ERR_OK) return error->code;
    record_begin(&decision, context, actor, &before->header, effects, error);
    *after = *before;
    after->has_link = true;
    memcpy(after->link_hash, context->link_hash, sizeof after->link_hash);
    after->sent_at_us = context->now_us;
    after->sent_by = actor->staff->id;
    record_emit(&decision, record_event(&decision, EVENT_SURVEY_SENT));
    return survey_finish(&decision, after);
}

enum error_code survey_answer(const struct decision_context *context, const struct actor *actor,
                              const struct survey *before, enum channel via,
                              const struct survey_answer_body *answers, size_t count,
                              struct effects *effects, struct survey *after, struct error *error)
{
    struct record_decision decision;
    struct survey_answered answered;
    const struct instrument *instrument = desk_instrument(context->desk, before->instrument_id);
    if (must_be_open(context, before, error) != ERR_OK) return error->code;
    if (instrument == NULL)
        return error_set(error, ERR_INTERNAL, "the version of this survey is not known");
    if (read_answers(instrument, answers, count, &answered, error) != ERR_OK) return error->code;
    record_begin(&decision, context, actor, &before->header, effects, error);
    *after = *before;
    after->answered_via = via;
    return take_answers(&decision, &answered, after);
}

enum error_code survey_enter(const struct decision_context *context, const struct actor *actor,
                             const struct survey_told *told, struct effects *effects,
                             struct survey *after, struct error *error)
{
    struct record_decision decision;
    struct survey_answered answered;
    struct record header = {.agency_id = told->agency_id,
                            .kind = RECORD_SURVEY,
                            .office_id = told->office_id,
                            .service_id = told->service_id,
                            .channel = told->channel};
    if (told->instrument->kind == SURVEY_CUSTOMER)
        error_field(error, "/survey", "customers are invited when their case is closed");
    if (error->code != ERR_OK || read_answers(told->instrument, told->answers, told->answer_count,
                                              &answered, error) != ERR_OK)
        return error->code;
    record_begin(&decision, context, actor, &header, effects, error);
    *after = (struct survey){.instrument_id = told->instrument->id,
                             .kind = told->instrument->kind,
                             .invited_at_us = NO_TIME,
                             .expires_at_us = NO_TIME,
                             .language = told->language,
                             .sent_at_us = NO_TIME,
                             .answered_via = told->channel,
                             .entered_by = actor->staff->id};
    memcpy(after->salt, context->salts[0], sizeof after->salt);
    return take_answers(&decision, &answered, after);
}
