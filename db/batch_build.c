/* From commands to statements: rows are gathered over all commands of an agency, one statement a
 * table; a statement without rows is not sent. */
#include "db/batch_build.h"

#include <stdlib.h>

#include "db/batch_rows.h"

/* What a command expects of a row that it changes. */
struct expected {
    int64_t id;
    int32_t version;
};

struct batch_build {
    struct pgarray *writer;
    struct db_statement *statements;
    size_t count, capacity;
    struct batch_row *rows;
    struct expected *expected;
    size_t row_capacity, row_count;
    bool failed;
};

/* The commands of one agency. */
struct part {
    struct waiting *const *commands;
    size_t count;
    int32_t first_ord, agency_id;
};

struct batch_build *batch_build_new(void)
{
    struct batch_build *build = calloc(1, sizeof *build);
    if (build == NULL) return NULL;
    build->writer = pgarray_new();
    if (build->writer == NULL) {
        free(build);
        return NULL;
    }
    return build;
}

void batch_build_free(struct batch_build *build)
{
    if (build == NULL) return;
    pgarray_free(build->writer);
    free(build->statements);
    free(build->rows);
    free(build->expected);
    free(build);
}

static struct db_statement *add_statement(struct batch_build *build)
{
    if (build->count == build->capacity) {
        size_t capacity = build->capacity ? 2 * build->capacity : 32;
        struct db_statement *bigger = realloc(build->statements, capacity * sizeof *bigger);
        if (bigger == NULL) {
            build->failed = true;
            return NULL;
        }
        build->statements = bigger;
        build->capacity = capacity;
    }
    struct db_statement *statement = &build->statements[build->count++];
    db_params_clear(&statement->params);
    return statement;
}

static bool more_rows(struct batch_build *build)
{
    size_t capacity = build->row_capacity ? 2 * build->row_capacity : 1024;
    struct batch_row *rows = realloc(build->rows, capacity * sizeof *rows);
    if (rows != NULL) build->rows = rows;
    struct expected *expected = realloc(build->expected, capacity * sizeof *expected);
    if (expected != NULL) build->expected = expected;
    if (rows == NULL || expected == NULL) {
        build->failed = true;
        return false;
    }
    build->row_capacity = capacity;
    return true;
}

static void add_row(struct batch_build *build, int32_t ord, const void *row)
{
    if (build->row_count == build->row_capacity && !more_rows(build)) return;
    build->rows[build->row_count++] = (struct batch_row){ord, row};
}

static void add_expected(struct batch_build *build, int32_t ord, int64_t id, int32_t version)
{
    add_row(build, ord, NULL);
    if (!build->failed) build->expected[build->row_count - 1] = (struct expected){id, version};
}

static void gather(struct batch_build *build, enum row_kind kind, const struct part *part)
{
    build->row_count = 0;
    for (size_t c = 0; c < part->count; c++) {
        const struct waiting *command = part->commands[c];
        size_t count = batch_rows_count(kind, command->effects, command->key);
        for (size_t i = 0; i < count; i++) {
            const void *row = batch_rows_get(kind, command->effects, command->key, i);
            if (row != NULL) add_row(build, part->first_ord + (int32_t)c, row);
        }
    }
}

static void add_rows(struct batch_build *build, enum row_kind kind, const struct part *part)
{
    gather(build, kind, part);
    if (build->row_count == 0) return;
    struct db_statement *statement = add_statement(build);
    if (statement != NULL)
        batch_rows_statement(statement, build->writer, kind, part->agency_id, build->rows,
                             build->row_count);
}

/* Adds the gathered rows to the guard: their ords and some of their columns. */
static void add_section(struct batch_build *build, struct db_params *params,
                        const struct column *columns, size_t count)
{
    batch_rows_ords(params, build->writer, build->rows, build->row_count);
    for (size_t i = 0; i < count; i++)
        batch_rows_column(params, build->writer, &columns[i], build->rows, build->row_count);
}

enum versioned { VERSIONED_CASES, VERSIONED_CUSTOMERS, VERSIONED_RECORDS };

static void expect(struct batch_build *build, enum versioned what, int32_t ord,
                   const struct effects *effects)
{
    switch (what) {
    case VERSIONED_CASES:
        for (size_t i = 0; i < effects->kases_count; i++)
            if (!effects->kases[i].fresh)
                add_expected(build, ord, effects->kases[i].row->id,
                             effects->kases[i].expected_version);
        break;
    case VERSIONED_CUSTOMERS:
        for (size_t i = 0; i < effects->customers_count; i++)
            if (!effects->customers[i].fresh)
                add_expected(build, ord, effects->customers[i].id,
                             effects->customers[i].expected_version);
        for (size_t i = 0; i < effects->erasures_count; i++)
            add_expected(build, ord, effects->erasures[i].customer_id,
                         effects->erasures[i].expected_version);
        break;
    case VERSIONED_RECORDS:
        for (size_t i = 0; i < effects->records_count; i++)
            if (!effects->records[i].fresh)
                add_expected(build, ord, effects->records[i].id,
                             effects->records[i].expected_version);
        break;
    }
}

