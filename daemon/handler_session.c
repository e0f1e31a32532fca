/* Logging in and out, who am I, the password, and the sessions of others. */
#include <sodium.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/log.h"
#include "daemon/login.h"
#include "daemon/metrics.h"
#include "daemon/password.h"
#include "daemon/request.h"
#include "daemon/session.h"
#include "daemon/session_cookie.h"
#include "daemon/worker.h"
#include "proto/json_write.h"

static void answer_json(struct request *request, int status, struct json *json)
{
    size_t length;
    const char *text = json_text(json, &length);
    if (text == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, status, text, length);
}

static void answer_busy(struct request *request)
{
    request_answer_code(request, ERR_THROTTLED, "too many log-ins at once: try again soon");
}

/* {"user_name","name","agency","must_change_password"} */
static void put_staff(struct json *json, const struct desk *desk, const struct staff *staff,
                      bool must_change)
{
    const struct agency *agency = desk_agency(desk, staff->agency_id);
    json_object(json, "staff");
    json_string(json, "user_name", staff->user_name);
    json_string(json, "name", staff->name);
    json_string(json, "agency", agency != NULL ? agency->code : NULL);
    json_bool(json, "must_change_password", must_change);
    json_object_end(json);
}

/* Logging in. */

struct opening {
    struct login_check check; /* first: request->state points to it */
    struct session_open_body body;
    const struct staff *staff;
    char token[SESSION_TOKEN];
    uint8_t hash[SESSION_HASH];
};

static void opened(struct request *request)
{
    struct opening *opening = request->state;
    struct json json;
    if (request_failed(request)) return;
    metrics_add(request->worker->metrics, logins, 1);
    LOG(LEVEL_INFO, "session opened", LOG_TEXT("request_id", request->id),
        LOG_NUMBER("actor", opening->staff->id));
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    if (opening->body.cookie) {
        session_cookie_set(request, opening->token);
        session_cookie_put(&json, opening->token);
    } else {
        json_string(&json, "token", opening->token);
    }
    json_time(&json, "expires_at", db_get_int(request->reply.results[0], 0, 0, NO_TIME));
    put_staff(&json, request->desk, opening->staff, db_get_bool(request->reply.results[0], 0, 1));
    json_object_end(&json);
    answer_json(request, 201, &json);
}

static void open_session(struct request *request, struct login_check *check)
{
    struct opening *opening = request->state;
    const struct settings *settings = request->worker->settings;
    if (check->outcome == LOGIN_RIGHT) opening->staff = desk_staff(request->desk, check->staff_id);
    if (opening->staff == NULL || !opening->staff->active) {
        request_answer_code(request, ERR_UNAUTHENTICATED, "user name or password is wrong");
        return;
    }
    struct db_statement *statements = request_statements(request, 2);
    if (statements == NULL) {
        request_answer_full(request);
        return;
    }
    session_make_token(check->agency_id, opening->token);
    session_hash(opening->token, opening->hash);
    statements[0].query = QUERY_SESSION_INSERT;
    db_int(&statements[0].params, check->agency_id);
    db_bytes(&statements[0].params, opening->hash, SESSION_HASH);
    db_int(&statements[0].params, check->staff_id);
    db_int(&statements[0].params, settings->session.absolute_ms / 1000);
    statements[1].query = QUERY_LOGIN_CLEAR;
    login_clear_params(check, request->worker, &statements[1].params);
    request_query(request, DB_LOAD, NULL, statements, 2, opened);
}

void handle_session_open(struct request *request)
{
    struct opening *opening = arena_alloc(request->arena, sizeof *opening);
    if (opening == NULL) {
        request_answer_full(request);
        return;
    }
    if (!request_body(request, &opening->body)) return;
    opening->check.user_name = opening->body.user_name;
    opening->check.password = opening->body.password;
    opening->check.next = open_session;
    login_check(request, &opening->check);
}

/* Who am I. */

static void put_grants(struct json *json, const struct desk *desk, const struct staff *staff)
{
    json_array(json, "grants");
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        const struct agency *agency = desk_agency(desk, grant->agency_id);
        const struct office *office = desk_office(desk, grant->office_id);
        json_object(json, NULL);
        json_string(json, "role", name_of(&role_names, (int)grant->role));
        json_string(json, "agency", agency != NULL ? agency->code : NULL);
        json_string(json, "office", office != NULL ? office->code : NULL);
        json_object_end(json);
    }
    json_array_end(json);
}

static bool granted(const struct staff *staff, int32_t agency_id, int32_t office_id)
{
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        if (grant->agency_id == agency_id &&
            (office_id == 0 || grant->office_id == 0 || grant->office_id == office_id))
            return true;
    }
    return false;
}

