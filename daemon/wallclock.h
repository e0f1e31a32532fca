/* Time comes from one place: what the daemon calls now, and how far it is from the database's. */
#ifndef ONESTOP_DAEMON_WALLCLOCK_H
#define ONESTOP_DAEMON_WALLCLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Now, in microseconds since 1970 UTC. */
int64_t wallclock_now_us(void);
/* Never goes back; for durations and deadlines. */
uint64_t monotonic_ns(void);
uint64_t monotonic_ms(void);

/* Records what the database's clock said between the two local instants. */
void wallclock_compare(int64_t before_us, int64_t database_us, int64_t after_us);
/* The database's clock minus ours as last compared, 0 before. */
int64_t wallclock_skew_us(void);
/* Whether the last comparison was within limit_us. False before the first: rungs are not fired on a
 * clock that nobody has checked. */
bool wallclock_trusted(int64_t limit_us);

#endif
