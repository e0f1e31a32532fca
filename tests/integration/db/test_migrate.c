/* Migrations, and settings that a server must have. */
#include <stdlib.h>
#include <string.h>

#include "db/migrate.h"
#include "db/schema_files.h"
#include "tests/integration/db/database.h"

static PGconn *plain(void)
{
    PGconn *connection = PQconnectdb(test_conninfo());
    assert_int_equal(PQstatus(connection), CONNECTION_OK);
    test_sql(connection, "set client_min_messages = warning");
    return connection;
}

static void test_migrations_are_applied_once(void **state)
{
    struct error error = {0};
    PGconn *connection = plain();
    int applied = -1;
    (void)state;
    assert_int_equal(migrate_check(connection, &error), ERR_CONFLICT); /* nothing there */
    assert_int_equal(migrate_apply(connection, &applied, &error), ERR_OK);
    assert_int_equal(applied, schema_file_count);
    assert_int_equal(migrate_apply(connection, &applied, &error), ERR_OK);
    assert_int_equal(applied, 0);
    assert_int_equal(migrate_check(connection, &error), ERR_OK);
    PQfinish(connection);
}

static void test_missing_migration_is_named(void **state)
{
    struct error error = {0};
    PGconn *connection = plain();
    const char *last = schema_files[schema_file_count - 1].name;
    (void)state;
    test_sql(connection, "begin");
    test_sql(connection, "delete from schema_migration where name = '%s'", last);
    assert_int_equal(migrate_check(connection, &error), ERR_CONFLICT);
    assert_non_null(strstr(error.message, last));
    PQfinish(connection);
}

static void test_changed_migration_is_refused(void **state)
{
    struct error error = {0};
    PGconn *connection = plain();
    (void)state;
    test_sql(connection, "update schema_migration set sha256 = repeat('0', 64) where name = '%s'",
             schema_files[0].name);
    assert_int_equal(migrate_apply(connection, NULL, &error), ERR_CONFLICT);
    assert_non_null(strstr(error.message, "was changed"));
    test_sql(connection, "drop table schema_migration");
    PQfinish(connection);
}

static void test_newer_database_is_refused(void **state)
{
    struct error error = {0};
    PGconn *connection = plain();
    (void)state;
    test_sql(connection, "create table if not exists schema_migration (name text primary key, "
                         "sha256 text not null, applied_at timestamptz not null default now())");
    test_sql(connection, "insert into schema_migration values ('9999_future', '')");
    assert_int_equal(migrate_apply(connection, NULL, &error), ERR_CONFLICT);
    assert_non_null(strstr(error.message, "9999_future"));
    PQfinish(connection);
}

static void test_settings_that_lose_commits_are_refused(void **state)
{
    struct error error = {0};
    PGconn *connection = plain();
    (void)state;
    test_sql(connection, "set synchronous_commit = off");
    assert_int_equal(db_check_durability(connection, &error), ERR_INTERNAL);
    assert_non_null(strstr(error.message, "synchronous_commit is off"));
    test_sql(connection, "set synchronous_commit = local");
    assert_int_equal(db_check_durability(connection, &error), ERR_INTERNAL);
    PQfinish(connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_migrations_are_applied_once),
        cmocka_unit_test(test_missing_migration_is_named),
        cmocka_unit_test(test_changed_migration_is_refused),
        cmocka_unit_test(test_newer_database_is_refused),
        cmocka_unit_test(test_settings_that_lose_commits_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
