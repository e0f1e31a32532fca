/* The head of an answer. */
#include <assert.h>
#include <string.h>

#include "proto/http1_int.h"
#include "proto/types.h"

const char http1_continue[] = "HTTP/1.1 100 Continue\r\n\r\n";

static const struct {
    int status;
    const char *reason;
} reasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

const char *http1_reason(int status)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (reasons[i].status == status) return reasons[i].reason;
    return "";
}

/* Where the head is written; out NULL once it did not fit. */
struct writer {
    char *out, *end;
};

static void put(struct writer *writer, const char *text, size_t length)
{
    if (writer->out == NULL || length > (size_t)(writer->end - writer->out)) {
        writer->out = NULL;
        return;
    }
    memcpy(writer->out, text, length);
    writer->out += length;
}

#define PUT(writer, literal) put(writer, literal, sizeof(literal) - 1)

static void put_field(struct writer *writer, const char *name, const char *value)
{
    size_t name_length = strlen(name), value_length = strlen(value);
    assert(name_length > 0 && http1_all(name, name_length, CLASS_TOKEN));
    assert(http1_all(value, value_length, CLASS_VALUE));
    put(writer, name, name_length);
    PUT(writer, ": ");
    put(writer, value, value_length);
    PUT(writer, "\r\n");
}

static void put_number(struct writer *writer, uint64_t number)
{
    char digits[20], *at = digits + sizeof digits;
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    put(writer, at, (size_t)(digits + sizeof digits - at));
}

static void put_status(struct writer *writer, int status)
{
    const char *reason = http1_reason(status);
    assert(status >= 200 && status <= 599);
    PUT(writer, "HTTP/1.1 ");
    put_number(writer, (uint64_t)status);
    PUT(writer, " ");
    put(writer, reason, strlen(reason));
    PUT(writer, "\r\n");
}

size_t http1_write_head(char *out, size_t room, const struct http1_answer *answer)
{
    struct writer writer = {out, out + room};
    assert(answer->content_length >= 0 || answer->close);
    put_status(&writer, answer->status);
    if (answer->date != NULL) put_field(&writer, "Date", answer->date);
    if (answer->content_type != NULL) put_field(&writer, "Content-Type", answer->content_type);
    if (answer->content_length >= 0 && answer->status != 204 && answer->status != 304) {
        PUT(&writer, "Content-Length: ");
        put_number(&writer, (uint64_t)answer->content_length);
        PUT(&writer, "\r\n");
    }
    put_field(&writer, "Cache-Control",
              answer->cache_control == NULL ? "no-store" : answer->cache_control);
    PUT(&writer, "X-Content-Type-Options: nosniff\r\n"
                 "Strict-Transport-Security: max-age=31536000\r\n");
    if (answer->close) PUT(&writer, "Connection: close\r\n");
    for (size_t i = 0; i < answer->field_count; i++)
        put_field(&writer, answer->fields[i].name, answer->fields[i].value);
    PUT(&writer, "\r\n");
    return writer.out == NULL ? 0 : (size_t)(writer.out - out);
}

static void two_digits(char *out, int64_t number)
{
    out[0] = (char)('0' + number / 10);
    out[1] = (char)('0' + number % 10);
}

void http1_date(int64_t at_us, char text[HTTP1_DATE])
{
    static const char days[] = "ThuFriSatSunMonTueWed"; /* 1970-01-01 was a Thursday */
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    assert(at_us >= 0);
    int64_t day = at_us / US_PER_DAY, second = at_us % US_PER_DAY / US_PER_S;
    /* Civil date from days, with years that begin in March and eras of 400 years. */
    int64_t shifted = day + 719468, era = shifted / 146097, in_era = shifted % 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t march = (5 * in_year + 2) / 153, month = march < 10 ? march + 2 : march - 10;
    int64_t date = in_year - (153 * march + 2) / 5 + 1;
    year += era * 400 + (month < 2 ? 1 : 0);
    assert(year <= 9999);
    memcpy(text, "Day, 00 Mon 0000 00:00:00 GMT", HTTP1_DATE);
    memcpy(text, days + day % 7 * 3, 3);
    two_digits(text + 5, date);
    memcpy(text + 8, months + month * 3, 3);
    two_digits(text + 12, year / 100);
    two_digits(text + 14, year % 100);
    two_digits(text + 17, second / 3600);
    two_digits(text + 20, second / 60 % 60);
    two_digits(text + 23, second % 60);
}
