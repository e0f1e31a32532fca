/* Audits over a plain connection, a row at a time. */
#include "db/audit.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "db/audit_sums.h"
#include "db/queries.h"
#include "proto/arena.h"
#include "workflow/contact.h"
#include "workflow/counter.h"
#include "workflow/effects.h"
#include "workflow/measure.h"
#include "workflow/period.h"

enum { EVENT_BYTES = 64 << 10 };

struct key { /* of a counter, without its writer; no padding: compared as bytes */
    int32_t agency_id, day, metric, office_id, service_id, segment_id, channel, bucket;
};

struct sum {
    struct key key;
    int64_t recounted, stored;
    UT_hash_handle hh;
};

struct run {
    struct audit *audit;
    PGconn *pg;
    struct arena *arena; /* of the event being read */
    struct sum *sums;
    struct audit_sums *months; /* sums of counters by month */
    enum error_code code;
    struct error *error;
    /* of the chain being followed */
    struct kase row;
    struct arena *case_arena;
    int64_t case_id;
    bool broken;
    int64_t told_version; /* of the row of the case or record whose chain is followed */
};

__attribute__((format(printf, 2, 3))) static void tell(struct audit *audit, const char *format, ...)
{
    if (audit->differences++ >= AUDIT_DIFFERENCES) return;
    struct audit_difference *told = &audit->told[audit->differences - 1];
    va_list args;
    va_start(args, format);
    error_say(told->text, sizeof told->text, &told->source, format, args);
    va_end(args);
}

static int64_t number(const PGresult *row, int column)
{
    return PQgetisnull(row, 0, column) ? 0 : strtoll(PQgetvalue(row, 0, column), NULL, 10);
}

typedef void (*row_reader)(struct run *run, const PGresult *row);

static void failed(struct run *run)
{
    run->code = error_set(run->error, ERR_UNAVAILABLE, "the audit could not read the database");
    error_log_detail(run->error, "%s", PQerrorMessage(run->pg));
}

/* Runs a statement and reads its rows one by one, so that memory does not grow with the database.
 */
static void each_row(struct run *run, enum query query, row_reader reader)
{
    const char *values[] = {run->audit->agencies};
    bool scoped = reader != NULL;
    if (run->code != ERR_OK) return;
    if (PQsendQueryParams(run->pg, query_text(query), scoped, NULL, values, NULL, NULL, 0) != 1 ||
        PQsetSingleRowMode(run->pg) != 1) {
        failed(run);
        return;
    }
    PGresult *result;
    while ((result = PQgetResult(run->pg)) != NULL) {
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_SINGLE_TUPLE && reader != NULL)
            reader(run, result);
        else if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK &&
                 status != PGRES_SINGLE_TUPLE)
            failed(run);
        PQclear(result);
    }
}

static struct sum *sum_of(struct run *run, const struct key *key)
{
    struct sum *sum;
    HASH_FIND(hh, run->sums, key, sizeof *key, sum);
    if (sum != NULL) return sum;
    sum = calloc(1, sizeof *sum);
    if (sum == NULL) {
        run->code = error_set(run->error, ERR_UNAVAILABLE, "could not get memory for the audit");
        return NULL;
    }
    sum->key = *key;
    HASH_ADD(hh, run->sums, key, sizeof sum->key, sum);
    return sum;
}

static void add_moves(struct run *run, const struct counter_move *moves, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct counter_move *move = &moves[i];
        struct key key = {move->agency_id,        move->day,        (int32_t)move->metric,
                          move->office_id,        move->service_id, move->segment_id,
                          (int32_t)move->channel, move->bucket};
        struct sum *sum = sum_of(run, &key);
        if (sum != NULL) sum->recounted += move->value;
    }
}

static const struct zone *zone_of(const struct run *run, int32_t agency_id)
{
    return desk_agency(run->audit->desk, agency_id)->zone;
}

static bool read_event(struct run *run, const PGresult *row, struct case_event *event)
{
    int column = 0;
    memset(event, 0, sizeof *event);
    event->agency_id = (int32_t)number(row, column++);
    event->case_id = number(row, column++);
    event->seq = (int32_t)number(row, column++);
    event->kind = (enum event_kind)number(row, column++);
    event->at_us = number(row, column++);
    event->actor_id = (int32_t)number(row, column++);
    event->office_id = (int32_t)number(row, column++);
    event->service_id = (int32_t)number(row, column++);
    event->segment_id = (int32_t)number(row, column++);
    event->channel = (enum channel)number(row, column++);
    event->facts_json = PQgetvalue(row, 0, column++);
    if (event_parse(run->arena, event) == 0) return true;
    tell(run->audit, "case %" PRId64 " event %d: its facts cannot be read", event->case_id,
         (int)event->seq);
    return false;
}

