/* A job is one password and what is compared with it; a helper does the work. */
#include "daemon/password.h"

#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/helper.h"
#include "proto/error.h"

_Static_assert(PASSWORD_HASH >= crypto_pwhash_STRBYTES, "a hash fits");

struct job {
    struct helper_job helper; /* first */
    const struct password_cost *cost;
    bool make, matches;
    char password[PASSWORD_BYTES + 1];
    char hash[PASSWORD_HASH];
    password_callback callback;
    void *context;
};

struct password_thread {
    struct helper *helper;
    struct password_cost cost;
    char nobody[PASSWORD_HASH];
};

static void job_free(struct job *job)
{
    sodium_memzero(job, sizeof *job);
    free(job);
}

bool password_make_now(const struct password_cost *cost, const char *password,
                       char hash[PASSWORD_HASH])
{
    return crypto_pwhash_str_alg(hash, password, strlen(password), (unsigned long long)cost->passes,
                                 cost->memory, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

static void work(struct helper_job *helper_job)
{
    struct job *job = (struct job *)helper_job;
    if (job->make) {
        job->matches = password_make_now(job->cost, job->password, job->hash);
        if (!job->matches) job->hash[0] = '\0';
    } else {
        job->matches =
            crypto_pwhash_str_verify(job->hash, job->password, strlen(job->password)) == 0;
    }
}

static void done(struct helper_job *helper_job, bool dropped)
{
    struct job *job = (struct job *)helper_job;
    if (!dropped) job->callback(job->context, job->matches, job->hash);
    job_free(job);
}

struct password_thread *password_thread_new(struct event_base *base,
                                            const struct password_cost *cost, int queue)
{
    struct password_thread *thread = calloc(1, sizeof *thread);
    if (thread == NULL) return NULL;
    thread->cost = *cost;
    unsigned char random[24];
    char nobodys[2 * sizeof random + 1];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(nobodys, sizeof nobodys, random, sizeof random);
    if (password_make_now(cost, nobodys, thread->nobody))
        thread->helper = helper_new(base, (size_t)queue);
    if (thread->helper != NULL) return thread;
    free(thread);
    return NULL;
}

void password_thread_free(struct password_thread *thread)
{
    if (thread == NULL) return;
    helper_free(thread->helper);
    free(thread);
}

size_t password_waiting(struct password_thread *thread)
{
    return helper_waiting(thread->helper);
}

static bool submit(struct password_thread *thread, bool make, const char *hash,
                   const char *password, password_callback callback, void *context)
{
    struct job *job = calloc(1, sizeof *job);
    if (job == NULL) return false;
    job->helper = (struct helper_job){.work = work, .done = done};
    job->cost = &thread->cost;
    job->make = make;
    job->callback = callback;
    job->context = context;
    snprintf(job->password, sizeof job->password, "%s", password);
    snprintf(job->hash, sizeof job->hash, "%s", hash);
    bool room = helper_submit(thread->helper, &job->helper);
    if (!room) job_free(job);
    return room;
}

bool password_check(struct password_thread *thread, const char *hash, const char *password,
                    password_callback callback, void *context)
{
    /* What is too long is nobody's password either. */
    if (hash == NULL || strlen(password) > PASSWORD_BYTES) hash = thread->nobody;
    return submit(thread, false, hash, password, callback, context);
}

bool password_make(struct password_thread *thread, const char *password, password_callback callback,
                   void *context)
{
    return strlen(password) <= PASSWORD_BYTES &&
           submit(thread, true, "", password, callback, context);
}

void password_invent(char password[PASSWORD_INVENTED])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789"; /* no look-alikes */
    for (size_t i = 0; i < PASSWORD_INVENTED; i++)
        password[i] = (i + 1) % (PASSWORD_GROUP + 1) == 0
                          ? '-'
                          : letters[randombytes_uniform(sizeof letters - 1)];
    password[PASSWORD_INVENTED - 1] = '\0';
}

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        if (((unsigned char)*text & 0xc0) != 0x80) count++;
    return count;
}

void password_judge(const char *password, const char *user_name, int min_characters,
                    const char *field, struct error *error)
{
    bool one = true;
    for (const char *c = password; *c != '\0'; c++) one = one && *c == password[0];
    if (strlen(password) > PASSWORD_BYTES)
        error_field(error, field, "is too long; at most 512 bytes");
    else if (characters(password) < (size_t)min_characters)
        error_field(error, field, "is too short; at least %d characters", min_characters);
    else if (strcasestr(password, user_name) != NULL)
        error_field(error, field, "contains the user name; choose another");
    else if (one)
        error_field(error, field, "is one character over and over; choose another");
}
