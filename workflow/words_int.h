/* The catalogues as cmake/embed-words writes them. Private to words.c. */
#ifndef ONESTOP_WORKFLOW_WORDS_INT_H
#define ONESTOP_WORKFLOW_WORDS_INT_H

#include "workflow/words.h"

struct word {
    const char *key, *text;
};
struct words {
    const char *language;
    const struct word *words; /* sorted by key, as strcmp() has it */
    size_t count;
    const struct word *problems; /* likewise */
    size_t problem_count;
};
extern const struct words words_catalogues[];
extern const size_t words_catalogue_count;

#endif
