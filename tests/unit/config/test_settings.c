/* The settings file: values, every fault at once, what a reload may change, the sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/settings.h"

static const char required[] = "[server]\ncertificate = tls/cert.pem\nkey = /etc/key.pem\n"
                               "[database]\nconninfo = dbname=onestop password=a;b\n";

struct fixture {
    char path[64];
    struct settings settings;
    struct error error;
};

static void write_file(struct fixture *fixture, const char *text, const char *more)
{
    FILE *file = fopen(fixture->path, "w");
    assert_non_null(file);
    fprintf(file, "%s%s", text, more);
    fclose(file);
}

static enum error_code load(struct fixture *fixture, const char *text, const char *more)
{
    write_file(fixture, text, more);
    return settings_load(fixture->path, &fixture->settings, &fixture->error);
}

static int begin(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    snprintf(fixture->path, sizeof fixture->path, "/tmp/onestop-settings-XXXXXX");
    int fd = mkstemp(fixture->path);
    if (fd < 0) return -1;
    close(fd);
    *state = fixture;
    return 0;
}

static int end(void **state)
{
    struct fixture *fixture = *state;
    settings_free(&fixture->settings);
    unlink(fixture->path);
    free(fixture);
    return 0;
}

static bool has_field(const struct error *error, const char *field, const char *message)
{
    for (size_t i = 0; i < error->field_count; i++) {
        if (strcmp(error->fields[i].field, field) == 0 && strstr(error->fields[i].message, message))
            return true;
    }
    return false;
}

static void test_settings_defaults_without_file(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(settings_load(NULL, &fixture->settings, &fixture->error), ERR_OK);
    assert_int_equal(fixture->settings.server.port, 8443);
    assert_int_equal(fixture->settings.session.idle_ms, 30 * 60 * 1000);
    assert_int_equal(fixture->settings.server.max_header, 16 * 1024);
    assert_null(fixture->settings.log.file);
}

static void test_settings_values_are_read(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(load(fixture, required,
                          "allow_unsafe_durability = yes\n[log]\nlevel = debug\n; a comment\n"
                          "[server]\nlisten = ::1\nport=0\nidle_timeout = 250ms\nmax_body = 2M\n"),
                     ERR_OK);
    assert_string_equal(fixture->settings.server.listen, "::1");
    assert_int_equal(fixture->settings.server.port, 0);
    assert_int_equal(fixture->settings.server.idle_timeout_ms, 250);
    assert_int_equal(fixture->settings.server.max_body, 2 * 1024 * 1024);
    assert_int_equal(fixture->settings.log.level, 7);
    assert_true(fixture->settings.database.allow_unsafe_durability);
}

static void test_settings_paths_are_relative_to_the_file(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(load(fixture, required, ""), ERR_OK);
    assert_string_equal(fixture->settings.server.certificate, "/tmp/tls/cert.pem");
    assert_string_equal(fixture->settings.server.key, "/etc/key.pem");
}

static void test_settings_public_url_is_an_address_to_add_to(void **state)
{
    static const char *const wrong[] = {"http://a.example",    "https://",
                                        "https:///x",          "https://a.example?x=",
                                        "a.example",           "https://a.example/{b}",
                                        "https://a b.example", "https://a.example/#x"};
    struct fixture *fixture = *state;
    char text[128];
    assert_int_equal(
        load(fixture, required, "[server]\npublic_url = https://a.example:8443/os//\n"), ERR_OK);
    assert_string_equal(fixture->settings.server.public_url, "https://a.example:8443/os");
    settings_free(&fixture->settings);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        memset(&fixture->error, 0, sizeof fixture->error);
        snprintf(text, sizeof text, "[server]\npublic_url = %s\n", wrong[i]);
        assert_int_equal(load(fixture, required, text), ERR_INVALID);
        assert_true(strstr(fixture->error.fields[0].field, "server.public_url") != NULL);
        assert_non_null(strstr(fixture->error.fields[0].message, "https://desk.example.org"));
    }
}

static void test_settings_secret_keeps_semicolon_and_is_masked(void **state)
{
    struct fixture *fixture = *state;
    char text[8192] = "";
    assert_int_equal(load(fixture, required, ""), ERR_OK);
    assert_string_equal(fixture->settings.database.conninfo, "dbname=onestop password=a;b");
    assert_string_equal(fixture->settings.database.migrate_conninfo, "dbname=onestop password=a;b");
    FILE *out = fmemopen(text, sizeof text, "w");
    settings_print(&fixture->settings, out);
    fclose(out);
    assert_null(strstr(text, "a;b"));
    assert_non_null(strstr(text, "database.conninfo = ***\n"));
    assert_non_null(strstr(text, "session.idle = 30min\n"));
}

static void test_settings_every_fault_is_named(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(load(fixture, "early = 1\n[server]\nport = 99999\nlisten = localhost\n",
                          "prot = 1\nport = 1\nworkers\n[sever]\nport = 1\n"
                          "[session]\nidle = 30\n[log]\nlevel = loud\n"),
                     ERR_INVALID);
    const struct error *error = &fixture->error;
    assert_true(has_field(error, "line 1: early", "before the first"));
    assert_true(has_field(error, "line 3: server.port",
                          "is \"99999\"; give a whole number from 0 to 65535"));
    assert_true(has_field(error, "line 4: server.listen", "numeric address"));
    assert_true(has_field(error, "line 5: server.prot", "unknown"));
    assert_true(has_field(error, "line 6: server.port", "first in line 3"));
    assert_true(has_field(error, "line 7: server.workers", "no value"));
    assert_true(has_field(error, "line 9: sever.port", "unknown section"));
    assert_true(has_field(error, "line 11: session.idle", "a duration like 30s from 1s to 1d"));
    assert_true(has_field(error, "line 13: log.level", "give error, warning, info or debug"));
    assert_true(has_field(error, "server.certificate", "is missing"));
    assert_true(has_field(error, "server.key", "is missing"));
    assert_true(has_field(error, "database.conninfo", "is missing"));
    assert_int_equal(error->field_count, 12);
}

static void test_settings_values_that_contradict(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(load(fixture, required, "[session]\nidle = 2h\nabsolute = 1h\n"), ERR_INVALID);
    assert_true(has_field(&fixture->error, "session.absolute", "shorter"));
}

static void test_settings_line_too_long(void **state)
{
    struct fixture *fixture = *state;
    char line[6000];
    memset(line, 'x', sizeof line);
    memcpy(line, "[log]\nfile = ", 13);
    line[sizeof line - 1] = '\0';
    assert_int_equal(load(fixture, required, line), ERR_INVALID);
    assert_int_equal(fixture->error.field_count, 1);
    assert_true(has_field(&fixture->error, "line 7: the line", "too long"));
}

static void test_settings_broken_section(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(load(fixture, required, "[log\n"), ERR_INVALID);
    assert_true(has_field(&fixture->error, "line 6: the section", "write [server]"));
}

static void test_settings_no_file(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(settings_load("/nowhere/onestop.ini", &fixture->settings, &fixture->error),
                     ERR_NOT_FOUND);
    assert_non_null(strstr(fixture->error.message, "/nowhere/onestop.ini"));
}

static void test_settings_reload_takes_what_may_change(void **state)
{
    struct fixture *fixture = *state;
    char restart[256];
    assert_int_equal(load(fixture, required, ""), ERR_OK);
    write_file(fixture, required, "[session]\nidle = 5min\n[server]\nport = 1234\n");
    assert_int_equal(settings_reload(&fixture->settings, fixture->path, restart, sizeof restart,
                                     &fixture->error),
                     ERR_OK);
    assert_int_equal(fixture->settings.session.idle_ms, 5 * 60 * 1000);
    assert_int_equal(fixture->settings.server.port, 8443);
    assert_string_equal(restart, "server.port");
}

static void test_settings_reload_of_faults_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    char restart[256];
    assert_int_equal(load(fixture, required, ""), ERR_OK);
    write_file(fixture, required, "[session]\nidle = 5min\nabsolute = never\n");
    assert_int_equal(settings_reload(&fixture->settings, fixture->path, restart, sizeof restart,
                                     &fixture->error),
                     ERR_INVALID);
    assert_int_equal(fixture->settings.session.idle_ms, 30 * 60 * 1000);
}

static void test_settings_sample_is_in_step(void **state)
{
    static char sample[32768], printed[32768];
    (void)state;
    FILE *file = fopen(SOURCE_DIR "/config/onestop.ini.sample", "r");
    assert_non_null(file);
    sample[fread(sample, 1, sizeof sample - 1, file)] = '\0';
    fclose(file);
    FILE *out = fmemopen(printed, sizeof printed, "w");
    settings_print_sample(out);
    fclose(out);
    assert_string_equal(sample,
                        printed); /* else: onestopd --print-config >config/onestop.ini.sample */
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        CASE(test_settings_defaults_without_file),
        CASE(test_settings_values_are_read),
        CASE(test_settings_paths_are_relative_to_the_file),
        CASE(test_settings_public_url_is_an_address_to_add_to),
        CASE(test_settings_secret_keeps_semicolon_and_is_masked),
        CASE(test_settings_every_fault_is_named),
        CASE(test_settings_values_that_contradict),
        CASE(test_settings_line_too_long),
        CASE(test_settings_broken_section),
        CASE(test_settings_no_file),
        CASE(test_settings_reload_takes_what_may_change),
        CASE(test_settings_reload_of_faults_changes_nothing),
        CASE(test_settings_sample_is_in_step),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
