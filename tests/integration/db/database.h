/* What the database tests share: a loop with a deadline, a plain connection beside, replies kept.
 */
#ifndef ONESTOP_TESTS_DATABASE_H
#define ONESTOP_TESTS_DATABASE_H

#include <event2/event.h>
#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/db.h"

/* The database of the run: an empty one, whose owner may create roles. */
const char *test_conninfo(void);
/* A plain connection as that owner; the schema is there. */
PGconn *test_connect(void);
/* Runs SQL that must succeed; the first value of the first row, "" if none, until the next call. */
const char *test_sql(PGconn *connection, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

struct test_loop {
    struct event_base *base;
    struct db *db;
};
/* Lanes of the given size, ready. */
void test_loop_open(struct test_loop *loop, int connections);
/* The same with a server that is given up after half a second. */
void test_loop_open_impatient(struct test_loop *loop);
void test_loop_close(struct test_loop *loop);
/* Turns the loop until *count reaches wanted; fails the test after ten seconds. */
void test_loop_until(struct test_loop *loop, const int *count, int wanted);
/* Turns the loop until the lane is ready (or away). */
void test_loop_until_lane(struct test_loop *loop, enum db_lane lane, bool ready);

/* What a callback was told. */
struct told {
    int count;
    enum db_outcome outcome;
    char sqlstate[6];
    enum error_code code;
    char value[64]; /* first value of the last result */
    int results;
};
void on_told(void *told, struct db_reply *reply);

#endif
