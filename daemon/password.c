/* One thread, two lists under one lock: what waits, and what is done. An eventfd wakes the loop. */
#include "daemon/password.h"

#include <event2/event.h>
#include <pthread.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

_Static_assert(PASSWORD_HASH >= crypto_pwhash_STRBYTES, "a hash fits");

struct job {
    struct job *next;
    bool make, matches;
    char password[PASSWORD_BYTES + 1];
    char hash[PASSWORD_HASH];
    password_callback callback;
    void *context;
};

struct list {
    struct job *first, **end;
    size_t count;
};

struct password_thread {
    pthread_t thread;
    pthread_mutex_t lock; /* of waiting, done and stop */
    pthread_cond_t wake;
    struct list waiting, done;
    bool stop;
    int fd;
    struct event *event;
    struct password_cost cost;
    size_t queue;
    char nobody[PASSWORD_HASH];
};

static void list_add(struct list *list, struct job *job)
{
    job->next = NULL;
    *list->end = job;
    list->end = &job->next;
    list->count++;
}

static struct job *list_take(struct list *list)
{
    struct job *job = list->first;
    if (job == NULL) return NULL;
    list->first = job->next;
    if (list->first == NULL) list->end = &list->first;
    list->count--;
    return job;
}

static void job_free(struct job *job)
{
    sodium_memzero(job, sizeof *job);
    free(job);
}

static void list_free(struct list *list)
{
    for (struct job *job = list_take(list); job != NULL; job = list_take(list)) job_free(job);
}

bool password_make_now(const struct password_cost *cost, const char *password,
                       char hash[PASSWORD_HASH])
{
    return crypto_pwhash_str_alg(hash, password, strlen(password), (unsigned long long)cost->passes,
                                 cost->memory, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

static void work(const struct password_cost *cost, struct job *job)
{
    if (job->make) {
        job->matches = password_make_now(cost, job->password, job->hash);
        if (!job->matches) job->hash[0] = '\0';
    } else {
        job->matches =
            crypto_pwhash_str_verify(job->hash, job->password, strlen(job->password)) == 0;
    }
}

static void *thread_main(void *context)
{
    struct password_thread *thread = context;
    pthread_mutex_lock(&thread->lock);
    while (!thread->stop) {
        struct job *job = list_take(&thread->waiting);
        if (job == NULL) {
            pthread_cond_wait(&thread->wake, &thread->lock);
            continue;
        }
        pthread_mutex_unlock(&thread->lock);
        work(&thread->cost, job);
        pthread_mutex_lock(&thread->lock);
        list_add(&thread->done, job);
        uint64_t one = 1;
        ssize_t written = write(thread->fd, &one, sizeof one);
        (void)written; /* the counter cannot be full */
    }
    pthread_mutex_unlock(&thread->lock);
    return NULL;
}

static void on_done(evutil_socket_t fd, short what, void *context)
{
    struct password_thread *thread = context;
    uint64_t count;
    (void)what;
    ssize_t got = read(fd, &count, sizeof count);
    (void)got;
    for (;;) {
        pthread_mutex_lock(&thread->lock);
        struct job *job = list_take(&thread->done);
        pthread_mutex_unlock(&thread->lock);
        if (job == NULL) return;
        job->callback(job->context, job->matches, job->hash);
        job_free(job);
    }
}

static bool thread_start(struct password_thread *thread, struct event_base *base)
{
    thread->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (thread->fd < 0) return false;
    thread->event = event_new(base, thread->fd, EV_READ | EV_PERSIST, on_done, thread);
    if (thread->event == NULL || event_add(thread->event, NULL) != 0) return false;
    return pthread_create(&thread->thread, NULL, thread_main, thread) == 0;
}

static void thread_dispose(struct password_thread *thread)
{
    if (thread->event != NULL) event_free(thread->event);
    if (thread->fd >= 0) close(thread->fd);
    list_free(&thread->waiting);
    list_free(&thread->done);
    pthread_cond_destroy(&thread->wake);
    pthread_mutex_destroy(&thread->lock);
    free(thread);
}

struct password_thread *password_thread_new(struct event_base *base,
                                            const struct password_cost *cost, int queue)
{
    struct password_thread *thread = calloc(1, sizeof *thread);
    if (thread == NULL) return NULL;
    thread->fd = -1;
    thread->cost = *cost;
    thread->queue = (size_t)queue;
    thread->waiting.end = &thread->waiting.first;
    thread->done.end = &thread->done.first;
    pthread_mutex_init(&thread->lock, NULL);
    pthread_cond_init(&thread->wake, NULL);
    unsigned char random[24];
    char nobodys[2 * sizeof random + 1];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(nobodys, sizeof nobodys, random, sizeof random);
    if (password_make_now(cost, nobodys, thread->nobody) && thread_start(thread, base))
        return thread;
    thread_dispose(thread);
    return NULL;
}

void password_thread_free(struct password_thread *thread)
{
    if (thread == NULL) return;
    pthread_mutex_lock(&thread->lock);
    thread->stop = true;
    pthread_cond_signal(&thread->wake);
    pthread_mutex_unlock(&thread->lock);
    pthread_join(thread->thread, NULL);
    thread_dispose(thread);
}

size_t password_waiting(struct password_thread *thread)
{
    pthread_mutex_lock(&thread->lock);
    size_t count = thread->waiting.count;
    pthread_mutex_unlock(&thread->lock);
    return count;
}

static bool submit(struct password_thread *thread, bool make, const char *hash,
                   const char *password, password_callback callback, void *context)
{
    struct job *job = calloc(1, sizeof *job);
    if (job == NULL) return false;
    job->make = make;
    job->callback = callback;
    job->context = context;
    snprintf(job->password, sizeof job->password, "%s", password);
    snprintf(job->hash, sizeof job->hash, "%s", hash);
    pthread_mutex_lock(&thread->lock);
    bool room = thread->waiting.count < thread->queue;
    if (room) {
        list_add(&thread->waiting, job);
        pthread_cond_signal(&thread->wake);
    }
    pthread_mutex_unlock(&thread->lock);
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

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        if (((unsigned char)*text & 0xc0) != 0x80) count++;
    return count;
}

const char *password_fault(const char *password, const char *user_name, int min_characters)
{
    static _Thread_local char message[96];
    if (strlen(password) > PASSWORD_BYTES) return "is too long; at most 512 bytes";
    if (characters(password) < (size_t)min_characters) {
        snprintf(message, sizeof message, "is too short; at least %d characters", min_characters);
        return message;
    }
    if (strcasestr(password, user_name) != NULL) return "contains the user name; choose another";
    bool one = true;
    for (const char *c = password; *c != '\0'; c++) one = one && *c == password[0];
    if (one) return "is one character over and over; choose another";
    return NULL;
}