static void recount_event(struct run *run, const PGresult *row)
{
    struct case_event event;
    struct counter_move moves[COUNTER_MOVES_MAX];
    arena_reset(run->arena);
    if (read_event(run, row, &event))
        add_moves(run, moves, counter_of_event(&event, zone_of(run, event.agency_id), moves));
}

static int64_t instant(const PGresult *row, int column)
{
    return PQgetisnull(row, 0, column) ? NO_TIME : number(row, column);
}

/* A number of a closed set, from a row that anybody may have changed: 0 when there is none such. */
static int word(const PGresult *row, int column, int count)
{
    int64_t value = number(row, column);
    return value < 0 || value >= count ? 0 : (int)value;
}

/* Whether the contact was judged as its times and that version of the standard say, by a version
 * that could: meant for it, and in force on its day. */
static bool judged_rightly(const struct run *run, const struct contact_row *contact)
{
    const struct standard *standard = desk_standard(run->audit->desk, contact->standard_id);
    const struct standard_wish wish =
        contact_wish(run->audit->desk, zone_of(run, contact->agency_id), contact);
    if (standard == NULL) return contact->standard_id == 0 && contact->verdict == VERDICT_NONE;
    return standard_covers(standard, &wish) &&
           contact->verdict == contact_verdict(contact, standard);
}

/* A contact counts as it was judged. */
static void recount_contact(struct run *run, const PGresult *row)
{
    struct contact_row contact = {.agency_id = (int32_t)number(row, 0),
                                  .office_id = (int32_t)number(row, 1),
                                  .service_id = (int32_t)number(row, 2),
                                  .segment_id = (int32_t)number(row, 3),
                                  .channel = (enum channel)word(row, 4, CHANNELS),
                                  .cause = (enum cause)word(row, 5, CAUSES),
                                  .at_us = number(row, 6),
                                  .wait_s = (int32_t)number(row, 7),
                                  .duration_s = (int32_t)number(row, 8),
                                  .id = number(row, 9),
                                  .direction = (enum direction)word(row, 10, DIRECTIONS),
                                  .queued_at_us = instant(row, 11),
                                  .answered_at_us = instant(row, 12),
                                  .ended_at_us = instant(row, 13),
                                  .appointment_at_us = instant(row, 14),
                                  .abandoned = PQgetvalue(row, 0, 15)[0] == 't',
                                  .standard_id = (int32_t)number(row, 16),
                                  .verdict = (enum verdict)word(row, 17, VERDICTS),
                                  .undescribed = PQgetvalue(row, 0, 18)[0] == 't'};
    struct counter_move moves[COUNTER_MOVES_MAX];
    if (!judged_rightly(run, &contact))
        tell(run->audit, "contact %" PRId64 ": it was not judged as its times and its standard say",
             contact.id);
    add_moves(run, moves, counter_of_contact(&contact, zone_of(run, contact.agency_id), moves));
}

static void recount_queue_day(struct run *run, const PGresult *row)
{
    const struct queue_day day = {.agency_id = (int32_t)number(row, 0),
                                  .queue_id = (int32_t)number(row, 1),
                                  .office_id = (int32_t)number(row, 2),
                                  .day = (int32_t)number(row, 3),
                                  .capacity_minutes = (int32_t)number(row, 4),
                                  .backlog_minutes = number(row, 5),
                                  .backlog_cases = number(row, 6),
                                  .before_minutes = number(row, 7),
                                  .before_cases = number(row, 8)};
    struct counter_move moves[COUNTER_MOVES_MAX];
    add_moves(run, moves, counter_of_queue_day(&day, moves));
}

static void read_counter(struct run *run, const PGresult *row)
{
    struct key key = {(int32_t)number(row, 0), (int32_t)number(row, 1), (int32_t)number(row, 2),
                      (int32_t)number(row, 3), (int32_t)number(row, 4), (int32_t)number(row, 5),
                      (int32_t)number(row, 6), (int32_t)number(row, 7)};
    struct sum *sum = sum_of(run, &key);
    struct sum_row folded = {key.day,
                             {key.office_id, key.service_id, key.channel, key.segment_id},
                             key.bucket,
                             number(row, 9)};
    if (sum != NULL) sum->stored += number(row, 8);
    audit_sums_counter(run->months, key.agency_id, key.metric, &folded);
}

