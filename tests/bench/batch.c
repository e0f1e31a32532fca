/* How many logged cases a second the batch writes, without wire and rules.
 *
 *   bench_batch CONNINFO [in flight] [write connections] [seconds]
 *
 * The database must be migrated (onestopd migrate). One command is a logged case: 1 case, 1 event,
 * 1 contact, 1 clock, 7 counter moves, 1 idempotency record, as in tests/bench/pgbench_case.sql. */
#include <event2/event.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "db/batch.h"
#include "db/migrate.h"

enum { SLOTS_MAX = 4096, IDS = 3, MOVES = 7, SAMPLES = 1 << 21, STAFF = 200 };

struct bench {
    struct event_base *base;
    struct db *db;
    struct batch *batch;
    int64_t next_id;
    int64_t end_us;
    bool over;
    uint64_t done, failed;
    uint32_t *samples_us;
    size_t sample_count;
};

struct slot { /* one command in flight */
    struct bench *bench;
    struct effects effects;
    struct kase row;
    struct kase_row kase;
    struct case_event event;
    struct contact_row contact;
    struct clock_row clock;
    struct counter_move moves[MOVES];
    struct batch_key key;
    char reference[16], facts[512], subject[64];
    int64_t sent_us;
};

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / 1000;
}

static int32_t pick(int32_t count)
{
    return (int32_t)(random() % count) + 1;
}

static void fill_case(struct slot *slot, int64_t id, int64_t at_us)
{
    struct kase *row = &slot->row;
    *row = (struct kase){.agency_id = 1,
                         .id = id,
                         .reference = slot->reference,
                         .version = 1,
                         .office_id = pick(3),
                         .service_id = pick(20),
                         .process_id = 1,
                         .channel = (enum channel)pick(4),
                         .received_at_us = at_us,
                         .opened_at_us = at_us,
                         .last_open_at_us = at_us,
                         .opened_by = pick(STAFF),
                         .state = "open",
                         .case_manager_id = pick(STAFF),
                         .handling_agency_id = 1,
                         .queue_id = pick(10),
                         .due_at_us = at_us + pick(10) * US_PER_DAY,
                         .closed_at_us = NO_TIME,
                         .contacts = 1,
                         .managers = 1,
                         .expected_minutes = 30,
                         .contact_office_count = 1,
                         .subject = slot->subject};
    row->handler_id = row->case_manager_id;
    row->contact_offices[0] = row->office_id;
    snprintf(slot->reference, sizeof slot->reference, "%04X-%04X", (unsigned)(id >> 16) & 0xffff,
             (unsigned)id & 0xffff);
    snprintf(slot->subject, sizeof slot->subject, "a street lamp is out, number %d", pick(9999));
    memcpy(row->salt, &id, sizeof id);
    memcpy(row->hash, &id, sizeof id);
}

