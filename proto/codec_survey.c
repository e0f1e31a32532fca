/* The bodies of surveys. */
#include "proto/codec_int.h"

enum { ANSWERS_MAX = 40, ANSWER_MAX_CHARS = 4000, SECRET_MAX_CHARS = 100, LANGUAGE_MAX_CHARS = 20 };

#define LANGUAGE(struct_) F(struct_, language, FIELD_LINE, false, 2, LANGUAGE_MAX_CHARS)
#define ANSWERS(struct_)                                                                           \
    {                                                                                              \
        .name = "answers", .type = FIELD_LIST, .required = true,                                   \
        .offset = offsetof(struct struct_, answers), .min = 1, .max = ANSWERS_MAX,                 \
        .of = &body_survey_one_answer, .item_size = sizeof(struct survey_answer_body)              \
    }

static const struct body_field survey_one_answer_fields[] = {
    F(survey_answer_body, question, FIELD_CODE, true, 1, 63),
    F(survey_answer_body, answer, FIELD_TEXT, true, 1, ANSWER_MAX_CHARS),
};
static TABLE(survey_one_answer)

    static const struct body_field survey_enter_fields[] = {
        F(survey_enter_body, survey, FIELD_CODE, true, 1, 63),
        ANSWERS(survey_enter_body),
        F(survey_enter_body, agency, FIELD_CODE, false, 1, 63),
        F(survey_enter_body, office, FIELD_CODE, false, 1, 63),
        F(survey_enter_body, service, FIELD_CODE, false, 1, 63),
        LANGUAGE(survey_enter_body),
        F_NAME(survey_enter_body, "channel", channel, channel, false),
};
static const struct body_field survey_answer_fields[] = {
    F_NAME(survey_answers_body, "channel", channel, channel, true),
    ANSWERS(survey_answers_body),
};
static const struct body_field survey_link_fields[] = {
    F(survey_link_body, secret, FIELD_SECRET, true, 1, SECRET_MAX_CHARS),
    LANGUAGE(survey_link_body),
};
static const struct body_field survey_link_answer_fields[] = {
    F(survey_answers_body, secret, FIELD_SECRET, true, 1, SECRET_MAX_CHARS),
    ANSWERS(survey_answers_body),
};

TABLE(survey_enter)
TABLE(survey_answer)
TABLE(survey_link)
TABLE(survey_link_answer)
