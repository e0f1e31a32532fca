/* Whole numbers as PostgreSQL's text of an array, "{1,2}", made in an arena; for parameters that
 * travel as text (db_text()). A list of an arena that ran out of memory swallows what it is given,
 * and int_list_text() says so. */
#ifndef ONESTOP_DB_INT_LIST_H
#define ONESTOP_DB_INT_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct int_list {
    struct arena *arena; /* borrowed; the rest begins as zero */
    char *text;
    size_t length, room;
    bool failed;
};

void int_list_add(struct int_list *list, int64_t value);

/* The same, unless it is in the list already. Looks at the whole list: for short ones. */
void int_list_add_once(struct int_list *list, int64_t value);

/* The text, the arena's; more may be added after it and it be asked for again. "{}" of an empty
 * list; NULL when the arena was full. */
const char *int_list_text(struct int_list *list);

#endif
