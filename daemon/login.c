/* The steps of a password check: wait in line for the name, take its turn, count the attempt,
 * compare in the password thread, go on. */
#include "daemon/login.h"

#include <event2/event.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/password.h"
#include "daemon/request.h"
#include "daemon/worker.h"

enum {
    TURN_S = 8,        /* a turn lasts no longer: the daemon that has it may have ended */
    TURN_WAIT_MS = 40, /* between tries to get it */
    TURN_TRIES = 250   /* for longer than a turn lasts */
};

/* Hashed, because people type their passwords into the field for the name. */
void login_subject(char text[LOGIN_SUBJECT], const char *what, const char *value)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)value, strlen(value));
    int length = snprintf(text, LOGIN_SUBJECT, "%s ", what);
    sodium_bin2hex(text + length, LOGIN_SUBJECT - (size_t)length, hash, sizeof hash);
}

static void on_checked(void *context, bool matches, const char *hash)
{
    struct request *request = context;
    struct login_check *check = request->state;
    (void)hash;
    check->matches = matches;
    request_wake(request);
}

static void compared(struct request *request)
{
    struct login_check *check = request->state;
    bool right = check->matches && check->staff_id != 0;
    check->outcome = right ? LOGIN_RIGHT : LOGIN_WRONG;
    if (!right) metrics_add(request->worker->metrics, logins_failed, 1);
    check->next(request, check);
}

static void answer_throttled(struct request *request, int retry_after_s)
{
    struct error error = {.code = ERR_OK};
    metrics_add(request->worker->metrics, logins_throttled, 1);
    error_set(&error, ERR_THROTTLED, "too many failed log-ins: wait %d seconds", retry_after_s);
    error.retry_after_s = retry_after_s;
    request_answer_error(request, &error);
}

static void answer_busy(struct request *request)
{
    request_answer_code(request, ERR_THROTTLED, "too many log-ins at once: try again soon");
}

static void counted(struct request *request)
{
    struct login_check *check = request->state;
    check->outcome = LOGIN_ANSWERED;
    if (request_failed(request)) return;
    const PGresult *result = request->reply.results[0];
    if (!db_get_bool(result, 0, 0)) {
        answer_throttled(request, (int)db_get_int(result, 0, 1, 1));
        return;
    }
    check->agency_id = (int32_t)db_get_int(result, 0, 2, 0);
    check->staff_id = (int32_t)db_get_int(result, 0, 3, 0);
    const char *hash = check->staff_id != 0 ? PQgetvalue(result, 0, 4) : NULL;
    if (!password_check(request->worker->passwords, hash, check->password, on_checked, request)) {
        answer_busy(request);
        return;
    }
    request_await(request, compared);
}

static void begin(struct request *request)
{
    struct login_check *check = request->state;
    const struct settings *settings = request->worker->settings;
    struct db_statement *statement = request_statement(request, QUERY_LOGIN_BEGIN);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, check->name_subject);
    db_text(&statement->params, check->address_subject);
    db_text(&statement->params, check->user_name);
    db_int(&statement->params, settings->login.attempts);
    db_int(&statement->params, settings->login.attempts * LOGIN_ADDRESS_FACTOR);
    db_int(&statement->params, settings->login.window_ms / 1000);
    request_query(request, DB_LOAD, NULL, statement, 1, counted);
}

/* The turn of a name. */

static void take_turn(struct request *request);

static void on_waited(evutil_socket_t fd, short what, void *request)
{
    (void)fd, (void)what;
    request_wake(request);
}

static void on_turn(struct request *request)
{
    static const struct timeval wait = {.tv_usec = TURN_WAIT_MS * 1000};
    struct login_check *check = request->state;
    if (request_failed(request)) return;
    check->has_turn = PQntuples(request->reply.results[0]) > 0;
    if (check->has_turn)
        begin(request);
    else if (++check->turn_tries >= TURN_TRIES ||
             event_base_once(request->worker->base, -1, EV_TIMEOUT, on_waited, request, &wait) != 0)
        answer_busy(request);
    else
        request_await(request, take_turn);
}

static void take_turn(struct request *request)
{
    struct login_check *check = request->state;
    struct db_statement *statement = request_statement(request, QUERY_LOGIN_TURN);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, check->turn_subject);
    db_int(&statement->params, TURN_S);
    request_query(request, DB_LOAD, NULL, statement, 1, on_turn);
}

static void on_turn_ended(void *context, struct db_reply *reply)
{
    (void)context;
    if (reply->outcome == DB_FAILED) log_error("could not end the turn of a name", &reply->error);
}

static void end_turn(const struct login_check *check)
{
    struct db_statement statement = {.query = QUERY_LOGIN_TURN_END};
    struct worker *worker = check->request->worker;
    db_text(&statement.params, check->turn_subject);
    db_send(worker->db, DB_LOAD, NULL, &statement, 1, on_turn_ended, worker);
}

static void at_the_front(struct request *request)
{
    const struct login_check *check = request->state;
    if (check->has_turn)
        begin(request);
    else
        take_turn(request);
}

/* The line of a name: its first check is under way, the others wait. */

static bool same_name(const struct login_check *one, const struct login_check *other)
{
    return strcmp(one->name_subject, other->name_subject) == 0;
}

/* With the end of its request, when a right attempt is no longer counted. Only the first leaves: a
 * request that waits does not end. */
static void leave_line(void *check_)
{
    struct login_check *check = check_, **at = &check->request->worker->logins;
    while (*at != check) at = &(*at)->behind;
    *at = check->behind;
    struct login_check *next = check->behind;
    while (next != NULL && !same_name(next, check)) next = next->behind;
    if (next != NULL)
        next->has_turn = check->has_turn;
    else if (check->has_turn)
        end_turn(check);
    if (next != NULL) request_wake(next->request);
}

void login_check(struct request *request, struct login_check *check)
{
    int before = 0;
    struct login_check **end = &request->worker->logins;
    request->state = check;
    check->request = request;
    login_subject(check->name_subject, "name", check->user_name);
    login_subject(check->address_subject, "address", request->address);
    login_subject(check->turn_subject, "turn", check->user_name);
    for (; *end != NULL; end = &(*end)->behind) before += same_name(*end, check);
    if (before >= request->worker->settings->login.hash_queue) {
        answer_busy(request);
        return;
    }
    if (arena_cleanup(request->arena, leave_line, check) != 0) {
        request_answer_full(request);
        return;
    }
    *end = check;
    if (before > 0)
        request_await(request, at_the_front);
    else
        take_turn(request);
}

void login_clear_params(const struct login_check *check, const struct worker *worker,
                        struct db_params *params)
{
    db_params_clear(params);
    db_text(params, check->name_subject);
    db_text(params, check->address_subject);
    db_int(params, worker->settings->login.attempts * LOGIN_ADDRESS_FACTOR);
}
