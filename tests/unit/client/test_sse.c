/* Server-sent events arrive whole, however the bytes are cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/cli/sse.h"

static char seen[4096];

static void on_event(void *data, const char *type, const char *text)
{
    (void)data;
    size_t length = strlen(seen);
    snprintf(seen + length, sizeof seen - length, "[%s|%s]", type, text);
}

/* Feeds the text in pieces of so many bytes. */
static void feed(struct sse *sse, const char *text, size_t piece)
{
    seen[0] = '\0';
    for (size_t at = 0, left = strlen(text); left > 0;) {
        size_t size = left < piece ? left : piece;
        sse_feed(sse, text + at, size, on_event, NULL);
        at += size;
        left -= size;
    }
}

static void test_feed_finds_events_in_pieces_of_any_size(void **state)
{
    (void)state;
    const char *stream = ": hello\nid: 12.3\nevent: case\ndata: {\"a\":\ndata: 1}\n\n"
                         "data:second\r\n\r\ndata: third\r\r";
    for (size_t piece = 1; piece < 40; piece++) {
        struct sse sse;
        sse_start(&sse);
        feed(&sse, stream, piece);
        assert_string_equal(seen, "[case|{\"a\":\n1}][message|second][message|third]");
        assert_string_equal(sse.last_id, "12.3");
        sse_end(&sse);
    }
}

static void test_feed_takes_no_event_without_data(void **state)
{
    (void)state;
    struct sse sse;
    sse_start(&sse);
    feed(&sse, "id: 7\nevent: x\n\n: ping\n\n\n", 100);
    assert_string_equal(seen, "");
    assert_string_equal(sse.last_id, "7");
    sse_end(&sse);
}

static void test_reconnect_forgets_half_an_event_but_not_where_it_was(void **state)
{
    (void)state;
    struct sse sse;
    sse_start(&sse);
    feed(&sse, "id: 7\ndata: whole\n\ndata: hal", 100);
    sse_reconnect(&sse);
    feed(&sse, "data: next\n\n", 100);
    assert_string_equal(seen, "[message|next]");
    assert_string_equal(sse.last_id, "7");
    sse_end(&sse);
}

static void test_feed_leaves_out_an_event_that_is_too_large(void **state)
{
    (void)state;
    struct sse sse;
    char *large = malloc(SSE_EVENT_MAX + 100);
    assert_non_null(large);
    memset(large, 'x', SSE_EVENT_MAX + 99);
    large[SSE_EVENT_MAX + 99] = '\0';
    memcpy(large, "data: ", 6);
    sse_start(&sse);
    feed(&sse, large, 4096);
    feed(&sse, "\n\ndata: next\n\n", 100);
    assert_string_equal(seen, "[message|next]");
    sse_end(&sse);
    free(large);
}

static void test_feed_keeps_the_retry_that_the_stream_asks_for(void **state)
{
    (void)state;
    struct sse sse;
    sse_start(&sse);
    feed(&sse, "retry: 2500\n\nretry: never\n\n", 100);
    assert_int_equal(sse.retry_ms, 2500);
    sse_end(&sse);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feed_finds_events_in_pieces_of_any_size),
        cmocka_unit_test(test_feed_takes_no_event_without_data),
        cmocka_unit_test(test_reconnect_forgets_half_an_event_but_not_where_it_was),
        cmocka_unit_test(test_feed_leaves_out_an_event_that_is_too_large),
        cmocka_unit_test(test_feed_keeps_the_retry_that_the_stream_asks_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
