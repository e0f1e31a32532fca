#include "tests/integration/db/database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/migrate.h"

enum { DEADLINE_S = 10 };

const char *test_conninfo(void)
{
    const char *conninfo = getenv("ONESTOP_TEST_CONNINFO");
    if (conninfo == NULL) {
        fprintf(stderr, "ONESTOP_TEST_CONNINFO is not set; run tests/integration/test_db.py\n");
        exit(77);
    }
    return conninfo;
}

PGconn *test_connect(void)
{
    struct error error = {0};
    PGconn *connection = PQconnectdb(test_conninfo());
    assert_int_equal(PQstatus(connection), CONNECTION_OK);
    PQclear(PQexec(connection, "set client_min_messages = warning"));
    if (migrate_apply(connection, NULL, &error) != ERR_OK) fail_msg("%s", error.message);
    return connection;
}

const char *test_sql(PGconn *connection, const char *format, ...)
{
    static char value[4096];
    char sql[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(sql, sizeof sql, format, args);
    va_end(args);
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(connection));
    snprintf(value, sizeof value, "%s", PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return value;
}

static void open_loop(struct test_loop *loop, int connections, int timeout_ms)
{
    struct db_settings settings = {
        .conninfo = test_conninfo(),
        .write_role = "onestop_write",
        .read_role = "onestop_read",
        .connections = {connections, connections, connections, connections},
        .slow_timeout_ms = 200,
        .statement_timeout_ms = timeout_ms,
        .grace_ms = timeout_ms,
        .connect_timeout_ms = 5000,
    };
    loop->base = event_base_new();
    loop->db = db_new(loop->base, &settings);
    assert_non_null(loop->db);
    for (int lane = 0; lane < DB_LANES; lane++)
        test_loop_until_lane(loop, (enum db_lane)lane, true);
}

void test_loop_open(struct test_loop *loop, int connections)
{
    open_loop(loop, connections, 0);
}

void test_loop_open_impatient(struct test_loop *loop)
{
    open_loop(loop, 1, 250);
}

void test_loop_close(struct test_loop *loop)
{
    db_free(loop->db);
    event_base_free(loop->base);
}

static void turn(struct test_loop *loop)
{
    struct timeval wake = {0, 5000};
    event_base_loopexit(loop->base, &wake);
    event_base_loop(loop->base, EVLOOP_ONCE);
}

static int64_t now_s(struct test_loop *loop)
{
    struct timeval now;
    (void)loop;
    evutil_gettimeofday(&now, NULL);
    return now.tv_sec;
}

void test_loop_until(struct test_loop *loop, const int *count, int wanted)
{
    int64_t deadline_s = now_s(loop) + DEADLINE_S;
    while (*count < wanted && now_s(loop) < deadline_s) turn(loop);
    assert_int_equal(*count, wanted);
}

void test_loop_until_lane(struct test_loop *loop, enum db_lane lane, bool ready)
{
    int64_t deadline_s = now_s(loop) + DEADLINE_S;
    while (db_lane_ready(loop->db, lane) != ready && now_s(loop) < deadline_s) turn(loop);
    assert_int_equal(db_lane_ready(loop->db, lane), ready);
}

void on_told(void *context, struct db_reply *reply)
{
    struct told *told = context;
    told->count++;
    told->outcome = reply->outcome;
    told->code = reply->error.code;
    told->results = reply->result_count;
    snprintf(told->sqlstate, sizeof told->sqlstate, "%s", reply->sqlstate);
    told->value[0] = '\0';
    if (reply->result_count > 0 && PQntuples(reply->results[reply->result_count - 1]) > 0)
        snprintf(told->value, sizeof told->value, "%s",
                 PQgetvalue(reply->results[reply->result_count - 1], 0, 0));
}
