/* How the tables of bodies are written: shared by codec.c and codec_*.c. */
#ifndef ONESTOP_PROTO_CODEC_INT_H
#define ONESTOP_PROTO_CODEC_INT_H

#include "proto/codec.h"

enum {
    LINE_MAX_CHARS = 200,
    TEXT_MAX_CHARS = 10000,
    MINUTES_MAX = 10080,
    SECONDS_MAX = 604800,
    DATE_CHARS = 10
};

#define F(struct_, name_, type_, required_, min_, max_)                                            \
    {                                                                                              \
        .name = #name_, .type = type_, .required = required_,                                      \
        .offset = offsetof(struct struct_, name_), .min = min_, .max = max_                        \
    }
#define F_AS(struct_, json_, member_, type_, required_, min_, max_)                                \
    {                                                                                              \
        .name = json_, .type = type_, .required = required_,                                       \
        .offset = offsetof(struct struct_, member_), .min = min_, .max = max_                      \
    }
#define F_NAME(struct_, json_, member_, set_, required_)                                           \
    {                                                                                              \
        .name = json_, .type = FIELD_NAME, .required = required_,                                  \
        .offset = offsetof(struct struct_, member_), .set = &set_##_names                          \
    }

#define TABLE(name)                                                                                \
    const struct body_fields body_##name = {name##_fields,                                         \
                                            sizeof name##_fields / sizeof name##_fields[0]};

#endif
