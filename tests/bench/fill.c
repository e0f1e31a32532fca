/* Fills a database with cases as if an agency had worked for years.
 *
 *   bench_fill CONNINFO AGENCY CASES OPEN [CUSTOMERS [DAYS]]
 *
 * Every case goes through the rules (kase_decide) and the batch, like an import: its reference,
 * events, hashes, clocks and counters are what the daemon would have made, and audits are clean.
 * The last OPEN of them are open, logged within the last days, with running clocks. The rest came
 * on DAYS days before (1000), mostly on working days, and were closed. Some services, offices and
 * segments see more of them than others; how long a case took is spread log-normally around what is
 * usual for its service, so that distributions are as wide as those of real requests. The database
 * must be migrated and have a desk; customers 1 … CUSTOMERS are made. Commits do not wait for the
 * disk while it fills; when it is full, counters are folded and tables vacuumed. */
#include <event2/event.h>
#include <inttypes.h>
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "db/batch.h"
#include "db/snapshot.h"
#include "db/sync.h"
#include "proto/arena.h"
#include "workflow/kase.h"

#define HOUR_US (60 * US_PER_MIN)
enum { SLOTS = 512, SLOT_BYTES = 1 << 20, OPEN_DAYS = 3, PAST_DAYS = 1000, CHOICES = 256 };

struct fill {
    struct event_base *base;
    struct db *db;
    struct batch *batch;
    struct snapshot *snapshot;
    const struct service *services[CHOICES];
    const struct office *offices[CHOICES];
    const struct segment *segments[CHOICES];
    int32_t service_count, office_count, segment_count, agency_id;
    struct actor actor;
    int64_t next_id, cases, open, begun, done, customers, days, now_us;
};

struct slot {
    struct fill *fill;
    struct arena *arena;
    struct command command;
    struct effects effects;
};

__attribute__((noreturn)) static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_fill: %s: %s\n", what, why);
    exit(1);
}

static int64_t pick(int64_t count)
{
    return ((int64_t)random() << 20 ^ random()) % count;
}

/* The first of count twice as often as in the middle, the last hardly ever. */
static int64_t pick_unevenly(int64_t count)
{
    int64_t one = pick(count), other = pick(count);
    return one < other ? one : other;
}

/* ---- one case ---- */

/* What a case of a service takes: half of them less than the median, one in six more than three
 * times as much. Half an hour is usual for the first service, days for the last. */
static int64_t elapsed_us(int64_t place, int64_t services)
{
    enum { UNIFORM = 1 << 30, NORMAL_OF = 12 };
    double normal = -NORMAL_OF / 2.0; /* of twelve uniform ones, deviation 1 */
    for (int i = 0; i < NORMAL_OF; i++) normal += (double)pick(UNIFORM) / UNIFORM;
    double median_h = 0.5 * pow(2.0, 8.6 * (double)place / (double)services);
    return (int64_t)(median_h * exp(1.1 * normal) * (double)HOUR_US);
}

/* Closed ones in order of days over the past, then the open ones over the last days. */
static void choose_times(const struct fill *fill, struct command *command, int64_t number,
                         int64_t took_us)
{
    enum { WEEK = 7, THURSDAY_TO_SATURDAY = 2, OPENS_H = 6, HOURS = 9, WEEKEND_OF = 8 };
    int64_t closed = fill->cases - fill->open;
    if (number >= closed) {
        command->opened_at_us = fill->now_us - pick(OPEN_DAYS * US_PER_DAY) - US_PER_MIN;
        return;
    }
    int64_t today = fill->now_us / US_PER_DAY;
    int64_t day = today - OPEN_DAYS - fill->days + fill->days * number / closed;
    bool weekend = (day - THURSDAY_TO_SATURDAY) % WEEK < 2; /* day 0 was a Thursday */
    if (weekend && pick(WEEKEND_OF) > 0) day -= 2 + pick(4);
    command->opened_at_us = day * US_PER_DAY + OPENS_H * HOUR_US + pick_unevenly(HOURS * HOUR_US);
    command->closed_at_us = command->opened_at_us + took_us;
    if (command->closed_at_us > fill->now_us) command->closed_at_us = fill->now_us - US_PER_MIN;
}

