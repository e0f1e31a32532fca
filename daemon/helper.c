/* One thread, two lists under one lock: what waits, and what is done. An eventfd wakes the loop. */
#include "daemon/helper.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct list {
    struct helper_job *first, **end;
    size_t count;
};

struct helper {
    pthread_t thread;
    pthread_mutex_t lock; /* of waiting, done and stop */
    pthread_cond_t wake;
    struct list waiting, done;
    bool stop;
    int fd;
    struct event *event;
    size_t queue;
};

static void list_add(struct list *list, struct helper_job *job)
{
    job->next = NULL;
    *list->end = job;
    list->end = &job->next;
    list->count++;
}

static struct helper_job *list_take(struct list *list)
{
    struct helper_job *job = list->first;
    if (job == NULL) return NULL;
    list->first = job->next;
    if (list->first == NULL) list->end = &list->first;
    list->count--;
    return job;
}

static void list_drop(struct list *list)
{
    for (struct helper_job *job = list_take(list); job != NULL; job = list_take(list))
        job->done(job, true);
}

static void *thread_main(void *context)
{
    struct helper *helper = context;
    pthread_mutex_lock(&helper->lock);
    while (!helper->stop) {
        struct helper_job *job = list_take(&helper->waiting);
        if (job == NULL) {
            pthread_cond_wait(&helper->wake, &helper->lock);
            continue;
        }
        pthread_mutex_unlock(&helper->lock);
        job->work(job);
        pthread_mutex_lock(&helper->lock);
        list_add(&helper->done, job);
        uint64_t one = 1;
        ssize_t written = write(helper->fd, &one, sizeof one);
        (void)written; /* the counter cannot be full */
    }
    pthread_mutex_unlock(&helper->lock);
    return NULL;
}

static void on_done(evutil_socket_t fd, short what, void *context)
{
    struct helper *helper = context;
    uint64_t count;
    (void)what;
    ssize_t got = read(fd, &count, sizeof count);
    (void)got;
    for (;;) {
        pthread_mutex_lock(&helper->lock);
        struct helper_job *job = list_take(&helper->done);
        pthread_mutex_unlock(&helper->lock);
        if (job == NULL) return;
        job->done(job, false);
    }
}

static bool start(struct helper *helper, struct event_base *base)
{
    helper->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (helper->fd < 0) return false;
    helper->event = event_new(base, helper->fd, EV_READ | EV_PERSIST, on_done, helper);
    if (helper->event == NULL || event_add(helper->event, NULL) != 0) return false;
    return pthread_create(&helper->thread, NULL, thread_main, helper) == 0;
}

static void dispose(struct helper *helper)
{
    if (helper->event != NULL) event_free(helper->event);
    if (helper->fd >= 0) close(helper->fd);
    list_drop(&helper->waiting);
    list_drop(&helper->done);
    pthread_cond_destroy(&helper->wake);
    pthread_mutex_destroy(&helper->lock);
    free(helper);
}

struct helper *helper_new(struct event_base *base, size_t queue)
{
    struct helper *helper = calloc(1, sizeof *helper);
    if (helper == NULL) return NULL;
    helper->fd = -1;
    helper->queue = queue;
    helper->waiting.end = &helper->waiting.first;
    helper->done.end = &helper->done.first;
    pthread_mutex_init(&helper->lock, NULL);
    pthread_cond_init(&helper->wake, NULL);
    if (start(helper, base)) return helper;
    dispose(helper);
    return NULL;
}

void helper_free(struct helper *helper)
{
    if (helper == NULL) return;
    pthread_mutex_lock(&helper->lock);
    helper->stop = true;
    pthread_cond_signal(&helper->wake);
    pthread_mutex_unlock(&helper->lock);
    pthread_join(helper->thread, NULL);
    dispose(helper);
}

size_t helper_waiting(struct helper *helper)
{
    pthread_mutex_lock(&helper->lock);
    size_t count = helper->waiting.count;
    pthread_mutex_unlock(&helper->lock);
    return count;
}

bool helper_submit(struct helper *helper, struct helper_job *job)
{
    pthread_mutex_lock(&helper->lock);
    bool room = helper->waiting.count < helper->queue;
    if (room) {
        list_add(&helper->waiting, job);
        pthread_cond_signal(&helper->wake);
    }
    pthread_mutex_unlock(&helper->lock);
    return room;
}
