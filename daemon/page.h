/* Lists a page at a time. */
#ifndef ONESTOP_DAEMON_PAGE_H
#define ONESTOP_DAEMON_PAGE_H

#include "daemon/request.h"

struct arena;

enum { PAGE_DEFAULT = 50, PAGE_MAX = 200 };

/* Answers a page as the database gave it: row 0 of result 0 is {"items":[…]} and the cursor of the
 * next page, null on the last one. Adds "next" to the object, and a Link to the next page with what
 * else was asked. */
void page_answer(struct request *request);
/* The same in two steps, when something is to be done before it is shown: the text of the page
 * (arena), with the link set as a header; NULL: answered already. */
char *page_text(struct request *request);
/* A page as the database gave it with its "next", to stand within something else. NULL: the arena
 * is full. */
char *page_object(struct arena *arena, const PGresult *page);

#endif
