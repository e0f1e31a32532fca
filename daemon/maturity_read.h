/* Reads the facts of a day and judges by them (workflow/maturity.h): a few statements for a whole
 * framework, behind row security. */
#ifndef ONESTOP_DAEMON_MATURITY_READ_H
#define ONESTOP_DAEMON_MATURITY_READ_H

#include "workflow/maturity.h"

struct error;
struct worker;

/* assessment: in the arena handed in; NULL when it failed, and then error says why. facts: those
 * that it was judged by. */
typedef void (*maturity_callback)(void *context, const struct maturity_assessment *assessment,
                                  const struct indicator_facts *facts, const struct error *error);

/* Judges a framework, or only one of its elements, by what was true at the end of a day of an
 * agency, with the parts of each figure split by `by` (SPLIT_NONE: no parts). The arena, the
 * framework and the element must stay until the callback, which comes exactly once, from the loop,
 * never from within this call. False: the arena is full, and no callback comes. */
bool maturity_read(struct worker *worker, struct arena *arena, int32_t agency_id,
                   const struct framework *framework, const struct maturity_element *element,
                   civil_day day, enum indicator_split by, maturity_callback callback,
                   void *context) __attribute__((warn_unused_result));

#endif
