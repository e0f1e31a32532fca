/* Passwords: argon2id in a helper thread with a bounded queue, so that the loop never waits for a
 * hash and many log-ins at once cannot take the machine. */
#ifndef ONESTOP_DAEMON_PASSWORD_H
#define ONESTOP_DAEMON_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct event_base;
struct password_thread;

enum {
    PASSWORD_BYTES = 512,
    PASSWORD_HASH = 128,
    PASSWORD_GROUPS = 4,
    PASSWORD_GROUP = 4,
    PASSWORD_INVENTED = PASSWORD_GROUPS * (PASSWORD_GROUP + 1)
};

struct password_cost {
    size_t memory;
    int passes;
};

/* Starts the thread; NULL when it cannot. queue: jobs that may wait. */
struct password_thread *password_thread_new(struct event_base *base,
                                            const struct password_cost *cost, int queue);
/* Waits for the job under way, drops the others without a callback. */
void password_thread_free(struct password_thread *thread);
size_t password_waiting(struct password_thread *thread);

/* matches: the password belongs to the hash. hash: of the new password, for password_make(); empty
 * when there was no memory. */
typedef void (*password_callback)(void *context, bool matches, const char *hash);

/* Compares. hash NULL (unknown user) compares with a hash of nobody's password, so that it takes as
 * long. Copies what it is given. False when the queue is full; else the callback comes once, later.
 */
bool password_check(struct password_thread *thread, const char *hash, const char *password,
                    password_callback callback, void *context);
/* Hashes a new password. */
bool password_make(struct password_thread *thread, const char *password, password_callback callback,
                   void *context);

/* At once, on the caller's thread; for `onestopd passwd`. False without memory. */
bool password_make_now(const struct password_cost *cost, const char *password,
                       char hash[PASSWORD_HASH]);

/* Makes one up that can be read aloud: "k7mp-3vxa-9tqd-hw2e", of 79 bits. */
void password_invent(char password[PASSWORD_INVENTED]);

/* Adds what is wrong with a new password, and what would be right, as a wrong field of *error. */
void password_judge(const char *password, const char *user_name, int min_characters,
                    const char *field, struct error *error);

#endif
