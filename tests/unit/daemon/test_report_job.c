/* Files of reports, made in a helper thread: all formats, twice the same bytes, a bounded queue. */
#include "daemon/report_job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <event2/event.h>

static const char figures[] =
    "{\"code\":\"m\",\"texts\":[{\"language\":\"en\",\"title\":\"=Monthly\"}],\"agency\":{\"code\":"
    "\"city\",\"name\":\"City\"},\"every\":\"month\",\"period\":\"2011-08\",\"sections\":[{"
    "\"code\":"
    "\"s\",\"texts\":[{\"language\":\"en\",\"title\":\"+Cases [by] service\"}],\"show\":[\"table\","
    "\"chart\"],\"every\":null,\"by\":[\"service\"],\"filters\":[],\"measures\":[{\"name\":"
    "\"cases-opened\",\"kind\":\"count\",\"unit\":\"cases\",\"what\":\"cases\",\"whole\":null,"
    "\"scale\":1,\"error_permille\":0,\"of_answers\":false}],\"rows\":[{\"keys\":[{\"code\":\"a\","
    "\"name\":\"@A\"}],\"period\":null,\"figures\":[{\"value\":7}]}],\"total\":[{\"value\":7}]}]}";
static const struct report_frozen frozen = {
    .figures = figures, .digest = "ab12", .edition = 1, .frozen_on = 15220};

struct made {
    struct event_base *base;
    int count, wanted;
    char *bytes[8];
    size_t length[8];
};

static void on_made(void *context, const char *bytes, size_t length)
{
    struct made *made = context;
    made->bytes[made->count] = NULL;
    if (bytes != NULL) {
        made->bytes[made->count] = malloc(length + 1);
        assert_non_null(made->bytes[made->count]);
        memcpy(made->bytes[made->count], bytes, length);
    }
    made->length[made->count++] = length;
    if (made->count == made->wanted) event_base_loopbreak(made->base);
}

static void test_each_format_is_made_twice_the_same(void **state)
{
    struct made made = {.base = event_base_new(), .wanted = 8};
    struct helper *helper = helper_new(made.base, 8);
    (void)state;
    for (int format = REPORT_HTML; format < REPORT_FORMATS; format++)
        for (int i = 0; i < 2; i++)
            assert_true(report_job_submit(helper, &frozen, (enum report_format)format, "en",
                                          on_made, &made));
    event_base_dispatch(made.base);
    assert_int_equal(made.count, 8);
    for (int i = 0; i < 8; i += 2) {
        assert_non_null(made.bytes[i]);
        assert_int_equal(made.length[i], made.length[i + 1]);
        assert_memory_equal(made.bytes[i], made.bytes[i + 1], made.length[i]);
    }
    assert_memory_equal(made.bytes[2], "PK", 2); /* XLSX is a zip */
    for (int i = 0; i < 8; i++) free(made.bytes[i]);
    helper_free(helper);
    event_base_free(made.base);
}

static void test_a_full_queue_refuses_and_the_end_answers_all(void **state)
{
    struct made made = {.base = event_base_new(), .wanted = 100};
    struct helper *helper = helper_new(made.base, 2);
    int taken = 0;
    (void)state;
    while (taken < 8 && report_job_submit(helper, &frozen, REPORT_XLSX, "en", on_made, &made))
        taken++;
    assert_in_range(taken, 2, 8);
    helper_free(helper);
    assert_int_equal(made.count, taken);
    for (int i = 0; i < made.count; i++) assert_null(made.bytes[i]);
    event_base_free(made.base);
}

static void test_names_say_what_they_are(void **state)
{
    char name[REPORT_FILE_NAME];
    (void)state;
    report_file_name("monthly", "2011-08", REPORT_XLSX, name);
    assert_string_equal(name, "monthly-2011-08.xlsx");
    assert_string_equal(report_media_type(REPORT_CSV), "text/csv; charset=utf-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_format_is_made_twice_the_same),
        cmocka_unit_test(test_a_full_queue_refuses_and_the_end_answers_all),
        cmocka_unit_test(test_names_say_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
