/* The bodies of replies and sample replies. */
#include "proto/codec_int.h"

enum { LANGUAGE_MAX_CHARS = 20, SERVICES_MAX = 20 };

static const struct body_field sample_fields[] = {
    F(sample_body, code, FIELD_CODE, true, 1, 63),
    F(sample_body, title, FIELD_LINE, true, 1, LINE_MAX_CHARS),
    F(sample_body, body, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
    F(sample_body, subject, FIELD_LINE, false, 0, LINE_MAX_CHARS),
    F(sample_body, language, FIELD_CODE, false, 2, LANGUAGE_MAX_CHARS),
    F(sample_body, agency, FIELD_CODE, false, 1, 63),
    F(sample_body, services, FIELD_LIST, false, 0, SERVICES_MAX),
    F(sample_body, owner, FIELD_CODE, false, 1, 63),
    F(sample_body, review_on, FIELD_LINE, false, DATE_CHARS, DATE_CHARS),
    F(sample_body, paper, FIELD_BOOL, false, 0, 0),
};
static const struct body_field reply_fields[] = {
    F(reply_body, sample, FIELD_CODE, false, 1, 63),
    F(reply_body, subject, FIELD_LINE, false, 1, LINE_MAX_CHARS),
    F(reply_body, body, FIELD_TEXT, false, 1, TEXT_MAX_CHARS),
    F_NAME(reply_body, "channel", channel, channel, false),
    F(reply_body, language, FIELD_CODE, false, 2, LANGUAGE_MAX_CHARS),
    F(reply_body, office, FIELD_CODE, false, 1, 63),
    F(reply_body, minutes, FIELD_INT, false, 0, MINUTES_MAX),
    F(reply_body, preview, FIELD_BOOL, false, 0, 0),
    F(reply_body, as_is, FIELD_BOOL, false, 0, 0),
};

TABLE(sample)
TABLE(reply)
