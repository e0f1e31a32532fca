/* Times as people read and write them. Instants are microseconds since 1970 UTC. */
#ifndef ONESTOP_CLIENT_WHEN_H
#define ONESTOP_CLIENT_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/types.h"

enum { WHEN_TEXT = 48 };

int64_t when_now_us(void);
/* Seconds that only go forward, for waiting and rates. */
double when_steady_s(void);

/* "2026-11-21T21:40:17.25+02:00" → instant; false when it is not an RFC 3339 time. */
bool when_parse(const char *text, int64_t *at_us);
/* What a person types, in local time: RFC 3339, "2026-11-21 21:40[:17]", or "21:40" (the day of
 * now_us). */
bool when_parse_local(const char *text, int64_t now_us, int64_t *at_us);
/* "2026-11-21T21:40:17Z", with a fraction only when there is one. */
void when_format_utc(int64_t at_us, char text[WHEN_TEXT]);
/* "2026-11-21 21:40" in local time. */
void when_format_local(int64_t at_us, char text[WHEN_TEXT]);
/* "14:40:17" in local time. */
void when_format_clock(int64_t at_us, char text[WHEN_TEXT]);
/* "in 2 h", "3 d late", "now". */
void when_hint(int64_t due_at_us, int64_t now_us, char text[WHEN_TEXT]);
/* A length of time: "3 d 4 h", "2 h 15 min", "40 s", "0 min". Days are 24 hours. */
void when_span(int64_t span_us, char text[WHEN_TEXT]);

/* Wall-clock fields of somewhere. */
struct when_wall {
    int year, month, day, hour, minute, second; /* month and day from 1 */
};
bool when_wall_valid(const struct when_wall *wall);
/* The instant at which clocks of the process's zone (TZ) show this. A time that the clocks skip
 * in spring is taken as if they had not been changed yet; of a time that comes twice in autumn the
 * first is taken. */
int64_t when_of_wall(const struct when_wall *wall);
/* The same, but of a time that comes twice the second. */
int64_t when_of_wall_again(const struct when_wall *wall);
/* The instant at which clocks that are offset_s ahead of UTC show this. */
int64_t when_of_offset(const struct when_wall *wall, int64_t offset_s);
/* Makes an IANA zone the zone of this process; false when the machine does not know it. */
bool when_zone(const char *name);

#endif