static void put_places(struct json *json, const struct desk *desk, const struct staff *staff)
{
    json_array(json, "agencies");
    for (size_t i = 0; i < desk->agencies_count; i++) {
        const struct agency *agency = &desk->agencies[i];
        if (!granted(staff, agency->id, 0)) continue;
        json_object(json, NULL);
        json_string(json, "code", agency->code);
        json_string(json, "name", agency->name);
        json_string(json, "locale", agency->locale);
        json_object_end(json);
    }
    json_array_end(json);
    json_array(json, "offices");
    for (size_t i = 0; i < desk->offices_count; i++) {
        const struct office *office = &desk->offices[i];
        const struct agency *agency = desk_agency(desk, office->agency_id);
        if (!granted(staff, office->agency_id, office->id) || agency == NULL) continue;
        json_object(json, NULL);
        json_string(json, "agency", agency->code);
        json_string(json, "code", office->code);
        json_string(json, "name", office->name);
        json_object_end(json);
    }
    json_array_end(json);
}

void handle_session_show(struct request *request)
{
    const struct session_user *who = request->who;
    struct json json;
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    put_staff(&json, request->desk, who->staff, who->must_change);
    put_grants(&json, request->desk, who->staff);
    put_places(&json, request->desk, who->staff);
    json_time(&json, "expires_at", who->expires_at_us);
    if (who->by_cookie) session_cookie_put(&json, who->token);
    json_object_end(&json);
    answer_json(request, 200, &json);
}

/* Logging out. */

static void closed(struct request *request)
{
    if (request_failed(request)) return;
    session_drop(request->worker->sessions, request->user.token_hash);
    if (request->user.by_cookie) session_cookie_clear(request);
    request_answer_empty(request, 204);
}

void handle_session_close(struct request *request)
{
    struct db_statement *statement = request_statement(request, QUERY_SESSION_REVOKE);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, request->who->staff->agency_id);
    db_bytes(&statement->params, request->user.token_hash, SESSION_HASH);
    request_query(request, DB_LOAD, NULL, statement, 1, closed);
}

/* The password. */

struct change {
    struct login_check check; /* first: request->state points to it */
    struct password_change_body body;
    char hash[PASSWORD_HASH];
};

static void changed(struct request *request)
{
    if (request_failed(request)) return;
    LOG(LEVEL_INFO, "password changed", LOG_TEXT("request_id", request->id),
        LOG_NUMBER("actor", request->who->staff->id));
    request_answer_empty(request, 204);
}

static void store_password(struct request *request)
{
    struct change *change = request->state;
    const struct staff *staff = request->who->staff;
    struct db_statement *statements = request_statements(request, 3);
    if (change->hash[0] == '\0' || statements == NULL) {
        request_answer_full(request);
        return;
    }
    statements[0].query = QUERY_CREDENTIAL_SET;
    db_int(&statements[0].params, staff->agency_id);
    db_int(&statements[0].params, staff->id);
    db_text(&statements[0].params, change->hash);
    db_bool(&statements[0].params, false);
    statements[1].query = QUERY_SESSION_REVOKE_STAFF;
    db_int(&statements[1].params, staff->agency_id);
    db_int(&statements[1].params, staff->id);
    db_bytes(&statements[1].params, request->user.token_hash, SESSION_HASH);
    statements[2].query = QUERY_LOGIN_CLEAR;
    login_clear_params(&change->check, request->worker, &statements[2].params);
    request_query(request, DB_LOAD, NULL, statements, 3, changed);
}

static void on_hashed(void *context, bool done, const char *hash)
{
    struct request *request = context;
    struct change *change = request->state;
    (void)done;
    memcpy(change->hash, hash, strlen(hash) + 1);
    request_wake(request);
}

static void make_password(struct request *request, struct login_check *check)
{
    struct change *change = request->state;
    if (check->outcome != LOGIN_RIGHT) {
        struct error error = {.code = ERR_OK};
        error_field(&error, "/old_password", "is not your password");
        request_answer_error(request, &error);
        return;
    }
    if (!password_make(request->worker->passwords, change->body.new_password, on_hashed, request)) {
        answer_busy(request);
        return;
    }
    request_await(request, store_password);
}

void handle_password_change(struct request *request)
{
    struct change *change = arena_alloc(request->arena, sizeof *change);
    struct error error = {.code = ERR_OK};
    if (change == NULL) {
        request_answer_full(request);
        return;
    }
    if (!request_body(request, &change->body)) return;
    password_judge(change->body.new_password, request->who->staff->user_name,
                   request->worker->settings->login.password_min, "/new_password", &error);
    if (error.code == ERR_OK && strcmp(change->body.new_password, change->body.old_password) == 0)
        error_field(&error, "/new_password", "is the old one; choose another");
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    change->check.user_name = request->who->staff->user_name;
    change->check.password = change->body.old_password;
    change->check.next = make_password;
    login_check(request, &change->check);
}