static const char *outcome_of(const struct fill *fill, const struct service *service)
{
    const struct process *process = desk_process(&fill->snapshot->desk, service->process_id);
    const struct process_state *initial = &process->states[process_initial(process)];
    for (size_t i = 0; i < process->transition_count; i++) {
        const struct transition *way = &process->transitions[i];
        if (&process->states[way->from] == initial && way->guard == 0 &&
            process->states[way->to].outcome_count > 0)
            return process->states[way->to].outcomes[0];
    }
    return NULL;
}

/* One contact in eight is failure demand. */
static enum cause choose_cause(void)
{
    enum { FAILURE_OF = 8 };
    return pick(FAILURE_OF) > 0 ? CAUSE_VALUE
                                : (enum cause)(CAUSE_VALUE + 1 + pick(CAUSES - CAUSE_VALUE - 1));
}

static void make_command(struct slot *slot, int64_t number)
{
    enum { UNKNOWN_OF = 10 }; /* cases, of which one has no segment */
    const struct fill *fill = slot->fill;
    struct command *command = &slot->command;
    int64_t place = pick_unevenly(fill->service_count);
    const struct service *service = fill->services[place];
    *command = (struct command){.kind = COMMAND_CASE_IMPORT,
                                .agency_id = fill->agency_id,
                                .service_id = service->id,
                                .office_id = fill->offices[pick_unevenly(fill->office_count)]->id,
                                .direction = DIRECTION_IN,
                                .purpose = PURPOSE_INTERACTION,
                                .cause = choose_cause(),
                                .customer_id = fill->customers > 0 ? pick(fill->customers) + 1 : 0,
                                .received_at_us = NO_TIME,
                                .opened_at_us = NO_TIME,
                                .closed_at_us = NO_TIME,
                                .queued_at_us = NO_TIME,
                                .answered_at_us = NO_TIME,
                                .ended_at_us = NO_TIME,
                                .appointment_at_us = NO_TIME,
                                .minutes = -1,
                                .wait_s = (int32_t)pick(600),
                                .duration_s = (int32_t)pick(900)};
    do command->channel = (enum channel)(1 + pick(CHANNELS - 1));
    while ((service->channels & (1u << command->channel)) == 0);
    if (fill->segment_count > 0 && pick(UNKNOWN_OF) > 0)
        command->segment_id = fill->segments[pick_unevenly(fill->segment_count)]->id;
    choose_times(fill, command, number, elapsed_us(place, fill->service_count));
    if (command->closed_at_us != NO_TIME) command->outcome = outcome_of(fill, service);
    command->subject =
        arena_printf(slot->arena, "The street lamp in front of number %d is out", (int)pick(300));
    command->details = arena_printf(slot->arena,
                                    "It has been out since Monday evening; the neighbours have "
                                    "seen sparks when it rains. Please call before coming, the "
                                    "gate is locked in the morning. Earlier ticket: %" PRId64,
                                    number);
}

static void submit(struct slot *slot);

static void on_result(void *context, const struct batch_result *result)
{
    struct slot *slot = context;
    struct fill *fill = slot->fill;
    if (result->outcome != BATCH_COMMITTED) die(result->error.message, result->error.log_detail);
    if (++fill->done % 100000 == 0) fprintf(stderr, "bench_fill: %" PRId64 " cases\n", fill->done);
    if (fill->begun < fill->cases)
        submit(slot);
    else if (fill->done == fill->cases)
        event_base_loopbreak(fill->base);
}

