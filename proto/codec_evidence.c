/* The bodies of evidence. */
#include "proto/codec_int.h"

enum { DOCUMENT_CHARS = 2796204 }; /* 2 MiB in base64 */

static const struct body_field evidence_fields[] = {
    F(evidence_body, kind, FIELD_CODE, true, 1, 63),
    F(evidence_body, title, FIELD_LINE, true, 1, LINE_MAX_CHARS),
    F(evidence_body, date, FIELD_LINE, true, DATE_CHARS, DATE_CHARS),
    F(evidence_body, expires, FIELD_LINE, false, DATE_CHARS, DATE_CHARS),
    F(evidence_body, fields, FIELD_OBJECT, true, 0, 0),
    F(evidence_body, agency, FIELD_CODE, false, 1, 63),
};
static const struct body_field evidence_attach_fields[] = {
    F(evidence_attach_body, name, FIELD_LINE, true, 1, LINE_MAX_CHARS),
    F(evidence_attach_body, type, FIELD_LINE, true, 1, 100),
    F(evidence_attach_body, content, FIELD_LINE, true, 1, DOCUMENT_CHARS),
};
static const struct body_field evidence_withdraw_fields[] = {
    F(evidence_withdraw_body, reason, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
};

TABLE(evidence)
TABLE(evidence_attach)
TABLE(evidence_withdraw)