/* Sums that figures are read from: of months that are as they were when they were made. */
static void read_sums(struct run *run, const PGresult *row)
{
    size_t length;
    unsigned char *packed = PQunescapeBytea((const unsigned char *)PQgetvalue(row, 0, 4), &length);
    if (packed == NULL ||
        !audit_sums_packed(run->months, (int32_t)number(row, 0), (int32_t)number(row, 1),
                           (civil_day)number(row, 2), (int32_t)number(row, 3), packed, length))
        run->code = error_set(run->error, ERR_UNAVAILABLE, "could not get memory for the audit");
    PQfreemem(packed);
}

static void compare_sums(struct run *run)
{
    struct audit_sums_fault fault;
    while (audit_sums_next(run->months, &fault)) {
        char month[PERIOD_TEXT], by[64] = "";
        const char *metric = name_of(&metric_names, fault.metric);
        const char *every =
            name_of(&period_names, (fault.set & SUM_DAILY) != 0 ? PERIOD_DAY : PERIOD_MONTH);
        period_text(PERIOD_MONTH, fault.month, month);
        for (int slice = DIMENSION_OFFICE; slice <= DIMENSION_SEGMENT; slice++)
            if ((fault.set & 1 << slice) != 0) {
                if (by[0] != '\0') strncat(by, ", ", sizeof by - strlen(by) - 1);
                strncat(by, name_of(&dimension_names, slice), sizeof by - strlen(by) - 1);
            }
        if (by[0] == '\0')
            tell(run->audit, "%s of %s: its sums by %s are not those of the counters", metric,
                 month, every);
        else
            tell(run->audit, "%s of %s: its sums by %s and %s are not those of the counters",
                 metric, month, every, by);
    }
}

static void tell_counter(struct run *run, const struct sum *sum)
{
    const struct key *key = &sum->key;
    char day[PERIOD_TEXT];
    tell(run->audit,
         "%s of %s, office %d, service %d, %s, segment %d, bucket %d: counter %" PRId64
         ", recount %" PRId64,
         name_of(&metric_names, key->metric), period_text(PERIOD_DAY, key->day, day),
         (int)key->office_id, (int)key->service_id, name_of(&channel_names, key->channel),
         (int)key->segment_id, (int)key->bucket, sum->stored, sum->recounted);
}

static void compare(struct run *run)
{
    struct sum *sum, *next;
    HASH_ITER(hh, run->sums, sum, next)
    {
        const struct key *key = &sum->key;
        run->audit->checked += !counter_is_serious((enum metric)key->metric, key->bucket);
        if (sum->stored != sum->recounted) tell_counter(run, sum);
        HASH_DEL(run->sums, sum); // NOLINT(clang-analyzer-unix.Malloc): uthash's own links
        free(sum);
    }
}

/* What the row of the case says must be what its events say. */
static void compare_row(struct run *run, const PGresult *row)
{
    const struct kase *folded = &run->row;
    if (number(row, 12) != folded->version) return; /* not its last event */
    bool same = strcmp(PQgetvalue(row, 0, 14), folded->state == NULL ? "" : folded->state) == 0 &&
                number(row, 15) == folded->case_manager_id &&
                number(row, 16) == folded->handler_id &&
                number(row, 17) == folded->worked_minutes && number(row, 18) == folded->contacts &&
                (PQgetvalue(row, 0, 19)[0] == 't') == kase_open(folded);
    if (!same) tell(run->audit, "case %" PRId64 ": the row is not what its events say", folded->id);
}

/* The chain goes on; of a case, its row does too. */
static void follow(struct run *run, const PGresult *row, const struct case_event *event)
{
    bool of_record = PQgetvalue(row, 0, 20)[0] == 't';
    if (of_record) {
        run->row.version = event->seq;
        memcpy(run->row.hash, event->hash, sizeof run->row.hash);
    } else {
        kase_apply(&run->row, event);
        compare_row(run, row);
    }
}

static void hex_of(const uint8_t hash[HASH_SIZE], char text[2 * HASH_SIZE + 1])
{
    for (size_t i = 0; i < HASH_SIZE; i++) snprintf(text + 2 * i, 3, "%02x", hash[i]);
}