static void fill_rest(struct slot *slot, int64_t id, int64_t at_us)
{
    struct kase *row = &slot->row;
    slot->event = (struct case_event){.agency_id = 1,
                                      .case_id = id,
                                      .seq = 1,
                                      .kind = EVENT_OPENED,
                                      .at_us = at_us,
                                      .actor_id = row->opened_by,
                                      .office_id = row->office_id,
                                      .service_id = row->service_id,
                                      .channel = row->channel,
                                      .facts_json = slot->facts};
    snprintf(slot->facts, sizeof slot->facts,
             "{\"reference\":\"%s\",\"process-id\":1,\"received-at\":%" PRId64
             ",\"queue-id\":%d,\"case-manager-id\":%d,\"route\":\"least-load\",\"state\":\"open\","
             "\"front-desk\":1,\"contact-id\":%" PRId64 ",\"purpose\":2,\"clock-id\":%" PRId64
             ",\"expected-minutes\":30,\"digest\":\"%064d\"}",
             slot->reference, at_us, (int)row->queue_id, (int)row->case_manager_id, id + 1, id + 2,
             1);
    slot->contact = (struct contact_row){.agency_id = 1,
                                         .id = id + 1,
                                         .case_id = id,
                                         .office_id = row->office_id,
                                         .service_id = row->service_id,
                                         .staff_id = row->opened_by,
                                         .channel = row->channel,
                                         .direction = DIRECTION_IN,
                                         .purpose = PURPOSE_INTERACTION,
                                         .cause = CAUSE_VALUE,
                                         .at_us = at_us,
                                         .queued_at_us = NO_TIME,
                                         .answered_at_us = NO_TIME,
                                         .ended_at_us = NO_TIME,
                                         .appointment_at_us = NO_TIME,
                                         .wait_s = 120,
                                         .duration_s = 300};
    slot->clock = (struct clock_row){.agency_id = 1, .case_id = id};
    slot->clock.clock = (struct clock){.id = id + 2,
                                       .kind = STANDARD_PROCESSING,
                                       .state = CLOCK_RUNNING,
                                       .standard_id = 1,
                                       .started_at_us = at_us,
                                       .since_us = at_us,
                                       .due_at_us = row->due_at_us,
                                       .next_rung_at_us = at_us + US_PER_DAY};
    for (int i = 0; i < MOVES; i++)
        slot->moves[i] = (struct counter_move){1,
                                               (int32_t)(at_us / US_PER_DAY),
                                               (enum metric)(i + 1),
                                               row->office_id,
                                               row->service_id,
                                               0,
                                               row->channel,
                                               i == 6 ? pick(40) : 0,
                                               1};
    slot->key = (struct batch_key){.staff_id = row->opened_by, .status = 201, .answer = "{}"};
    memcpy(slot->key.key, &id, sizeof id);
}

static void submit(struct slot *slot);

static void on_result(void *context, const struct batch_result *result)
{
    struct slot *slot = context;
    struct bench *bench = slot->bench;
    int64_t now = now_us();
    if (result->outcome == BATCH_COMMITTED) {
        bench->done++;
        if (bench->sample_count < SAMPLES)
            bench->samples_us[bench->sample_count++] = (uint32_t)(now - slot->sent_us);
    } else if (bench->failed++ == 0) {
        fprintf(stderr, "failed: %s (%s)\n", result->error.message, result->error.log_detail);
    }
    if (now < bench->end_us)
        submit(slot);
    else
        event_base_loopbreak(bench->base);
}

static void submit(struct slot *slot)
{
    struct error error = {0};
    int64_t id = slot->bench->next_id, at_us = now_us();
    slot->bench->next_id += IDS;
    fill_case(slot, id, at_us);
    fill_rest(slot, id, at_us);
    slot->kase = (struct kase_row){&slot->row, true, 0};
    slot->effects = (struct effects){.agency_id = 1,
                                     .kases = &slot->kase,
                                     .kases_count = 1,
                                     .events = &slot->event,
                                     .events_count = 1,
                                     .contacts = &slot->contact,
                                     .contacts_count = 1,
                                     .clocks = &slot->clock,
                                     .clocks_count = 1,
                                     .moves = slot->moves,
                                     .moves_count = MOVES};
    slot->sent_us = at_us;
    if (batch_submit(slot->bench->batch, &slot->effects, &slot->key, on_result, slot, &error) !=
        ERR_OK)
        fprintf(stderr, "refused: %s\n", error.message);
}

static int compare(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, two = *(const uint32_t *)b;
    return (one > two) - (one < two);
}

static int prepare(struct bench *bench, const char *conninfo)
{
    struct error error = {0};
    PGconn *connection = PQconnectdb(conninfo);
    if (migrate_apply(connection, NULL, &error) != ERR_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    PGresult *block =
        PQexec(connection, "select 1000 * setval('id_block', nextval('id_block') + 100000)");
    bench->next_id = strtoll(PQgetvalue(block, 0, 0), NULL, 10) - 100000000;
    PQclear(block);
    PQfinish(connection);
    return 0;
}

/* User and system ticks of a process: fields 14 and 15 of its stat file. */
static unsigned long process_ticks(const char *pid)
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    FILE *stat = fopen(path, "r");
    if (stat == NULL) return 0;
    char *at = fgets(line, sizeof line, stat) != NULL ? strrchr(line, ')') : NULL;
    fclose(stat);
    for (int field = 2; at != NULL && field < 14; field++) at = strchr(at + 1, ' ');
    if (at == NULL) return 0;
    unsigned long user = strtoul(at, &at, 10);
    return user + strtoul(at, NULL, 10);
}

