/* The bodies of feedback, improvements and signals. */
#include "proto/codec_int.h"

enum { REFERENCE_MAX_CHARS = 20, LANGUAGE_MAX_CHARS = 20 };
/* Figures and money: whole part, decimals are thousandths. */
#define DECIMAL_LIMIT INT64_C(1000000000000)

#define CODE_OF(struct_, name_) F(struct_, name_, FIELD_CODE, false, 1, 63)
#define LANGUAGE(struct_)       F(struct_, language, FIELD_CODE, false, 2, LANGUAGE_MAX_CHARS)

static const struct body_field feedback_log_fields[] = {
    F_NAME(feedback_log_body, "kind", kind, feedback_kind, true),
    F_NAME(feedback_log_body, "channel", channel, channel, true),
    F(feedback_log_body, text, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
    CODE_OF(feedback_log_body, agency),
    CODE_OF(feedback_log_body, office),
    F_AS(feedback_log_body, "customer", customer_id, FIELD_LONG, false, 1, INT64_MAX),
    F_AS(feedback_log_body, "case", case_reference, FIELD_LINE, false, 1, REFERENCE_MAX_CHARS),
    CODE_OF(feedback_log_body, service),
    CODE_OF(feedback_log_body, about_office),
    CODE_OF(feedback_log_body, staff),
    LANGUAGE(feedback_log_body),
    F_AS(feedback_log_body, "received_at", received_at_us, FIELD_TIME, false, 0, 0),
};
static const struct body_field feedback_answer_fields[] = {
    F(feedback_answer_body, text, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
    F_AS(feedback_answer_body, "answered_at", answered_at_us, FIELD_TIME, false, 0, 0),
    F(feedback_answer_body, accepted, FIELD_BOOL, false, 0, 0),
};
static const struct body_field record_assign_fields[] = {
    F(record_assign_body, to, FIELD_CODE, true, 1, 63),
};
static const struct body_field feedback_link_fields[] = {
    F(feedback_link_body, improvement, FIELD_LINE, true, 1, REFERENCE_MAX_CHARS),
};
static const struct body_field feedback_close_fields[] = {
    F(feedback_close_body, reason, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
};
static const struct body_field improvement_fields[] = {
    F(improvement_body, title, FIELD_LINE, true, 1, LINE_MAX_CHARS),
    F(improvement_body, description, FIELD_TEXT, false, 0, TEXT_MAX_CHARS),
    CODE_OF(improvement_body, agency),
    CODE_OF(improvement_body, office),
    CODE_OF(improvement_body, service),
    CODE_OF(improvement_body, owner),
    F_AS(improvement_body, "due_at", due_at_us, FIELD_TIME, false, 0, 0),
    F(improvement_body, cost, FIELD_DECIMAL, false, 0, DECIMAL_LIMIT),
    F(improvement_body, currency, FIELD_LINE, false, 3, 3),
    CODE_OF(improvement_body, indicator),
    CODE_OF(improvement_body, indicator_office),
    CODE_OF(improvement_body, indicator_service),
    F_NAME(improvement_body, "aim", aim, aim, false),
    F(improvement_body, before, FIELD_DECIMAL, false, -DECIMAL_LIMIT, DECIMAL_LIMIT),
    F(improvement_body, after, FIELD_DECIMAL, false, -DECIMAL_LIMIT, DECIMAL_LIMIT),
};
static const struct body_field improvement_move_fields[] = {
    F_NAME(improvement_move_body, "to", to, improvement_state, true),
    F(improvement_move_body, reason, FIELD_TEXT, false, 1, TEXT_MAX_CHARS),
};
static const struct body_field improvement_link_fields[] = {
    F_NAME(improvement_link_body, "kind", kind, basis, true),
    F(improvement_link_body, target, FIELD_LINE, true, 1, 500),
    F(improvement_link_body, note, FIELD_LINE, false, 1, LINE_MAX_CHARS),
};
static const struct body_field improvement_publish_fields[] = {
    F(improvement_publish_body, line, FIELD_LINE, false, 1, 1000),
    LANGUAGE(improvement_publish_body),
    F(improvement_publish_body, published, FIELD_BOOL, true, 0, 0),
};
static const struct body_field signal_decide_fields[] = {
    F(signal_decide_body, cause, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
    F(signal_decide_body, decision, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
};

TABLE(feedback_log)
TABLE(feedback_answer)
TABLE(feedback_close)
TABLE(feedback_link)
TABLE(record_assign)
TABLE(improvement)
TABLE(improvement_move)
TABLE(improvement_link)
TABLE(improvement_publish)
TABLE(signal_decide)
