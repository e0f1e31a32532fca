/* The bodies of frameworks and targets of maturity. */
#include "proto/codec_int.h"

enum { FILE_MAX_CHARS = 200, CONTENT_MAX_CHARS = 1 << 20, DAY_CHARS = 10, ELEMENT_MAX_CHARS = 63 };

#define CODE_OF(struct_, name_) F(struct_, name_, FIELD_CODE, false, 1, 63)
#define DAY_OF(struct_, name_)  F(struct_, name_, FIELD_LINE, false, DAY_CHARS, DAY_CHARS)
#define FRAMEWORK                                                                                  \
    F(framework_body, file, FIELD_LINE, false, 1, FILE_MAX_CHARS),                                 \
        F(framework_body, content, FIELD_TEXT, true, 1, CONTENT_MAX_CHARS)

static const struct body_field framework_check_fields[] = {FRAMEWORK};
static const struct body_field framework_apply_fields[] = {
    FRAMEWORK, CODE_OF(framework_body, agency), DAY_OF(framework_body, in_force_from)};
static const struct body_field framework_try_fields[] = {
    FRAMEWORK, CODE_OF(framework_body, agency), DAY_OF(framework_body, at),
    F(framework_body, element, FIELD_LINE, false, 1, ELEMENT_MAX_CHARS)};
static const struct body_field maturity_target_fields[] = {
    CODE_OF(maturity_target_body, agency),
    F(maturity_target_body, element, FIELD_LINE, true, 1, ELEMENT_MAX_CHARS),
    CODE_OF(maturity_target_body, target), DAY_OF(maturity_target_body, by)};

TABLE(framework_check)
TABLE(framework_apply)
TABLE(framework_try)
TABLE(maturity_target)
