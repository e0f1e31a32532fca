/* Sums: ask what is due, then make one after the other: read the counters of a month, pack them,
 * write the sums. What changes between the two is noticed by whoever reads them (counter_changed),
 * so nothing is locked meanwhile. While counters move anywhere, each is followed by a pause. */
#include "db/sums.h"

#include <event2/event.h>
#include <stdlib.h>
#include <time.h>

#include "db/pgarray.h"
#include "proto/arena.h"
#include "workflow/sum.h"

enum {
    QUIET_S = 5,    /* not changed for so long */
    LOOK_S = 5,     /* between looks when nothing is due */
    PORTION = 200,  /* between looks when there is much */
    BUSY_PAUSE = 9, /* times as long as the last one took: a tenth of the time at most */
    ARENA_BYTES = 512 << 20,
    READS = 2,
    WRITES = 3
};

struct sums {
    struct db *db; /* NULL: to be freed when nothing is under way */
    struct event *timer;
    PGresult *due; /* what is being made */
    int next;
    bool under_way, busy;
    bool made; /* any of what was due: else it is no use to look again at once */
    int64_t began_us;
    struct db_statement statements[WRITES];
};

static int64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/* Goes on after a while; frees what is to be freed. */
static void rest(struct sums *sums, int64_t pause_us)
{
    struct timeval pause = {(time_t)(pause_us / 1000000), (suseconds_t)(pause_us % 1000000)};
    sums->under_way = false;
    if (sums->db != NULL) {
        event_add(sums->timer, &pause);
        return;
    }
    PQclear(sums->due);
    free(sums);
}

static void look_later(struct sums *sums)
{
    PQclear(sums->due);
    sums->due = NULL;
    rest(sums, LOOK_S * INT64_C(1000000));
}

/* ---- one month of one metric ---- */

/* Which one: agency, metric, month. */
static void add_which(const struct sums *sums, struct db_statement *statement, enum query query)
{
    statement->query = query;
    db_params_clear(&statement->params);
    db_int(&statement->params, db_get_int(sums->due, sums->next, 0, 0));
    db_int(&statement->params, db_get_int(sums->due, sums->next, 1, 0));
    db_text(&statement->params, PQgetvalue(sums->due, sums->next, 2));
}

static void on_written(void *context, struct db_reply *reply)
{
    struct sums *sums = context;
    sums->next++;
    sums->made |= reply->outcome == DB_DONE;
    if (reply->outcome == DB_AWAY || reply->outcome == DB_UNKNOWN)
        look_later(sums);
    else
        rest(sums, sums->busy ? (clock_us() - sums->began_us) * BUSY_PAUSE : 0);
}

static struct sum_row *read_rows(struct arena *arena, const PGresult *result)
{
    int count = PQntuples(result);
    struct sum_row *rows = arena_array(arena, (size_t)count, sizeof *rows);
    for (int i = 0; rows != NULL && i < count; i++) {
        rows[i].day = (civil_day)db_get_int(result, i, 0, 0);
        for (int s = 0; s < SUM_SLICES; s++)
            rows[i].slice[s] = (int32_t)db_get_int(result, i, 1 + s, 0);
        rows[i].bucket = (int32_t)db_get_int(result, i, 1 + SUM_SLICES, 0);
        rows[i].value = db_get_int(result, i, 2 + SUM_SLICES, 0);
    }
    return rows;
}

/* Packs all sets. False: there is not the memory. */
static bool pack(struct arena *arena, civil_day first, const PGresult *counters,
                 struct pgarray *packed)
{
    const struct sum_row *rows = read_rows(arena, counters);
    struct sum_month *month =
        rows == NULL ? NULL : sum_month_new(arena, first, rows, (size_t)PQntuples(counters));
    if (month == NULL) return false;
    pgarray_begin(packed, PGTYPE_BYTEA);
    for (int set = 0; set < SUM_SETS; set++) {
        size_t length;
        const uint8_t *bytes = sum_month_pack(month, (uint8_t)set, &length);
        if (bytes == NULL) return false;
        pgarray_bytes(packed, bytes, length);
    }
    return !pgarray_failed(packed);
}

