/* The bodies of reports. */
#include "proto/codec_int.h"

enum { PERIOD_MAX_CHARS = 12, CONFIRMED_MAX_CHARS = 200 };

static const struct body_field report_run_fields[] = {
    F(report_run_body, period, FIELD_LINE, true, 4, PERIOD_MAX_CHARS),
};
static const struct body_field report_delivery_fields[] = {
    F(report_delivery_body, recipient, FIELD_CODE, true, 1, 63),
};
static const struct body_field report_receipt_fields[] = {
    F(report_receipt_body, confirmed_by, FIELD_LINE, true, 1, CONFIRMED_MAX_CHARS),
};

TABLE(report_run)
TABLE(report_delivery)
TABLE(report_receipt)
