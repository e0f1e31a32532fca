/* The lanes against a real server: order, errors, losses, reconnects, pokes. */
#include <string.h>

#include "tests/integration/db/database.h"

static struct db_statement statement(enum query query)
{
    struct db_statement one = {.query = query};
    return one;
}

static struct db_statement record(const char *name) /* the write role may not */
{
    struct db_statement one = {.query = QUERY_MIGRATION_RECORD};
    db_text(&one.params, name);
    db_text(&one.params, "0");
    return one;
}

static void test_groups_are_answered_in_order(void **state)
{
    struct test_loop *loop = *state;
    struct told one = {0}, two = {0};
    struct db_statement statements[] = {statement(QUERY_DURABILITY), statement(QUERY_DURABILITY)};
    db_send(loop->db, DB_LOAD, NULL, statements, 2, on_told, &one);
    db_send(loop->db, DB_LOAD, NULL, statements, 1, on_told, &two);
    assert_int_equal(one.count, 0);
    test_loop_until(loop, &two.count, 1);
    assert_int_equal(one.count, 1);
    assert_int_equal(one.outcome, DB_DONE);
    assert_int_equal(one.results, 2);
    assert_string_equal(one.value, "fsync");
    assert_int_equal(two.results, 1);
}

static void test_failing_group_leaves_its_neighbours_alone(void **state)
{
    struct test_loop *loop = *state;
    struct told before = {0}, failing = {0}, after = {0};
    struct db_statement good = statement(QUERY_DURABILITY);
    struct db_statement bad[] = {good, record("x"), statement(QUERY_MIGRATION_LIST)};
    db_send(loop->db, DB_WRITE, NULL, &good, 1, on_told, &before);
    db_send(loop->db, DB_WRITE, NULL, bad, 3, on_told, &failing);
    db_send(loop->db, DB_WRITE, NULL, &good, 1, on_told, &after);
    test_loop_until(loop, &after.count, 1);
    assert_int_equal(before.outcome, DB_DONE);
    assert_int_equal(failing.outcome, DB_FAILED);
    assert_string_equal(failing.sqlstate, "42501");
    assert_int_equal(failing.code, ERR_INTERNAL);
    assert_int_equal(failing.results, 0);
    assert_int_equal(after.outcome, DB_DONE);
    /* The statement behind the failing one was never looked at; it works now. */
    db_send(loop->db, DB_WRITE, NULL, &bad[2], 1, on_told, &after);
    test_loop_until(loop, &after.count, 2);
    assert_int_equal(after.outcome, DB_DONE);
}

static void test_read_lane_sees_the_agencies_it_names(void **state)
{
    struct test_loop *loop = *state;
    struct told told = {0};
    struct db_statement scope = {.query = QUERY_READ_SCOPE};
    db_text(&scope.params, "{7}");
    db_send(loop->db, DB_READ, "{1,2}", &scope, 1, on_told, &told);
    test_loop_until(loop, &told.count, 1);
    assert_int_equal(told.outcome, DB_DONE);
    assert_int_equal(told.results, 1);
    assert_string_equal(told.value, "{7}");
}

static void test_read_lane_cannot_write(void **state)
{
    struct test_loop *loop = *state;
    struct told told = {0};
    struct db_statement table = statement(QUERY_MIGRATION_TABLE), write = record("y");
    db_send(loop->db, DB_READ, "{1}", &write, 1, on_told, &told);
    test_loop_until(loop, &told.count, 1);
    assert_int_equal(told.outcome, DB_FAILED);
    db_send(loop->db, DB_READ, "{1}", &table, 1, on_told, &told);
    test_loop_until(loop, &told.count, 2);
    assert_int_equal(told.outcome, DB_FAILED);
    assert_true(db_lane_ready(loop->db, DB_READ));
}