static void submit(struct slot *slot)
{
    struct fill *fill = slot->fill;
    struct error error = {.code = ERR_OK};
    arena_reset(slot->arena);
    make_command(slot, fill->begun++);
    struct decision_context context = {.desk = &fill->snapshot->desk,
                                       .arena = slot->arena,
                                       .now_us = fill->now_us,
                                       .first_id = fill->next_id,
                                       .loads = fill->snapshot->loads,
                                       .customer_found = true};
    randombytes_buf(context.salts, sizeof context.salts);
    memset(&slot->effects, 0, sizeof slot->effects);
    if (kase_decide(&context, &fill->actor, &slot->command, NULL, &slot->effects, &error) != ERR_OK)
        die("a case was refused", error.field_count > 0 ? error.fields[0].message : error.message);
    fill->next_id += slot->effects.ids_used;
    if (batch_submit(fill->batch, &slot->effects, NULL, on_result, slot, &error) != ERR_OK)
        die("a case was not taken", error.message);
}

/* ---- beginning ---- */

static void choose_from_desk(struct fill *fill, const char *code)
{
    const struct desk *desk = &fill->snapshot->desk;
    const struct agency *agency = desk_agency_by_code(desk, code);
    if (agency == NULL) die("no such agency", code);
    fill->agency_id = agency->id;
    for (size_t i = 0; i < desk->services_count && fill->service_count < CHOICES; i++) {
        const struct service *service = &desk->services[i];
        if (service->agency_id == agency->id && service->active && service->standard_code != NULL &&
            service->channels > 1 && outcome_of(fill, service) != NULL)
            fill->services[fill->service_count++] = service;
    }
    for (size_t i = 0; i < desk->offices_count && fill->office_count < CHOICES; i++)
        if (desk->offices[i].agency_id == agency->id && desk->offices[i].active)
            fill->offices[fill->office_count++] = &desk->offices[i];
    for (size_t i = 0; i < desk->segments_count && fill->segment_count < CHOICES; i++)
        if (desk->segments[i].agency_id == agency->id)
            fill->segments[fill->segment_count++] = &desk->segments[i];
    for (size_t i = 0; i < desk->staff_count; i++)
        if (desk->staff[i].agency_id == agency->id && desk->staff[i].active)
            fill->actor.staff = &desk->staff[i];
    fill->actor.roles = ROLE_BIT(ROLE_ADMINISTRATOR);
    if (fill->service_count == 0 || fill->office_count == 0 || fill->actor.staff == NULL)
        die("the desk lacks services with a standard, offices or staff in", code);
}