/* The sessions of a staff member, seen and ended by an administrator of their agency. */

enum { SESSIONS_SHOWN = 200 };

static void revoked(struct request *request)
{
    struct json json;
    if (request_failed(request)) return;
    const PGresult *result = request->reply.results[0];
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_number(&json, "revoked", PQntuples(result));
    json_object_end(&json);
    answer_json(request, 200, &json);
}

/* The staff member of the path, whose agency the caller administers. NULL: answered. */
static const struct staff *administered(struct request *request)
{
    const struct staff *staff =
        desk_staff_by_user_name(request->desk, request_param(request, "user_name"));
    struct error error = {.code = ERR_OK};
    if (staff == NULL) {
        request_answer_absent(request);
    } else if (access_check_whole(request->who->staff, staff->agency_id, request->route->roles,
                                  &error) == ERR_OK) {
        return staff;
    } else {
        request_answer_error(request, &error);
    }
    return NULL;
}

static void on_listed(struct request *request)
{
    if (!request_failed(request)) request_answer_result(request, 200, 0);
}

void handle_session_list(struct request *request)
{
    const struct staff *staff = administered(request);
    if (staff == NULL) return;
    struct db_statement *statement = request_statement(request, QUERY_SESSION_LIST);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, staff->agency_id);
    db_int(&statement->params, staff->id);
    db_int(&statement->params, request->worker->settings->session.idle_ms / 1000);
    db_int(&statement->params, SESSIONS_SHOWN);
    request_query(request, DB_LOAD, NULL, statement, 1, on_listed);
}

void handle_sessions_revoke(struct request *request)
{
    const struct staff *staff = administered(request);
    if (staff == NULL) return;
    struct db_statement *statement = request_statement(request, QUERY_SESSION_REVOKE_STAFF);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, staff->agency_id);
    db_int(&statement->params, staff->id);
    db_null(&statement->params);
    LOG(LEVEL_INFO, "sessions revoked", LOG_TEXT("request_id", request->id),
        LOG_NUMBER("actor", request->who->staff->id), LOG_NUMBER("staff", staff->id));
    request_query(request, DB_LOAD, NULL, statement, 1, revoked);
}

/* A new password from an administrator, for who has none yet or lost it. */

struct reset {
    const struct staff *staff;
    char password[PASSWORD_INVENTED];
    char hash[PASSWORD_HASH];
};

static void password_given(struct request *request)
{
    struct reset *reset = request->state;
    struct json json;
    if (request_failed(request)) return;
    LOG(LEVEL_INFO, "password given", LOG_TEXT("request_id", request->id),
        LOG_NUMBER("actor", request->who->staff->id), LOG_NUMBER("staff", reset->staff->id));
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_string(&json, "password", reset->password);
    json_object_end(&json);
    answer_json(request, 200, &json);
}

static void store_given(struct request *request)
{
    struct reset *reset = request->state;
    struct db_statement *statements = request_statements(request, 2);
    if (reset->hash[0] == '\0' || statements == NULL) {
        request_answer_full(request);
        return;
    }
    for (int i = 0; i < 2; i++) {
        db_int(&statements[i].params, reset->staff->agency_id);
        db_int(&statements[i].params, reset->staff->id);
    }
    statements[0].query = QUERY_CREDENTIAL_SET;
    db_text(&statements[0].params, reset->hash);
    db_bool(&statements[0].params, true);
    statements[1].query = QUERY_SESSION_REVOKE_STAFF;
    db_null(&statements[1].params);
    request_query(request, DB_LOAD, NULL, statements, 2, password_given);
}

static void on_given_hashed(void *context, bool done, const char *hash)
{
    struct request *request = context;
    struct reset *reset = request->state;
    (void)done;
    memcpy(reset->hash, hash, strlen(hash) + 1);
    request_wake(request);
}

void handle_password_reset(struct request *request)
{
    const struct staff *staff = administered(request);
    if (staff == NULL) return;
    if (staff == request->who->staff) {
        request_answer_code(request, ERR_FORBIDDEN,
                            "change your own password with the one you have");
        return;
    }
    struct reset *reset = arena_alloc(request->arena, sizeof *reset);
    if (reset == NULL) {
        request_answer_full(request);
        return;
    }
    reset->staff = staff;
    password_invent(reset->password);
    request->state = reset;
    if (!password_make(request->worker->passwords, reset->password, on_given_hashed, request)) {
        answer_busy(request);
        return;
    }
    request_await(request, store_given);
}
