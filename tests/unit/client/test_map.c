/* Somebody else's columns become requests of ours, at the right instant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client/cli/json.h"
#include "client/cli/map.h"
#include "client/cli/mem.h"
#include "client/cli/text.h"

static struct cli cli;
static const char *const header[] = {"\xEF\xBB\xBFid", "opened", "closed", "type", "source"};

static int set_up(void **state)
{
    (void)state;
    text_start();
    cli = (struct cli){.arena = mem_arena(4 * 1024 * 1024)};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(cli.arena);
    return 0;
}

static enum cli_exit read_map(const char *text, struct map *map)
{
    return map_read(&cli, "map.json", json_read(cli.arena, text, strlen(text)), &map_requests, map);
}

static const char map_text[] =
    "{\"source\":\"boston-311\",\"time_zone\":\"America/New_York\","
    "\"time_format\":\"%Y-%m-%d %H:%M:%S\","
    "\"columns\":{\"external_id\":\"id\",\"opened_at\":\"opened\",\"closed_at\":\"closed\","
    "\"service\":\"type\",\"channel\":\"source\"},"
    "\"values\":{\"service\":{\"Street Light\":\"street-light\"},"
    "\"channel\":{\"Self Service\":\"web\",\"*\":\"phone\"}},"
    "\"fixed\":{\"office\":\"city-hall\",\"outcome\":\"done\"}}";

/* The request of a row of five values as JSON text, or the reason why there is none. */
static const char *request_of(const char *const values[5])
{
    struct map map;
    const char *copy[5], *names[5], *why;
    assert_int_equal(read_map(map_text, &map), CLI_OK);
    memcpy(names, header, sizeof names);
    struct row head = {.line = 1, .count = 5, .values = names};
    assert_int_equal(map_header(&cli, &head, &map), CLI_OK);
    memcpy(copy, values, sizeof copy);
    struct row row = {.line = 2, .count = 5, .values = copy};
    struct json_object *request = map_row(cli.arena, &map, &row, &why);
    if (request == NULL) return why;
    return json_write(mem_json_take(cli.arena, request));
}

#define REQUEST_OF(...) request_of((const char *const[5]){__VA_ARGS__})

static void test_row_becomes_a_request_at_its_own_time(void **state)
{
    (void)state;
    assert_string_equal(REQUEST_OF("7", "2011-07-01 01:32:33", "2011-12-01 05:06:58",
                                   "Street Light", "Self Service"),
                        "{\"external_id\":\"7\",\"service\":\"street-light\",\"channel\":\"web\","
                        "\"office\":\"city-hall\",\"opened_at\":\"2011-07-01T05:32:33Z\","
                        "\"closed_at\":\"2011-12-01T10:06:58Z\",\"outcome\":\"done\"}");
}

static void test_row_without_closing_time_has_no_outcome(void **state)
{
    (void)state;
    assert_string_equal(REQUEST_OF("7", "2011-07-01 01:32:33", "", "Street Light", "Fax"),
                        "{\"external_id\":\"7\",\"service\":\"street-light\",\"channel\":\"phone\","
                        "\"office\":\"city-hall\",\"opened_at\":\"2011-07-01T05:32:33Z\"}");
}

static void test_row_with_a_word_not_in_the_map_says_so(void **state)
{
    (void)state;
    assert_string_equal(REQUEST_OF("7", "2011-07-01 01:32:33", "", "Potholes", ""),
                        "service: 'Potholes' is not in the map");
}

static void test_row_with_a_wrong_time_says_so(void **state)
{
    (void)state;
    assert_string_equal(REQUEST_OF("7", "2011-02-30 01:32:33", "", "Street Light", ""),
                        "opened_at: '2011-02-30 01:32:33' is no time of the form "
                        "%Y-%m-%d %H:%M:%S");
    assert_string_equal(REQUEST_OF("7", "", "", "Street Light", ""), "opened_at: is empty");
}

static void test_row_that_is_too_short_says_so(void **state)
{
    (void)state;
    struct map map;
    const char *names[5], *values[2] = {"7", "2011-07-01 01:32:33"}, *why;
    assert_int_equal(read_map(map_text, &map), CLI_OK);
    memcpy(names, header, sizeof names);
    struct row head = {.line = 1, .count = 5, .values = names};
    assert_int_equal(map_header(&cli, &head, &map), CLI_OK);
    struct row row = {.line = 2, .count = 2, .values = values};
    assert_null(map_row(cli.arena, &map, &row, &why));
    assert_string_equal(why, "the row has only 2 columns");
}

static void test_header_without_a_column_of_the_map_is_refused(void **state)
{
    (void)state;
    struct map map;
    const char *names[] = {"id", "opened"};
    assert_int_equal(read_map(map_text, &map), CLI_OK);
    struct row head = {.line = 1, .count = 2, .values = names};
    assert_int_equal(map_header(&cli, &head, &map), CLI_USAGE);
}

static void test_map_with_faults_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "[]", "{}",
        "{\"source\":\"x\",\"time_zone\":\"Mars/Base\",\"columns\":{\"external_id\":\"a\","
        "\"service\":\"a\",\"channel\":\"a\",\"office\":\"a\",\"opened_at\":\"a\"}}",
        "{\"source\":\"x\",\"time_zone\":\"UTC\",\"colums\":{}}",
        "{\"source\":\"x\",\"time_zone\":\"UTC\",\"columns\":{\"servce\":\"a\"}}"};
    struct map map;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(read_map(wrong[i], &map), CLI_USAGE);
}

/* ---- contacts ---- */

