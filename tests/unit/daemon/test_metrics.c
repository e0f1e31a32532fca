/* Figures are summed over workers and written as Prometheus reads them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/metrics.h"

static const char *name_of_route(int route)
{
    return route == 3 ? "GET /cases" : NULL;
}

static void test_metrics_sum_over_workers(void **state)
{
    (void)state;
    struct metrics_shared *shared = metrics_share(2);
    metrics_add(&shared->slots[0], logins, 2);
    metrics_add(&shared->slots[1], logins, 3);
    metrics_set(&shared->slots[1], connections, 9);
    metrics_request(&shared->slots[0], 3, 200, 700000);
    metrics_request(&shared->slots[1], 3, 204, 2000000);
    metrics_request(&shared->slots[1], -1, 404, 1);
    size_t length;
    char *text = metrics_text(shared, name_of_route, &length);
    assert_non_null(strstr(text, "\nonestop_logins_total 5\n"));
    assert_non_null(strstr(text, "\nonestop_connections{worker=\"1\"} 9\n"));
    assert_non_null(
        strstr(text, "\nonestop_requests_total{route=\"GET /cases\",status=\"2xx\"} 2\n"));
    assert_non_null(strstr(text, "{route=\"none\",status=\"4xx\"} 1\n"));
    assert_non_null(
        strstr(text, "\nonestop_request_seconds_bucket{route=\"GET /cases\",le=\"0.001\"} 1\n"));
    assert_non_null(
        strstr(text, "\nonestop_request_seconds_bucket{route=\"GET /cases\",le=\"+Inf\"} 2\n"));
    assert_int_equal(length, strlen(text));
    free(text);
    metrics_unshare(shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_metrics_sum_over_workers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
