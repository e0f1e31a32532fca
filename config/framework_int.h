/* Shared by config/framework*.c. */
#ifndef ONESTOP_CONFIG_FRAMEWORK_INT_H
#define ONESTOP_CONFIG_FRAMEWORK_INT_H

#include "config/desk_int.h"
#include "config/framework.h"

struct framework_reader {
    struct desk_definition definition; /* arena and faults */
    const char *file;
};

void framework_fault(struct framework_reader *reader, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Tells each key ("key", "level") of an object that is not among those known (NULL-terminated).
 * False: it is no object, which is told too. */
bool framework_keys(struct framework_reader *reader, const char *path, const char *what,
                    struct json_object *object, const char *const *known);
/* A text of 1 … 200 characters, in the arena; NULL after telling why not. */
const char *framework_text(struct framework_reader *reader, const char *path,
                           struct json_object *object, const char *key);
/* One condition; what is wrong of it is told. */
void framework_condition(struct framework_reader *reader, const char *path,
                         struct json_object *object, struct maturity_condition *condition);

#endif
