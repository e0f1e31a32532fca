/* An error as its client reads it: application/problem+json (RFC 9457), in their language.
 *
 * config/words/problems/LANGUAGE.json says it: the key is the English format with {1}, {2} … in the
 * place of its arguments (error_key()), and titles as they are. In the text {1} is the argument as
 * it is; {1|text} says the argument too, when it is itself a key; {1|SET} says names of a closed
 * set: "phone" is the text of the key "SET.phone", likewise each of "phone, web" and the first word
 * of "case 7K3M-9XQ4". What a catalogue does not have is said in English.
 * Arguments are only text: nothing in them is looked for, or filled in. */
#ifndef ONESTOP_WORKFLOW_PROBLEM_H
#define ONESTOP_WORKFLOW_PROBLEM_H

#include "proto/arena.h"
#include "proto/error.h"
#include "workflow/words.h"

#define PROBLEM_CONTENT_TYPE "application/problem+json"

/* The problem document {"type":"urn:onestop:problem:stale","title","status","detail","hint",
 * "fields":[{"field","message"}],"more_fields","request_id"}; what is empty is left out.
 * request_id may be NULL. error->log_detail never gets in. NULL when the arena is full: then send
 * no body. */
const char *problem_json(struct arena *arena, const struct words *words, const struct error *error,
                         const char *request_id) __attribute__((warn_unused_result));

/* What a message says in a language (arena, or the message); it is cut where a character ends.
 * NULL: the arena is full. */
const char *problem_said(struct arena *arena, const struct words *words, const char *message,
                         const struct error_source *source) __attribute__((warn_unused_result));
/* The same of a message that was stored, and has lost what it was made of: the key that says most
 * of it. It is told as it is when no key makes it (arena, or the message). NULL: the arena is full.
 */
const char *problem_retold(struct arena *arena, const struct words *words, const char *message)
    __attribute__((warn_unused_result));
/* The same of a text without arguments, such as the title of an error; for ever. */
const char *problem_text(const struct words *words, const char *text);

#endif
