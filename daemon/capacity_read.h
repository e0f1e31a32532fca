/* What of capacity is read out of the database, in more than one place. */
#ifndef ONESTOP_DAEMON_CAPACITY_READ_H
#define ONESTOP_DAEMON_CAPACITY_READ_H

#include "db/db.h"
#include "workflow/capacity.h"

enum { CAPACITY_DAY_TEXT = 16 };

struct request;

/* The queue of a code that the caller asks about (agency NULL: of those that they work for), and
 * may be told figures of: who leads one office only, of its queues. NULL, with *error: there is
 * none that they know of (ERR_NOT_FOUND), or it is not for them (ERR_FORBIDDEN). */
const struct queue *capacity_find_queue(const struct request *request, const char *code,
                                        const char *agency, struct error *error);

/* Asks for the demand by which people are shared out on a day; the texts are borrowed until the
 * statement is sent. */
void capacity_ask_demand(struct db_statement *statement, civil_day day,
                         char first[CAPACITY_DAY_TEXT], char last[CAPACITY_DAY_TEXT]);
/* Reads it. False: the arena is full. */
bool capacity_read_demand(struct arena *arena, const struct desk *desk, const PGresult *rows,
                          struct capacity_demand *demand) __attribute__((warn_unused_result));
/* A day as PostgreSQL and people write it. */
void capacity_day_text(civil_day day, char text[CAPACITY_DAY_TEXT]);

#endif
