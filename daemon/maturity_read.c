/* One group of statements reads facts and sums of counters. Where records among the facts name
 * further indicators, what these need is asked for too, in a second group that reads all of it. */
#include "daemon/maturity_read.h"

#include <json-c/json.h>
#include <string.h>

#include "daemon/maturity_sums.h"
#include "daemon/worker.h"
#include "db/pgarray.h"
#include "proto/arena.h"
#include "proto/error.h"
#include "workflow/period.h"

/* The statements that give facts, each with the kinds it gives. Their columns are the same. */
static const struct facts_query {
    enum query query;
    uint32_t kinds;
} facts_queries[] = {
#define KIND(name) (1u << FACT_##name)
    {QUERY_MATURITY_DEFINITION, KIND(SERVICE) | KIND(STANDARD) | KIND(STANDARD_VERSION) |
                                    KIND(LADDER_LEVEL) | KIND(STAFF) | KIND(OFFICE) |
                                    KIND(INSTRUMENT)},
    {QUERY_MATURITY_RECORDS, KIND(SAMPLE) | KIND(STUCK) | KIND(DUE_ANSWER) | KIND(HEARD) |
                                 KIND(CHANGE) | KIND(IDEA) | KIND(ACTION)},
    {QUERY_MATURITY_PROCESSES, KIND(PROCESS_VERSION)},
    {QUERY_MATURITY_EVIDENCE, KIND(EVIDENCE)},
    {QUERY_MATURITY_REPORTS, KIND(REPORT) | KIND(MEASURE) | KIND(DELIVERY) | KIND(PUBLICATION)},
#undef KIND
};
enum {
    FACTS_QUERIES = sizeof facts_queries / sizeof *facts_queries,
    STATEMENTS = FACTS_QUERIES + 1
};

enum {
    COLUMN_KIND,
    COLUMN_WHAT,
    COLUMN_REFERENCE,
    COLUMN_KEY,
    COLUMN_DAY,
    COLUMN_UNTIL,
    COLUMN_NUMERATOR,
    COLUMN_DENOMINATOR,
    COLUMN_FIELDS
};

struct reading {
    struct worker *worker;
    struct arena *arena;
    int32_t agency_id;
    const char *agencies;
    const struct framework *framework;
    const struct maturity_element *element;
    enum indicator_split by;
    struct indicator_asks *asks, *named; /* named: with those that records name */
    struct db_statement *statements;
    size_t sent;
    bool again; /* the second group is under way */
    struct indicator_facts facts;
    struct indicator_fact *rows;
    size_t row_capacity;
    maturity_callback callback;
    void *context;
};

static void fail(struct reading *reading, const struct error *error)
{
    reading->callback(reading->context, NULL, NULL, error);
}

static void fail_full(struct reading *reading)
{
    struct error error = {.code = ERR_OK};
    error_set(&error, ERR_TOO_LARGE,
              "the facts of this day need more memory than one request may have");
    fail(reading, &error);
}

/* ---- what is asked ---- */

/* Which of the kinds are wanted, as a bit each. */
static uint32_t wanted_of(const struct indicator_asks *asks, uint32_t kinds)
{
    uint32_t wanted = 0;
    for (int kind = 1; kind < FACT_KINDS; kind++)
        if (asks->wanted[kind]) wanted |= 1u << kind;
    return wanted & kinds;
}

static void add_array(struct db_params *params, struct pgarray *writer)
{
    size_t length;
    const uint8_t *bytes = pgarray_end(writer, &length);
    db_array(params, bytes, length);
}

static void put_since(struct pgarray *writer, civil_day since)
{
    if (since == CIVIL_NONE)
        pgarray_null(writer);
    else
        pgarray_day(writer, since);
}

