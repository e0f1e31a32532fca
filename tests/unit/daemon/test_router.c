/* Every route of the table is found by its own method and path, and by nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/request_int.h"
#include "daemon/router.h"
#include "daemon/worker_int.h"

static struct settings settings;
static struct worker worker = {.settings = &settings};

static int set_up(void **state)
{
    struct error error;
    (void)state;
    router_prepare();
    return settings_load(NULL, &settings, &error) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    while (worker.arena_count > 0) arena_free(worker.arenas[--worker.arena_count]);
    settings_free(&settings);
    return 0;
}

static enum http1_method method_of(const char *name)
{
    for (int method = HTTP1_GET; method < HTTP1_METHODS; method++)
        if (strcmp(http1_method_name((enum http1_method)method), name) == 0)
            return (enum http1_method)method;
    fail_msg("%s is no method", name);
    return HTTP1_NO_METHOD;
}

/* A request for prefix and path, parameters taken as they stand. */
static struct request *ask_at(const char *prefix, const char *method, const char *path,
                              enum http1_body body)
{
    struct request *request = request_new(&worker, NULL);
    assert_non_null(request);
    char *rest = arena_printf(request->arena, "%s%s", prefix, path), *segment;
    request->method = method_of(method);
    request->http.body = body;
    while ((segment = strsep(&rest, "/")) != NULL) {
        if (segment[0] == '\0') continue;
        request->http.segments[request->http.segment_count++] = segment;
    }
    router_find(request);
    return request;
}

static struct request *ask(const char *method, const char *path)
{
    return ask_at(API_PREFIX, method, path, HTTP1_NO_BODY);
}

static void test_router_finds_each_route_of_the_table(void **state)
{
    (void)state;
    for (int i = 0; i < ROUTES; i++) {
        const struct route *route = &route_table[i];
        bool at_root = (route->flags & ROUTE_ROOT) != 0;
        struct request *request =
            ask_at(at_root ? "" : API_PREFIX, route->method, route->path, HTTP1_NO_BODY);
        assert_ptr_equal(request->route, route);
        assert_int_equal(request->phase, REQUEST_ARRIVED);
        if (strchr(route->path, '{') != NULL) assert_int_equal(request->params[0][0], '{');
        request_abandon(request);
    }
}

static void test_router_gives_parameters_by_name(void **state)
{
    (void)state;
    struct request *request = ask("POST", "/cases/7K3M-9XQ4/steps");
    assert_int_equal(request->route->id, ROUTE_case_step);
    assert_string_equal(request_param(request, "reference"), "7K3M-9XQ4");
    request_abandon(request);
}

static void test_router_tells_a_page_from_its_copies(void **state)
{
    (void)state;
    static const struct {
        const char *path, *agency;
        enum route_id route;
    } cases[] = {{"/charter/town", "town", ROUTE_charter_show},
                 {"/charter/town.json", "town", ROUTE_charter_json},
                 {"/charter/town.csv", "town", ROUTE_charter_csv},
                 {"/charter/town.jsonx", "town.jsonx", ROUTE_charter_show},
                 {"/charter/.json", ".json", ROUTE_charter_show}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct request *request = ask_at("", "GET", cases[i].path, HTTP1_NO_BODY);
        assert_int_equal(request->route->id, cases[i].route);
        assert_string_equal(request_param(request, "agency"), cases[i].agency);
        request_abandon(request);
    }
}

static void test_router_gives_all_below_the_client_to_one_route(void **state)
{
    (void)state;
    static const char *const paths[] = {"/app", "/app/x", "/app/assets/a.js", "/app/a/b/c/d"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct request *request = ask_at("", "GET", paths[i], HTTP1_NO_BODY);
        assert_int_equal(request->route->id, ROUTE_web_file);
        request_abandon(request);
    }
    struct request *request = ask_at("", "GET", "/apps", HTTP1_NO_BODY);
    assert_null(request->route);
    request_abandon(request);
}

static void test_router_answers_head_like_get(void **state)
{
    (void)state;
    struct request *request = ask("HEAD", "/session");
    assert_int_equal(request->route->id, ROUTE_session_show);
    request_abandon(request);
}

static void test_router_tells_the_methods_of_an_address(void **state)
{
    (void)state;
    struct request *request = ask("PATCH", "/session");
    assert_int_equal(request->phase, REQUEST_ANSWERED);
    assert_int_equal(request->status, 405);
    assert_string_equal(request->headers[0].name, "Content-Language");
    assert_string_equal(request->headers[1].name, "Allow");
    assert_string_equal(request->headers[1].value, "POST, GET, DELETE");
    request_abandon(request);
}

static void test_router_finds_nothing_at_other_addresses(void **state)
{
    (void)state;
    static const char *const paths[] = {"", "/", "/sessions", "/session/x", "/cases/a/b/c"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct request *request = ask("GET", paths[i]);
        assert_null(request->route);
        assert_int_equal(request->status, 404);
        request_abandon(request);
    }
}

static void test_router_takes_forms_on_pages_and_json_elsewhere(void **state)
{
    (void)state;
    for (int i = 0; i < ROUTES; i++) {
        const struct route *route = &route_table[i];
        bool page = (route->flags & ROUTE_PAGE) != 0;
        bool at_root = (route->flags & ROUTE_ROOT) != 0;
        for (enum http1_body body = HTTP1_JSON; body <= HTTP1_FORM; body++) {
            struct request *request =
                ask_at(at_root ? "" : API_PREFIX, route->method, route->path, body);
            bool taken = page == (body == HTTP1_FORM);
            assert_int_equal(request->phase, taken ? REQUEST_ARRIVED : REQUEST_ANSWERED);
            if (!taken) assert_int_equal(request->status, 415);
            request_abandon(request);
        }
    }
}

static void test_router_gives_large_bodies_to_few(void **state)
{
    (void)state;
    struct request *request = ask("POST", "/imports/requests");
    assert_int_equal(router_body_max(request), settings.server.max_body);
    request_abandon(request);
    request = ask("POST", "/cases");
    assert_int_equal(router_body_max(request), ROUTER_BODY_MAX);
    request_abandon(request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_router_finds_each_route_of_the_table),
        cmocka_unit_test(test_router_gives_parameters_by_name),
        cmocka_unit_test(test_router_tells_a_page_from_its_copies),
        cmocka_unit_test(test_router_gives_all_below_the_client_to_one_route),
        cmocka_unit_test(test_router_answers_head_like_get),
        cmocka_unit_test(test_router_tells_the_methods_of_an_address),
        cmocka_unit_test(test_router_finds_nothing_at_other_addresses),
        cmocka_unit_test(test_router_takes_forms_on_pages_and_json_elsewhere),
        cmocka_unit_test(test_router_gives_large_bodies_to_few),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
