/* Every statement of db/query against the migrated schema. */
#include <string.h>

#include "db/batch_rows.h"
#include "tests/integration/db/database.h"

static void test_every_statement_can_be_prepared(void **state)
{
    PGconn *connection = *state;
    for (int query = 0; query < QUERIES; query++) {
        PGresult *result = PQprepare(connection, query_name((enum query)query),
                                     query_text((enum query)query), 0, NULL);
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            fail_msg("%s: %s", query_name((enum query)query), PQerrorMessage(connection));
        PQclear(result);
    }
}

static void test_every_statement_says_what_it_takes(void **state)
{
    (void)state;
    for (int query = 0; query < QUERIES; query++)
        assert_memory_equal(query_text((enum query)query), "-- ", 3);
}

static Oid array_of(enum pgtype type)
{
    switch (type) {
    case PGTYPE_BOOL: return 1000;
    case PGTYPE_BYTEA: return 1001;
    case PGTYPE_INT2: return 1005;
    case PGTYPE_INT4: return 1007;
    case PGTYPE_TEXT: return 1009;
    case PGTYPE_INT8: return 1016;
    case PGTYPE_DATE: return 1182;
    case PGTYPE_TIMESTAMPTZ: return 1185;
    }
    return 0;
}

static void test_batch_columns_are_those_of_the_statements(void **state)
{
    PGconn *connection = *state;
    for (int kind = 0; kind < ROW_KINDS; kind++) {
        const struct row_table *table = &row_tables[kind];
        PGresult *described = PQdescribePrepared(connection, query_name(table->query));
        assert_int_equal(PQresultStatus(described), PGRES_COMMAND_OK);
        if (PQnparams(described) != (int)table->count + 2)
            fail_msg("%s takes %d parameters, we send %d", query_name(table->query),
                     PQnparams(described), (int)table->count + 2);
        assert_int_equal(PQparamtype(described, 1), 1007);
        for (size_t i = 0; i < table->count; i++)
            if (PQparamtype(described, (int)i + 2) !=
                array_of(column_pgtype(table->columns[i].type)))
                fail_msg("%s: parameter $%d has another type", query_name(table->query),
                         (int)i + 3);
        PQclear(described);
    }
}

static int open_connection(void **state)
{
    *state = test_connect();
    return 0;
}

static int close_connection(void **state)
{
    PQfinish(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_statement_can_be_prepared),
        cmocka_unit_test(test_every_statement_says_what_it_takes),
        cmocka_unit_test(test_batch_columns_are_those_of_the_statements),
    };
    return cmocka_run_group_tests(tests, open_connection, close_connection);
}