static void test_slow_lane_gives_up(void **state)
{
    struct test_loop *loop = *state;
    struct told told = {0};
    PGconn *other = test_connect();
    struct db_statement lock = statement(QUERY_MIGRATION_LOCK);
    test_sql(other, "%s", query_text(QUERY_MIGRATION_LOCK));
    db_send(loop->db, DB_SLOW, "{1}", &lock, 1, on_told, &told);
    test_loop_until(loop, &told.count, 1);
    assert_int_equal(told.outcome, DB_FAILED);
    assert_string_equal(told.sqlstate, "57014");
    assert_int_equal(told.code, ERR_UNAVAILABLE);
    PQfinish(other);
}

/* Ends the backends of the write role that wait for the migration lock. */
static void kill_waiting(PGconn *other)
{
    while (strcmp(test_sql(other, "select count(*) from (select pg_terminate_backend(pid) from "
                                  "pg_locks where locktype = 'advisory' and not granted) k"),
                  "0") == 0)
        continue;
}

static void turn_once(struct test_loop *loop)
{
    event_base_loop(loop->base, EVLOOP_NONBLOCK);
}

static void test_lost_connection_answers_each_group_once(void **state)
{
    struct test_loop *loop = *state;
    struct told done = {0}, first = {0}, second = {0};
    PGconn *other = test_connect();
    struct db_statement lock = statement(QUERY_MIGRATION_LOCK);
    struct db_statement good = statement(QUERY_DURABILITY);
    test_sql(other, "%s", query_text(QUERY_MIGRATION_LOCK));
    db_send(loop->db, DB_WRITE, NULL, &good, 1, on_told, &done);
    db_send(loop->db, DB_WRITE, NULL, &lock, 1, on_told, &first);
    db_send(loop->db, DB_WRITE, NULL, &good, 1, on_told, &second);
    turn_once(loop);
    kill_waiting(other);
    test_loop_until(loop, &second.count, 1);
    assert_int_equal(done.outcome, DB_DONE);
    /* The server said it stops before it was through: surely undone, and so what followed. */
    assert_int_equal(first.outcome, DB_FAILED);
    assert_string_equal(first.sqlstate, "57P01");
    assert_int_equal(first.code, ERR_UNAVAILABLE);
    assert_int_equal(second.outcome, DB_AWAY);
    test_loop_until_lane(loop, DB_WRITE, true);
    db_send(loop->db, DB_WRITE, NULL, &good, 1, on_told, &second);
    test_loop_until(loop, &second.count, 2);
    assert_int_equal(second.outcome, DB_DONE);
    assert_int_equal(done.count + first.count, 2);
    PQfinish(other);
}

static void test_freeing_answers_what_is_under_way(void **state)
{
    struct test_loop loop;
    struct told write = {0}, read = {0};
    struct db_statement good = statement(QUERY_DURABILITY);
    (void)state;
    test_loop_open(&loop, 1);
    db_send(loop.db, DB_WRITE, NULL, &good, 1, on_told, &write);
    db_send(loop.db, DB_READ, "{1}", &good, 1, on_told, &read);
    test_loop_close(&loop);
    assert_int_equal(write.count, 1);
    assert_int_equal(write.outcome, DB_UNKNOWN);
    assert_int_equal(write.code, ERR_OUTCOME_UNKNOWN);
    assert_int_equal(read.count, 1);
    assert_int_equal(read.outcome, DB_AWAY);
}

static void test_away_answers_later_and_once(void **state)
{
    struct told told = {0}, other = {0};
    struct db_statement good = statement(QUERY_DURABILITY);
    struct db_settings settings = {
        .conninfo = "host=/nonexistent dbname=none",
        .write_role = "w",
        .read_role = "r",
        .connections = {1, 1, 1, 1},
        .connect_timeout_ms = 1000,
    };
    struct test_loop loop = {.base = event_base_new()};
    (void)state;
    loop.db = db_new(loop.base, &settings);
    db_send(loop.db, DB_WRITE, NULL, &good, 1, on_told, &told);
    db_send(loop.db, DB_WRITE, NULL, &good, 1, on_told, &other);
    db_cancel(loop.db, &other);
    assert_int_equal(told.count, 0);
    test_loop_until(&loop, &told.count, 1);
    assert_int_equal(told.outcome, DB_AWAY);
    assert_int_equal(told.code, ERR_UNAVAILABLE);
    assert_int_equal(other.count, 0);
    test_loop_close(&loop);
    assert_int_equal(told.count, 1);
}