static void must(PGconn *connection, const char *what, const char *sql, const char *const *values,
                 int count)
{
    PGresult *result = PQexecParams(connection, sql, count, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        die(what, PQerrorMessage(connection));
    PQclear(result);
}

static void make_customers(struct fill *fill, PGconn *connection)
{
    char agency[16], count[24];
    const char *const values[] = {agency, count};
    snprintf(agency, sizeof agency, "%d", (int)fill->agency_id);
    snprintf(count, sizeof count, "%" PRId64, fill->customers);
    must(connection, "customers",
         "insert into customer (agency_id, id, name, phone, language, created_at, created_by, "
         "changed_at) select $1::integer, n, 'Customer ' || md5(n::text), '+359' || 880000000 + n, "
         "null, now(), 1, now() from generate_series(1, $2::bigint) n on conflict do nothing",
         values, 2);
}

/* Ids that no daemon will give out again; below those, the customers. */
static void take_ids(struct fill *fill, PGconn *connection)
{
    enum { ROOM = 8 }; /* ids that a case takes at the most, contact and clock included */
    char blocks[24];
    const char *const values[] = {blocks};
    snprintf(blocks, sizeof blocks, "%" PRId64, (fill->customers + ROOM * fill->cases) / 1000 + 2);
    PGresult *first = PQexec(connection, "select 1000 * nextval('id_block')");
    fill->next_id = strtoll(PQgetvalue(first, 0, 0), NULL, 10) + fill->customers + 1;
    PQclear(first);
    must(connection, "ids", "select setval('id_block', nextval('id_block') + $1::bigint)", values,
         1);
}

static void prepare(struct fill *fill, const char *conninfo, const char *agency)
{
    struct error error = {.code = ERR_OK};
    struct timespec now;
    PGconn *connection = PQconnectdb(conninfo);
    fill->snapshot = snapshot_load_sync(connection, &error);
    if (fill->snapshot == NULL) die("no desk", error.message);
    clock_gettime(CLOCK_REALTIME, &now);
    fill->now_us = (int64_t)now.tv_sec * US_PER_S;
    choose_from_desk(fill, agency);
    make_customers(fill, connection);
    take_ids(fill, connection);
    PQfinish(connection);
}

static void connect_lanes(struct fill *fill, const char *conninfo)
{
    char hasty[1024];
    snprintf(hasty, sizeof hasty, "%s options='-c synchronous_commit=off'", conninfo);
    struct db_settings settings = {.conninfo = hasty,
                                   .write_role = "onestop_write",
                                   .read_role = "onestop_read",
                                   .connections = {[DB_WRITE] = 2},
                                   .slow_timeout_ms = 1000,
                                   .connect_timeout_ms = 5000};
    fill->base = event_base_new();
    fill->db = db_new(fill->base, &settings);
    fill->batch = batch_new(fill->db);
    if (fill->batch == NULL) die("no memory", "batch");
    while (!db_lane_ready(fill->db, DB_WRITE)) event_base_loop(fill->base, EVLOOP_ONCE);
}

/* Sums what has moved, as the daemon would have done all along, in larger portions. */
static void fold(PGconn *connection)
{
    enum { PORTION = 500 };
    static const enum query journals[] = {QUERY_COUNTER_FOLD, QUERY_WAITING_FOLD};
    struct db_statement statement = {.query = QUERY_FOLD_AGENCIES};
    struct error error = {.code = ERR_OK};
    PGresult *agencies, *folded;
    if (db_run(connection, &statement, 1, &agencies, &error) != ERR_OK) die("fold", error.message);
    for (int i = 0; i < 2 * PQntuples(agencies); i++) {
        int64_t count = PORTION;
        while (count == PORTION) {
            statement = (struct db_statement){.query = journals[i % 2]};
            db_int(&statement.params, db_get_int(agencies, i / 2, 0, 0));
            db_int(&statement.params, PORTION);
            if (db_run(connection, &statement, 1, &folded, &error) != ERR_OK)
                die("fold", error.log_detail);
            count = db_get_int(folded, 0, 0, 0);
            PQclear(folded);
        }
    }
    PQclear(agencies);
}

static void tidy_up(const char *conninfo)
{
    PGconn *connection = PQconnectdb(conninfo);
    fold(connection);
    must(connection, "quiet", "set client_min_messages = error", NULL, 0);
    must(connection, "vacuum", "vacuum (analyze)", NULL, 0);
    PQfinish(connection);
}

int main(int argc, char **argv)
{
    if (argc < 5 || sodium_init() < 0) {
        fprintf(stderr, "usage: bench_fill CONNINFO AGENCY CASES OPEN [CUSTOMERS [DAYS]]\n");
        return 2;
    }
    static struct fill fill;
    static struct slot slots[SLOTS];
    fill.cases = strtoll(argv[3], NULL, 10);
    fill.open = strtoll(argv[4], NULL, 10);
    fill.customers = argc > 5 ? strtoll(argv[5], NULL, 10) : 0;
    fill.days = argc > 6 ? strtoll(argv[6], NULL, 10) : PAST_DAYS;
    srandom(1);
    prepare(&fill, argv[1], argv[2]);
    connect_lanes(&fill, argv[1]);
    for (int i = 0; i < SLOTS && fill.begun < fill.cases; i++) {
        slots[i].fill = &fill;
        slots[i].arena = arena_new(SLOT_BYTES);
        if (slots[i].arena == NULL) die("no memory", "arena");
        submit(&slots[i]);
    }
    if (fill.cases > 0) event_base_dispatch(fill.base);
    batch_free(fill.batch);
    db_free(fill.db);
    event_base_free(fill.base);
    for (int i = 0; i < SLOTS; i++) arena_free(slots[i].arena);
    snapshot_release(fill.snapshot);
    tidy_up(argv[1]);
    return 0;
}