/* CPU time that the server has spent on our connections so far, in µs; 0 when it is elsewhere. */
static double server_cpu_us(const char *conninfo)
{
    PGconn *connection = PQconnectdb(conninfo);
    PGresult *pids = PQexec(connection, "select pid from pg_stat_activity "
                                        "where application_name = 'onestopd'");
    unsigned long ticks = 0;
    for (int i = 0; i < PQntuples(pids); i++) ticks += process_ticks(PQgetvalue(pids, i, 0));
    PQclear(pids);
    PQfinish(connection);
    return (double)ticks * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

/* The sample that percent of all are below, in ms. */
static double percentile_ms(const struct bench *bench, size_t percent)
{
    size_t i = bench->sample_count * percent / 100;
    return i < bench->sample_count ? bench->samples_us[i] / 1e3 : 0;
}

static void report(struct bench *bench, const char *conninfo, int64_t spent_us)
{
    struct timespec own;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    struct batch_stats stats;
    batch_stats(bench->batch, &stats);
    qsort(bench->samples_us, bench->sample_count, sizeof(uint32_t), compare);
    printf("%.0f cases/s, p50 %.1f ms, p99 %.1f ms, %.1f a batch, CPU a case: server %.1f us, "
           "driver %.1f us, %" PRIu64 " failed\n",
           (double)bench->done * 1e6 / (double)spent_us, percentile_ms(bench, 50),
           percentile_ms(bench, 99), (double)stats.commands / (double)stats.batches,
           server_cpu_us(conninfo) / (double)bench->done,
           ((double)own.tv_sec * 1e6 + (double)own.tv_nsec / 1e3) / (double)bench->done,
           bench->failed);
}

static void run(struct bench *bench, struct slot *slots, int count, const char *conninfo,
                int seconds)
{
    while (!db_lane_ready(bench->db, DB_WRITE)) event_base_loop(bench->base, EVLOOP_ONCE);
    int64_t begin_us = now_us();
    bench->end_us = begin_us + seconds * US_PER_S;
    for (int i = 0; i < count; i++) {
        slots[i].bench = bench;
        submit(&slots[i]);
    }
    event_base_dispatch(bench->base);
    report(bench, conninfo, now_us() - begin_us);
    bench->end_us = 0; /* what is in flight is not sent again */
}

static int argument(int argc, char **argv, int i, int fallback, int max)
{
    long value = argc > i ? strtol(argv[i], NULL, 10) : fallback;
    return value >= 1 && value <= max ? (int)value : fallback;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench_batch CONNINFO [in flight] [write connections] [seconds]\n");
        return 2;
    }
    int count = argument(argc, argv, 2, 64, SLOTS_MAX);
    struct db_settings settings = {.conninfo = argv[1],
                                   .write_role = "onestop_write",
                                   .read_role = "onestop_read",
                                   .connections = {[DB_WRITE] = argument(argc, argv, 3, 1, 64)},
                                   .slow_timeout_ms = 1000,
                                   .connect_timeout_ms = 5000};
    struct bench bench = {0};
    if (prepare(&bench, argv[1]) != 0) return 1;
    bench.base = event_base_new();
    bench.samples_us = calloc(SAMPLES, sizeof(uint32_t));
    struct slot *slots = calloc(SLOTS_MAX, sizeof *slots);
    bench.db = db_new(bench.base, &settings);
    bench.batch = bench.db != NULL ? batch_new(bench.db) : NULL;
    if (bench.samples_us != NULL && slots != NULL && bench.batch != NULL)
        run(&bench, slots, count, argv[1], argument(argc, argv, 4, 5, 3600));
    batch_free(bench.batch);
    db_free(bench.db);
    event_base_free(bench.base);
    free(bench.samples_us);
    free(slots);
    return bench.done == 0 || bench.failed > (uint64_t)count;
}