/* Names of kinds, and the first day of each. */
static void add_kinds(struct db_params *params, struct pgarray *writer,
                      const struct indicator_asks *asks, uint32_t wanted, bool days)
{
    pgarray_begin(writer, PGTYPE_TEXT);
    for (int kind = 1; kind < FACT_KINDS; kind++)
        if ((wanted & 1u << kind) != 0) pgarray_text(writer, name_of(&fact_names, kind));
    add_array(params, writer);
    if (!days) return;
    pgarray_begin(writer, PGTYPE_DATE);
    for (int kind = 1; kind < FACT_KINDS; kind++)
        if ((wanted & 1u << kind) != 0) put_since(writer, asks->wanted_from[kind]);
    add_array(params, writer);
}

static void begin_statement(const struct reading *reading, struct db_statement *statement,
                            enum query query, const char *day)
{
    statement->query = query;
    db_params_clear(&statement->params);
    db_int(&statement->params, reading->agency_id);
    db_text(&statement->params, day);
}

static void ask_facts(struct reading *reading, const struct facts_query *of, struct pgarray *writer,
                      const char *day, char first[PERIOD_TEXT])
{
    struct db_statement *statement = &reading->statements[reading->sent];
    uint32_t wanted = wanted_of(reading->asks, of->kinds);
    if (wanted == 0) return;
    reading->sent++;
    begin_statement(reading, statement, of->query, day);
    if (of->query == QUERY_MATURITY_EVIDENCE) return;
    if (of->query == QUERY_MATURITY_PROCESSES)
        db_text(&statement->params,
                period_text(PERIOD_DAY, reading->asks->wanted_from[FACT_PROCESS_VERSION], first));
    else
        add_kinds(&statement->params, writer, reading->asks, wanted,
                  of->query != QUERY_MATURITY_DEFINITION);
}

static void ask_sums(struct reading *reading, struct pgarray *writer, const char *day)
{
    struct db_statement *statement = &reading->statements[reading->sent++];
    begin_statement(reading, statement, QUERY_MATURITY_SUMS, day);
    maturity_sums_ask(&statement->params, writer, reading->asks);
}

static void on_read(void *context, struct db_reply *reply);

/* False: there is no memory. */
static bool send_all(struct reading *reading)
{
    char day[PERIOD_TEXT], first[PERIOD_TEXT];
    struct pgarray *writer = pgarray_new();
    if (writer == NULL) return false;
    period_text(PERIOD_DAY, reading->facts.day, day);
    reading->sent = 0;
    for (size_t i = 0; i < FACTS_QUERIES; i++)
        ask_facts(reading, &facts_queries[i], writer, day, first);
    if (reading->asks->count > 0) ask_sums(reading, writer, day);
    bool whole = !pgarray_failed(writer);
    if (whole)
        db_send(reading->worker->db, DB_SLOW, reading->agencies, reading->statements, reading->sent,
                on_read, reading);
    pgarray_free(writer);
    return whole;
}

/* ---- what came ---- */

static void put_object(void *object)
{
    json_object_put(object);
}

/* False: the arena is full. */
static bool read_fields(struct reading *reading, const PGresult *rows, int row,
                        struct indicator_fact *fact)
{
    if (PQgetisnull(rows, row, COLUMN_FIELDS)) return true;
    fact->fields = json_tokener_parse(PQgetvalue(rows, row, COLUMN_FIELDS));
    if (arena_cleanup(reading->arena, put_object, fact->fields) == 0) return true;
    json_object_put(fact->fields);
    return false;
}