static void write_sums(struct sums *sums, int64_t change, struct pgarray *packed)
{
    struct pgarray *sets = pgarray_new();
    size_t length;
    add_which(sums, &sums->statements[0], QUERY_SUMS_CLAIM);
    add_which(sums, &sums->statements[1], QUERY_SUMS_CLEAR);
    add_which(sums, &sums->statements[2], QUERY_SUMS_WRITE);
    if (sets == NULL) {
        look_later(sums);
        return;
    }
    pgarray_begin(sets, PGTYPE_INT2);
    for (int set = 0; set < SUM_SETS; set++) pgarray_int16(sets, (int16_t)set);
    const uint8_t *bytes = pgarray_end(sets, &length);
    db_int(&sums->statements[0].params, change);
    db_array(&sums->statements[2].params, bytes, length);
    bytes = pgarray_end(packed, &length);
    db_array(&sums->statements[2].params, bytes, length);
    if (pgarray_failed(sets) || pgarray_failed(packed))
        look_later(sums);
    else
        db_send(sums->db, DB_CARE, NULL, sums->statements, WRITES, on_written, sums);
    pgarray_free(sets);
}

static void on_read(void *context, struct db_reply *reply)
{
    struct sums *sums = context;
    if (sums->db == NULL || reply->outcome != DB_DONE || PQntuples(reply->results[0]) == 0) {
        look_later(sums);
        return;
    }
    struct arena *arena = arena_new(ARENA_BYTES);
    struct pgarray *packed = pgarray_new();
    civil_day first = (civil_day)db_get_int(sums->due, sums->next, 3, 0);
    if (arena != NULL && packed != NULL && pack(arena, first, reply->results[1], packed)) {
        write_sums(sums, db_get_int(reply->results[0], 0, 0, 0), packed);
    } else {
        sums->next++; /* it stays as it is: figures are read from the counters */
        rest(sums, 0);
    }
    pgarray_free(packed);
    arena_free(arena);
}

static void make_next(struct sums *sums)
{
    add_which(sums, &sums->statements[0], QUERY_SUMS_CHANGE);
    add_which(sums, &sums->statements[1], QUERY_SUMS_READ);
    sums->under_way = true;
    sums->began_us = clock_us();
    db_send(sums->db, DB_CARE, NULL, sums->statements, READS, on_read, sums);
}

/* ---- what is due ---- */

static void on_due(void *context, struct db_reply *reply)
{
    struct sums *sums = context;
    if (sums->db == NULL || reply->outcome != DB_DONE || PQntuples(reply->results[0]) == 0) {
        look_later(sums);
        return;
    }
    sums->due = reply->results[0];
    reply->results[0] = NULL;
    sums->next = 0;
    sums->made = false;
    sums->busy = db_get_bool(sums->due, 0, 4);
    rest(sums, 0);
}

static void on_timer(evutil_socket_t unused, short what, void *context)
{
    struct sums *sums = context;
    (void)unused, (void)what;
    if (sums->due != NULL && sums->next < PQntuples(sums->due)) {
        make_next(sums);
        return;
    }
    if (sums->due != NULL && !sums->made) {
        look_later(sums);
        return;
    }
    PQclear(sums->due);
    sums->due = NULL;
    struct db_statement due = {.query = QUERY_SUMS_DUE};
    db_int(&due.params, QUIET_S);
    db_int(&due.params, PORTION);
    sums->under_way = true;
    db_send(sums->db, DB_CARE, NULL, &due, 1, on_due, sums);
}

struct sums *sums_new(struct db *db)
{
    struct timeval pause = {LOOK_S, 0};
    struct sums *sums = calloc(1, sizeof *sums);
    if (sums == NULL) return NULL;
    sums->db = db;
    sums->timer = event_new(db_base(db), -1, 0, on_timer, sums);
    if (sums->timer == NULL) {
        free(sums);
        return NULL;
    }
    event_add(sums->timer, &pause);
    return sums;
}

void sums_free(struct sums *sums)
{
    if (sums == NULL) return;
    event_free(sums->timer);
    sums->timer = NULL;
    sums->db = NULL;
    if (sums->under_way) return;
    PQclear(sums->due);
    free(sums);
}
