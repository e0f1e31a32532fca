/* An error as its client reads it: application/problem+json (RFC 9457). */
#ifndef ONESTOP_PROTO_PROBLEM_H
#define ONESTOP_PROTO_PROBLEM_H

#include "proto/arena.h"
#include "proto/error.h"

#define PROBLEM_CONTENT_TYPE "application/problem+json"

/* The problem document {"type":"urn:onestop:problem:stale","title","status","detail","hint",
 * "fields":[{"field","message"}],"more_fields","request_id"}; what is empty is left out.
 * request_id may be NULL. error->log_detail never gets in. NULL when the arena or the machine's
 * memory is full: then send no body. */
const char *problem_json(struct arena *arena, const struct error *error, const char *request_id)
    __attribute__((warn_unused_result));

#endif