static void test_cancelled_group_goes_on_untold(void **state)
{
    struct test_loop *loop = *state;
    struct told gone = {0}, after = {0};
    struct db_statement good = statement(QUERY_DURABILITY);
    db_send(loop->db, DB_READ, "{1}", &good, 1, on_told, &gone);
    db_cancel(loop->db, &gone);
    db_send(loop->db, DB_READ, "{1}", &good, 1, on_told, &after);
    test_loop_until(loop, &after.count, 1);
    assert_int_equal(after.outcome, DB_DONE);
    assert_int_equal(gone.count, 0);
}

struct poked {
    int fresh, pokes;
    char payload[16];
};

static void on_poke(void *context, const char *channel, const char *payload)
{
    struct poked *poked = context;
    assert_string_equal(channel, "onestop_test");
    if (payload == NULL) {
        poked->fresh++;
    } else {
        poked->pokes++;
        strncpy(poked->payload, payload, sizeof poked->payload - 1);
    }
}

static void test_pokes_arrive_also_after_a_reconnect(void **state)
{
    struct test_loop loop;
    struct poked poked = {0};
    PGconn *other = test_connect();
    (void)state;
    test_loop_open(&loop, 1);
    db_listen(loop.db, "onestop_test", on_poke, &poked);
    test_loop_until(&loop, &poked.fresh, 1);
    test_sql(other, "notify onestop_test, 'hello'");
    test_loop_until(&loop, &poked.pokes, 1);
    assert_string_equal(poked.payload, "hello");
    test_sql(other, "select count(pg_terminate_backend(pid)) from pg_stat_activity "
                    "where application_name = 'onestopd'");
    test_loop_until(&loop, &poked.fresh, 2);
    test_sql(other, "notify onestop_test, 'again'");
    test_loop_until(&loop, &poked.pokes, 2);
    test_loop_close(&loop);
    PQfinish(other);
}

static void test_many_groups_do_not_block(void **state)
{
    struct test_loop *loop = *state;
    enum { GROUPS = 3000 };
    struct told told = {0};
    struct db_statement good = statement(QUERY_DURABILITY);
    for (int i = 0; i < GROUPS; i++) db_send(loop->db, DB_LOAD, NULL, &good, 1, on_told, &told);
    test_loop_until(loop, &told.count, GROUPS);
    assert_int_equal(told.outcome, DB_DONE);
}

static int open_loop(void **state)
{
    static struct test_loop loop;
    PGconn *connection = test_connect(); /* brings the schema */
    PQfinish(connection);
    test_loop_open(&loop, 1);
    *state = &loop;
    return 0;
}

static int close_loop(void **state)
{
    test_loop_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups_are_answered_in_order),
        cmocka_unit_test(test_many_groups_do_not_block),
        cmocka_unit_test(test_failing_group_leaves_its_neighbours_alone),
        cmocka_unit_test(test_read_lane_sees_the_agencies_it_names),
        cmocka_unit_test(test_read_lane_cannot_write),
        cmocka_unit_test(test_slow_lane_gives_up),
        cmocka_unit_test(test_lost_connection_answers_each_group_once),
        cmocka_unit_test(test_freeing_answers_what_is_under_way),
        cmocka_unit_test(test_away_answers_later_and_once),
        cmocka_unit_test(test_cancelled_group_goes_on_untold),
        cmocka_unit_test(test_pokes_arrive_also_after_a_reconnect),
    };
    return cmocka_run_group_tests(tests, open_loop, close_loop);
}
