/* Which standard judges: the version of its day, the narrowest scope. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "workflow/standard.h"

enum { RESIDENT = 7, BUSINESS = 8, TEN_FROM = 100, LETTERS = 1u << CHANNEL_LETTER };

static const char *const permit_only[] = {"permit"};
static const int32_t business_only[] = {BUSINESS};

#define VERSION(id_, code_, kind_, from_)                                                          \
    .id = id_, .agency_id = 1, .code = code_, .kind = kind_, .in_force_from = from_,               \
    .in_force_to = CIVIL_DAY_MAX, .active = true
static struct standard standards[] = {
    {VERSION(1, "ten", STANDARD_PROCESSING, TEN_FROM)},
    {VERSION(2, "ten", STANDARD_PROCESSING, 300)},
    {VERSION(3, "ten", STANDARD_PROCESSING, TEN_FROM)}, /* replaced 1 */
    {.id = 4,
     .agency_id = 1,
     .code = "ten",
     .kind = STANDARD_PROCESSING,
     .in_force_from = 200,
     .in_force_to = CIVIL_DAY_MAX},
    {VERSION(5, "ack", STANDARD_ACKNOWLEDGEMENT, 0)},
    {VERSION(6, "ack-letter", STANDARD_ACKNOWLEDGEMENT, 0), .channels = LETTERS},
    {VERSION(7, "ack-business", STANDARD_ACKNOWLEDGEMENT, 0), .segments = business_only,
     .segment_count = 1},
    {VERSION(8, "ack-permit", STANDARD_ACKNOWLEDGEMENT, 0), .services = permit_only,
     .service_count = 1},
    {VERSION(9, "web-fast", STANDARD_PROCESSING, 0), .channels = 1u << CHANNEL_WEB},
    {VERSION(10, "over", STANDARD_FIRST_RESPONSE, 0)},
    {VERSION(11, "unnamed", STANDARD_PROCESSING, 0)},
};
static struct desk desk = {.standards = standards, .standards_count = 11};
static const struct service permit = {.agency_id = 1, .code = "permit", .standard_code = "ten"};
static const struct service advice = {.agency_id = 1, .code = "advice"};
static const struct service elsewhere = {.agency_id = 2, .code = "permit", .standard_code = "ten"};

static int32_t judged_by(enum standard_kind kind, const struct service *service,
                         enum channel channel, int32_t segment_id, civil_day day)
{
    const struct standard_wish wish = {.kind = kind,
                                       .agency_id = service->agency_id,
                                       .service = service,
                                       .channel = channel,
                                       .segment_id = segment_id,
                                       .day = day};
    const struct standard *standard = standard_for(&desk, &wish);
    return standard == NULL ? 0 : standard->id;
}

static int32_t processing_on(civil_day day)
{
    return judged_by(STANDARD_PROCESSING, &permit, CHANNEL_COUNTER, 0, day);
}

static void test_version_is_that_of_the_day(void **state)
{
    (void)state;
    assert_int_equal(processing_on(TEN_FROM - 1), 0);
    assert_int_equal(processing_on(TEN_FROM), 3);
    assert_int_equal(processing_on(299), 3); /* 4 has left */
    assert_int_equal(processing_on(300), 2);
    assert_int_equal(judged_by(STANDARD_PROCESSING, &elsewhere, CHANNEL_COUNTER, 0, 300), 0);
}

static void test_version_ends_with_its_last_day(void **state)
{
    (void)state;
    standards[9].in_force_to = 50;
    standards_link(standards, 11);
    assert_int_equal(judged_by(STANDARD_FIRST_RESPONSE, &permit, CHANNEL_WEB, 0, 50), 10);
    assert_int_equal(judged_by(STANDARD_FIRST_RESPONSE, &permit, CHANNEL_WEB, 0, 51), 0);
}

static void test_narrowest_scope_judges(void **state)
{
    enum standard_kind kind = STANDARD_ACKNOWLEDGEMENT;
    (void)state;
    assert_int_equal(judged_by(kind, &advice, CHANNEL_WEB, RESIDENT, 9), 5);
    assert_int_equal(judged_by(kind, &advice, CHANNEL_WEB, BUSINESS, 9), 7);
    assert_int_equal(judged_by(kind, &advice, CHANNEL_LETTER, BUSINESS, 9), 6);
    assert_int_equal(judged_by(kind, &permit, CHANNEL_LETTER, BUSINESS, 9), 8);
}

static void test_processing_is_judged_by_the_one_named_before_one_for_the_channel(void **state)
{
    (void)state;
    assert_int_equal(judged_by(STANDARD_PROCESSING, &permit, CHANNEL_WEB, 0, 300), 2);
    assert_int_equal(judged_by(STANDARD_PROCESSING, &advice, CHANNEL_WEB, 0, 300), 9);
    assert_int_equal(judged_by(STANDARD_PROCESSING, &advice, CHANNEL_LETTER, 0, 300), 0);
}

static void test_successor_is_the_version_of_the_start(void **state)
{
    (void)state;
    assert_int_equal(standard_successor(&desk, &standards[0], 150)->id, 3);
    assert_int_equal(standard_successor(&desk, &standards[0], 350)->id, 2);
    assert_int_equal(standard_successor(&desk, &standards[0], 50)->id, 1); /* none: its own */
}

static int link_all(void **state)
{
    (void)state;
    standards_link(standards, 11);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_is_that_of_the_day),
        cmocka_unit_test(test_version_ends_with_its_last_day),
        cmocka_unit_test(test_narrowest_scope_judges),
        cmocka_unit_test(test_processing_is_judged_by_the_one_named_before_one_for_the_channel),
        cmocka_unit_test(test_successor_is_the_version_of_the_start),
    };
    return cmocka_run_group_tests(tests, link_all, NULL);
}