/* The last event of a chain is that of its row: nothing was cut off at the end. */
static void end_case(struct run *run)
{
    if (!run->broken && run->told_version > run->row.version)
        tell(run->audit, "case %" PRId64 ": event %d is missing", run->case_id,
             (int)run->row.version + 1);
}

static void begin_case(struct run *run, int64_t case_id)
{
    end_case(run);
    run->case_id = case_id;
    run->broken = false;
    memset(&run->row, 0, sizeof run->row);
    arena_reset(run->case_arena);
}

static void follow_chain(struct run *run, const PGresult *row)
{
    struct case_event event;
    struct arena *keep = run->arena;
    char expected[2 * HASH_SIZE + 1];
    if (number(row, 1) != run->case_id) begin_case(run, number(row, 1));
    if (run->broken) return;
    run->told_version = number(row, 12);
    run->arena = run->case_arena; /* the row borrows the texts of its events */
    bool readable = read_event(run, row, &event);
    run->arena = keep;
    run->audit->checked += !readable || event.facts.serious != 1;
    if (!readable) {
        run->broken = true;
        return;
    }
    event_hash(&event, run->row.hash, event.hash);
    hex_of(event.hash, expected);
    if (event.seq != run->row.version + 1)
        tell(run->audit, "case %" PRId64 ": event %d is missing", event.case_id,
             (int)run->row.version + 1);
    else if (strcmp(expected, PQgetvalue(row, 0, 11)) != 0)
        tell(run->audit, "case %" PRId64 " event %d: its hash does not fit", event.case_id,
             (int)event.seq);
    else if (PQgetisnull(row, 0, 12))
        tell(run->audit, "case %" PRId64 ": events without a case", event.case_id);
    else if (number(row, 12) < event.seq)
        tell(run->audit, "case %" PRId64 ": event %d is later than its row", event.case_id,
             (int)event.seq);
    else if (number(row, 12) == event.seq && strcmp(expected, PQgetvalue(row, 0, 13)) != 0)
        tell(run->audit, "case %" PRId64 ": its row has another hash than its last event",
             event.case_id);
    else {
        follow(run, row, &event);
        return;
    }
    run->broken = true;
}

static void read_orphans(struct run *run, const PGresult *row)
{
    if (number(row, 1) != 0)
        tell(run->audit, "%s, how many: %" PRId64, PQgetvalue(row, 0, 0), number(row, 1));
}

static void ignore_row(struct run *run, const PGresult *row)
{
    (void)run, (void)row;
}

static void connect_read_only(struct run *run)
{
    char options[128];
    snprintf(options, sizeof options, "-c role=%s -c statement_timeout=0", run->audit->role);
    const char *keywords[] = {"dbname", "options", "application_name", NULL};
    const char *values[] = {run->audit->conninfo, options, "onestop audit", NULL};
    run->pg = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(run->pg) != CONNECTION_OK) failed(run);
}

enum error_code audit_run(struct audit *audit, struct error *error)
{
    struct run run = {.audit = audit, .error = error, .code = ERR_OK};
    audit->checked = audit->differences = 0;
    run.arena = arena_new(EVENT_BYTES);
    run.case_arena = arena_new(EVENT_BYTES * 64);
    run.months = audit_sums_new();
    if (run.arena == NULL || run.case_arena == NULL || run.months == NULL)
        run.code = error_set(error, ERR_UNAVAILABLE, "could not get memory for the audit");
    else
        connect_read_only(&run);
    each_row(&run, QUERY_AUDIT_BEGIN, NULL);
    each_row(&run, QUERY_READ_SCOPE, ignore_row);
    if (audit->kind == AUDIT_COUNTERS) {
        each_row(&run, QUERY_AUDIT_EVENTS_COUNTED, recount_event);
        each_row(&run, QUERY_AUDIT_CONTACTS, recount_contact);
        each_row(&run, QUERY_AUDIT_QUEUE_DAYS, recount_queue_day);
        each_row(&run, QUERY_AUDIT_SUMS, read_sums);
        each_row(&run, QUERY_AUDIT_COUNTERS, read_counter);
        compare_sums(&run);
        compare(&run);
    } else {
        each_row(&run, QUERY_AUDIT_EVENTS, follow_chain);
        end_case(&run);
        each_row(&run, QUERY_AUDIT_ORPHANS, read_orphans);
    }
    each_row(&run, QUERY_AUDIT_END, NULL);
    PQfinish(run.pg);
    audit_sums_free(run.months);
    arena_free(run.arena);
    arena_free(run.case_arena);
    return run.code;
}