static const char contact_map[] =
    "{\"source\":\"tickets\",\"time_zone\":\"Europe/Sofia\",\"time_format\":\"%d.%m.%Y %H:%M:%S\","
    "\"columns\":{\"external_id\":\"no\",\"queued_at\":\"in\",\"answered_at\":\"called\","
    "\"abandoned\":\"gone\",\"wait_s\":\"wait\"},"
    "\"fixed\":{\"channel\":\"counter\",\"office\":\"hall\"}}";

static const char *contact_of(const char *text, const char *const values[5])
{
    struct map map;
    const char *copy[5], *names[] = {"no", "in", "called", "gone", "wait"}, *why;
    struct json_object *json = json_read(cli.arena, text, strlen(text));
    assert_int_equal(map_read(&cli, "map.json", json, &map_contacts, &map), CLI_OK);
    struct row head = {.line = 1, .count = 5, .values = names};
    assert_int_equal(map_header(&cli, &head, &map), CLI_OK);
    memcpy(copy, values, sizeof copy);
    struct row row = {.line = 2, .count = 5, .values = copy};
    struct json_object *contact = map_row(cli.arena, &map, &row, &why);
    if (contact == NULL) return why;
    return json_write(mem_json_take(cli.arena, contact));
}

#define CONTACT_OF(...) contact_of(contact_map, (const char *const[5]){__VA_ARGS__})
#define HALL            "{\"external_id\":\"7\",\"channel\":\"counter\",\"office\":\"hall\","

static void test_contact_has_its_times_flags_and_seconds(void **state)
{
    (void)state;
    assert_string_equal(
        CONTACT_OF("7", "02.03.2026 10:00:00", "02.03.2026 10:04:05", "No", ""),
        HALL "\"queued_at\":\"2026-03-02T08:00:00Z\",\"answered_at\":\"2026-03-02T08:04:05Z\","
             "\"abandoned\":false}");
    assert_string_equal(CONTACT_OF("7", "", "", "1", "1:02:03"),
                        HALL "\"abandoned\":true,\"wait_s\":3723}");
    assert_string_equal(CONTACT_OF("7", "", "", "", "95"), HALL "\"wait_s\":95}");
    assert_string_equal(CONTACT_OF("7", "", "", "maybe", ""),
                        "abandoned: 'maybe' is neither true nor false");
    assert_string_equal(CONTACT_OF("7", "", "", "", "1:2:3:4"),
                        "wait_s: '1:2:3:4' is neither seconds nor h:mm:ss");
    assert_string_equal(CONTACT_OF("7", "", "", "", "-5"),
                        "wait_s: '-5' is neither seconds nor h:mm:ss");
}

/* On 2026-10-25 clocks in Sofia went back from 04:00 to 03:00. */
static void test_time_that_comes_twice_is_not_before_what_it_follows(void **state)
{
    (void)state;
    assert_string_equal(
        CONTACT_OF("7", "25.10.2026 03:58:00", "25.10.2026 03:02:00", "", ""),
        HALL "\"queued_at\":\"2026-10-25T00:58:00Z\",\"answered_at\":\"2026-10-25T01:02:00Z\"}");
    assert_string_equal(
        CONTACT_OF("7", "25.10.2026 03:10:00", "25.10.2026 03:12:00", "", ""),
        HALL "\"queued_at\":\"2026-10-25T00:10:00Z\",\"answered_at\":\"2026-10-25T00:12:00Z\"}");
    assert_string_equal(
        CONTACT_OF("7", "25.10.2026 05:10:00", "25.10.2026 03:12:00", "", ""),
        HALL "\"queued_at\":\"2026-10-25T03:10:00Z\",\"answered_at\":\"2026-10-25T00:12:00Z\"}");
}

static void test_time_with_its_offset_needs_no_zone(void **state)
{
    static const char text[] =
        "{\"source\":\"calls\",\"time_zone\":\"Europe/Sofia\",\"time_format\":\"%FT%T%z\","
        "\"columns\":{\"external_id\":\"no\",\"queued_at\":\"in\",\"answered_at\":\"called\"},"
        "\"fixed\":{\"channel\":\"counter\",\"office\":\"hall\"}}";
    (void)state;
    assert_string_equal(
        contact_of(text, (const char *const[5]){"7", "2026-10-25T03:10:00+02:00",
                                                "2026-10-25T01:10:30Z", "", ""}),
        HALL "\"queued_at\":\"2026-10-25T01:10:00Z\",\"answered_at\":\"2026-10-25T01:10:30Z\"}");
}

static void test_map_of_contacts_has_fields_of_contacts(void **state)
{
    static const char text[] = "{\"source\":\"x\",\"time_zone\":\"UTC\",\"columns\":"
                               "{\"external_id\":\"a\",\"channel\":\"a\",\"office\":\"a\","
                               "\"opened_at\":\"a\"}}";
    struct map map;
    (void)state;
    struct json_object *json = json_read(cli.arena, text, strlen(text));
    assert_int_equal(map_read(&cli, "map.json", json, &map_contacts, &map), CLI_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_row_becomes_a_request_at_its_own_time),
        cmocka_unit_test(test_row_without_closing_time_has_no_outcome),
        cmocka_unit_test(test_row_with_a_word_not_in_the_map_says_so),
        cmocka_unit_test(test_row_with_a_wrong_time_says_so),
        cmocka_unit_test(test_row_that_is_too_short_says_so),
        cmocka_unit_test(test_header_without_a_column_of_the_map_is_refused),
        cmocka_unit_test(test_map_with_faults_is_refused),
        cmocka_unit_test(test_contact_has_its_times_flags_and_seconds),
        cmocka_unit_test(test_time_that_comes_twice_is_not_before_what_it_follows),
        cmocka_unit_test(test_time_with_its_offset_needs_no_zone),
        cmocka_unit_test(test_map_of_contacts_has_fields_of_contacts),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