static void add_versions(struct batch_build *build, struct db_params *params,
                         const struct part *part, enum versioned what)
{
    static const struct column columns[] = {{COLUMN_INT64, offsetof(struct expected, id)},
                                            {COLUMN_INT32, offsetof(struct expected, version)}};
    build->row_count = 0;
    for (size_t c = 0; c < part->count; c++)
        expect(build, what, part->first_ord + (int32_t)c, part->commands[c]->effects);
    for (size_t i = 0; i < build->row_count; i++) build->rows[i].row = &build->expected[i];
    add_section(build, params, columns, 2);
}

/* Rows that may be there already: those with an external id, which is the second of the columns. */
static void add_imports(struct batch_build *build, struct db_params *params,
                        const struct part *part, enum row_kind kind, const struct column columns[2])
{
    gather(build, kind, part);
    size_t kept = 0;
    for (size_t i = 0; i < build->row_count; i++) {
        const char *row = build->rows[i].row;
        const char *const *external_id = (const void *)(row + columns[1].offset);
        if (*external_id != NULL) build->rows[kept++] = build->rows[i];
    }
    build->row_count = kept;
    add_section(build, params, columns, 2);
}

static bool needs_guard(const struct part *part)
{
    for (size_t c = 0; c < part->count; c++) {
        const struct effects *effects = part->commands[c]->effects;
        if (effects->rungs_count + effects->identifiers_count + effects->erasures_count > 0)
            return true;
        for (size_t i = 0; i < effects->kases_count; i++)
            if (!effects->kases[i].fresh || effects->kases[i].row->external_id != NULL) return true;
        for (size_t i = 0; i < effects->contacts_count; i++)
            if (effects->contacts[i].external_id != NULL) return true;
        for (size_t i = 0; i < effects->customers_count; i++)
            if (!effects->customers[i].fresh) return true;
        for (size_t i = 0; i < effects->records_count; i++)
            if (!effects->records[i].fresh) return true;
    }
    return false;
}

static void add_guard(struct batch_build *build, const struct part *part)
{
    static const struct column rung[] = {{COLUMN_INT64, offsetof(struct rung_row, clock_id)},
                                         {COLUMN_INT16, offsetof(struct rung_row, percent)}};
    static const struct column kase[] = {{COLUMN_TEXT, offsetof(struct kase, source)},
                                         {COLUMN_TEXT, offsetof(struct kase, external_id)}};
    static const struct column contact[] = {
        {COLUMN_TEXT, offsetof(struct contact_row, source)},
        {COLUMN_TEXT, offsetof(struct contact_row, external_id)}};
    struct db_statement *guard = needs_guard(part) ? add_statement(build) : NULL;
    if (guard == NULL) return;
    guard->query = QUERY_BATCH_GUARD;
    db_int(&guard->params, part->agency_id);
    add_versions(build, &guard->params, part, VERSIONED_CASES);
    add_versions(build, &guard->params, part, VERSIONED_CUSTOMERS);
    gather(build, ROW_RUNG, part);
    add_section(build, &guard->params, rung, 2);
    gather(build, ROW_IDENTIFIER, part);
    add_section(build, &guard->params, row_tables[ROW_IDENTIFIER].columns,
                row_tables[ROW_IDENTIFIER].count);
    add_imports(build, &guard->params, part, ROW_KASE_INSERT, kase);
    add_imports(build, &guard->params, part, ROW_CONTACT, contact);
    add_versions(build, &guard->params, part, VERSIONED_RECORDS);
}

/* The next agency's commands; false at the end. */
static bool next_part(struct part *part, struct waiting *const *commands, size_t count)
{
    size_t begin = (size_t)part->first_ord + part->count;
    if (begin >= count) return false;
    part->commands = commands + begin;
    part->first_ord = (int32_t)begin;
    part->agency_id = commands[begin]->effects->agency_id;
    for (part->count = 1; begin + part->count < count; part->count++)
        if (commands[begin + part->count]->effects->agency_id != part->agency_id) break;
    return true;
}

const struct db_statement *batch_build_statements(struct batch_build *build,
                                                  struct waiting *const *commands, size_t count,
                                                  size_t *statement_count, size_t *check_count)
{
    build->count = 0;
    build->failed = false;
    pgarray_clear(build->writer);
    for (struct part part = {0}; next_part(&part, commands, count);) {
        add_guard(build, &part);
        add_rows(build, ROW_KEY, &part);
    }
    *check_count = build->count;
    for (struct part part = {0}; next_part(&part, commands, count);)
        for (int kind = 0; kind < ROW_MOVE; kind++) add_rows(build, (enum row_kind)kind, &part);
    for (struct part part = {0}; next_part(&part, commands, count);)
        add_rows(build, ROW_MOVE, &part);
    *statement_count = build->count;
    return build->failed || pgarray_failed(build->writer) ? NULL : build->statements;
}
