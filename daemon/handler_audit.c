/* Audits run in a thread of their own, one at a time a worker; the request waits, the loop does
 * not. */
#include <event2/event.h>
#include <json-c/json.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "config/settings.h"
#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/worker.h"
#include "db/audit.h"
#include "proto/arena.h"
#include "workflow/problem.h"

struct job {
    struct request *request;
    struct audit audit;
    enum error_code code;
    struct error error;
    pthread_t thread;
    struct event *done;
    int fd;
};

static bool busy; /* of this worker: one event loop, one audit */

static void *run(void *context)
{
    struct job *job = context;
    uint64_t one = 1;
    job->code = audit_run(&job->audit, &job->error);
    if (write(job->fd, &one, sizeof one) != sizeof one) abort(); /* an eventfd takes it */
    return NULL;
}

static void release(void *context)
{
    struct job *job = context;
    if (job->done != NULL) event_free(job->done);
    if (job->fd >= 0) close(job->fd);
    free(job);
}

/* In the language that the request asks for. False: the arena is full. */
static bool add_differences(json_object *told, const struct request *request,
                            const struct audit *audit)
{
    const struct words *words = request_words(request, NULL);
    for (int64_t i = 0; i < audit->differences && i < AUDIT_DIFFERENCES; i++) {
        const struct audit_difference *difference = &audit->told[i];
        const char *said =
            problem_said(request->arena, words, difference->text, &difference->source);
        if (said == NULL) return false;
        json_object_array_add(told, json_object_new_string(said));
    }
    return true;
}

static void answer(struct request *request)
{
    struct job *job = request->state;
    const struct audit *audit = &job->audit;
    if (job->code != ERR_OK) {
        request_answer_error(request, &job->error);
        return;
    }
    json_object *object = json_object_new_object(), *told = json_object_new_array();
    bool full = !add_differences(told, request, audit);
    json_object_object_add(object, "clean", json_object_new_boolean(audit->differences == 0));
    json_object_object_add(object, "checked", json_object_new_int64(audit->checked));
    json_object_object_add(object, "differences_count", json_object_new_int64(audit->differences));
    json_object_object_add(object, "differences", told);
    const char *text = arena_strdup(request->arena, json_object_to_json_string(object));
    json_object_put(object);
    if (full || text == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, 200, text, strlen(text));
}

static void on_done(evutil_socket_t fd, short what, void *context)
{
    struct job *job = context;
    (void)fd, (void)what;
    pthread_join(job->thread, NULL);
    busy = false;
    request_wake(job->request);
}

static bool start(struct job *job)
{
    struct event_base *base = job->request->worker->base;
    job->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    job->done = job->fd < 0 ? NULL : event_new(base, job->fd, EV_READ, on_done, job);
    if (job->done == NULL || event_add(job->done, NULL) != 0) return false;
    return pthread_create(&job->thread, NULL, run, job) == 0;
}

static void audit(struct request *request, enum audit_kind kind)
{
    const struct settings *settings = request->worker->settings;
    const char *agencies =
        access_led_agencies(request->arena, request->desk, request->who->staff, ROLES_AUDIT, 0);
    if (agencies != NULL && agencies[1] == '}') {
        request_answer_code(request, ERR_FORBIDDEN, "an audit is of a whole agency");
        return;
    }
    if (busy) {
        request_answer_code(request, ERR_THROTTLED, "an audit is under way already");
        return;
    }
    struct job *job = calloc(1, sizeof *job);
    if (job != NULL) job->fd = -1;
    if (job == NULL || agencies == NULL || arena_cleanup(request->arena, release, job) != 0) {
        free(job);
        request_answer_full(request);
        return;
    }
    job->request = request;
    job->audit.kind = kind;
    job->audit.conninfo = settings->database.conninfo;
    job->audit.role = settings->database.read_role;
    job->audit.agencies = agencies;
    job->audit.desk = request->desk;
    request->state = job;
    if (!start(job)) {
        request_answer_code(request, ERR_UNAVAILABLE, "could not start the audit");
        return;
    }
    busy = true;
    request_await(request, answer);
}

void handle_audit_counters(struct request *request)
{
    audit(request, AUDIT_COUNTERS);
}

void handle_audit_chain(struct request *request)
{
    audit(request, AUDIT_CHAIN);
}