static bool read_fact(struct reading *reading, const PGresult *rows, int row)
{
    void *items = reading->rows;
    if (arena_grow(reading->arena, &items, reading->facts.fact_count, &reading->row_capacity,
                   sizeof *reading->rows) != 0)
        return false;
    reading->rows = items;
    reading->facts.facts = items;
    struct indicator_fact *fact = &reading->rows[reading->facts.fact_count++];
    *fact = (struct indicator_fact){
        .kind = (enum fact_kind)name_number(&fact_names, PQgetvalue(rows, row, COLUMN_KIND)),
        .what = db_get_text(reading->arena, rows, row, COLUMN_WHAT),
        .reference = db_get_text(reading->arena, rows, row, COLUMN_REFERENCE),
        .key = (int32_t)db_get_int(rows, row, COLUMN_KEY, 0),
        .day = (civil_day)db_get_int(rows, row, COLUMN_DAY, CIVIL_NONE),
        .until = (civil_day)db_get_int(rows, row, COLUMN_UNTIL, CIVIL_NONE),
        .numerator = db_get_int(rows, row, COLUMN_NUMERATOR, 0),
        .denominator = db_get_int(rows, row, COLUMN_DENOMINATOR, 0)};
    bool whole = (fact->what != NULL || PQgetisnull(rows, row, COLUMN_WHAT)) &&
                 (fact->reference != NULL || PQgetisnull(rows, row, COLUMN_REFERENCE));
    return whole && read_fields(reading, rows, row, fact);
}

static bool read_all(struct reading *reading, struct db_reply *reply)
{
    size_t facts = reading->sent - (reading->asks->count > 0);
    reading->facts.fact_count = 0;
    for (size_t i = 0; i < facts; i++)
        for (int row = 0; row < PQntuples(reply->results[i]); row++)
            if (!read_fact(reading, reply->results[i], row)) return false;
    reading->facts.asks = reading->asks;
    return facts == reading->sent ||
           maturity_sums_read(reading->arena, reply->results[facts], &reading->facts);
}

/* Whether the facts name indicators that need more than was asked for; it is sent for then. */
static bool needs_more(struct reading *reading)
{
    const struct indicator_asks *asks = reading->asks;
    struct indicator_asks *named = reading->named;
    if (reading->again) return false;
    *named = *asks;
    indicator_ask_named(reading->arena, named, &reading->facts);
    bool more = named->count > asks->count;
    for (int kind = 1; kind < FACT_KINDS; kind++)
        more |= named->wanted[kind] != asks->wanted[kind] ||
                named->wanted_from[kind] != asks->wanted_from[kind];
    reading->asks = named;
    reading->again = true;
    return more;
}

static void judge(struct reading *reading)
{
    const struct maturity_assessment *assessment = maturity_judge(
        reading->arena, reading->framework, reading->element, &reading->facts, reading->by);
    if (assessment == NULL)
        fail_full(reading);
    else
        reading->callback(reading->context, assessment, &reading->facts, NULL);
}

static void on_read(void *context, struct db_reply *reply)
{
    struct reading *reading = context;
    if (reply->outcome != DB_DONE) {
        fail(reading, &reply->error);
    } else if (!read_all(reading, reply)) {
        fail_full(reading);
    } else if (needs_more(reading)) {
        if (reading->asks->full || !send_all(reading)) fail_full(reading);
    } else {
        reading->facts.asks = reading->asks;
        judge(reading);
    }
}

bool maturity_read(struct worker *worker, struct arena *arena, int32_t agency_id,
                   const struct framework *framework, const struct maturity_element *element,
                   civil_day day, enum indicator_split by, maturity_callback callback,
                   void *context)
{
    struct reading *reading = arena_alloc(arena, sizeof *reading);
    if (reading == NULL) return false;
    *reading =
        (struct reading){.worker = worker,
                         .arena = arena,
                         .agency_id = agency_id,
                         .agencies = arena_printf(arena, "{%d}", (int)agency_id),
                         .framework = framework,
                         .element = element,
                         .by = by,
                         .asks = arena_alloc(arena, sizeof *reading->asks),
                         .named = arena_alloc(arena, sizeof *reading->named),
                         .statements = arena_array(arena, STATEMENTS, sizeof *reading->statements),
                         .facts = {.day = day},
                         .callback = callback,
                         .context = context};
    if (reading->agencies == NULL || reading->asks == NULL || reading->named == NULL ||
        reading->statements == NULL)
        return false;
    indicator_asks_begin(reading->asks);
    maturity_ask(framework, element, day, by, reading->asks);
    return !reading->asks->full && send_all(reading);
}
