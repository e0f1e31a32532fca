/* Finding and showing customers. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/customer_int.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "proto/arena.h"

enum {
    FIND_DEFAULT = 20,
    FIND_MAX = 100,
    FIND_WORDS_MIN = 2,
    FIND_WORDS_MAX = 200,
    FIND_DIGITS = 5, /* words with as many digits may be a number that the customer gave */
    OPEN_SHOWN = 100,
    CLOSED_SHOWN = 10,
    CONTACTS_SHOWN = 20,
    SAID_SHOWN = 10
};

/* ---- find ---- */

/* What is looked for; NULL: not asked. */
struct wanted {
    const char *words, *phone, *email, *kind, *value;
    int64_t limit, cursor_rank, cursor_id; /* cursor_rank -1: the first page */
};

static void want_phone(struct request *request, const char *text, struct wanted *wanted)
{
    char phone[CUSTOMER_PHONE_SIZE];
    if (customer_phone(text, phone)) wanted->phone = arena_strdup(request->arena, phone);
}

/* "KIND:VALUE" or "VALUE" */
static void want_identifier(struct request *request, const char *text, struct wanted *wanted)
{
    const char *colon = strchr(text, ':');
    if (colon != NULL) {
        wanted->kind = arena_strndup(request->arena, text, (size_t)(colon - text));
        text = colon + 1;
    }
    wanted->value = customer_identifier_value(request->arena, text);
}

/* Words of a name; or what else a customer gives: a number, an address, an identifier. */
static void want_words(struct request *request, const char *text, struct wanted *wanted,
                       struct error *error)
{
    size_t length = strlen(text), digits = 0;
    if (length < FIND_WORDS_MIN || length > FIND_WORDS_MAX) {
        error_field(error, "q", "must have %d to %d characters", FIND_WORDS_MIN, FIND_WORDS_MAX);
        return;
    }
    wanted->words = text;
    for (const char *c = text; *c != '\0'; c++) digits += *c >= '0' && *c <= '9';
    if (strchr(text, '@') != NULL) wanted->email = customer_email(request->arena, text);
    if (digits < FIND_DIGITS) return;
    want_phone(request, text, wanted);
    want_identifier(request, text, wanted);
}

static void read_cursor(struct request *request, struct wanted *wanted, struct error *error)
{
    const char *cursor = request_query_value(request, "cursor");
    char *end = NULL;
    wanted->cursor_rank = -1;
    if (cursor == NULL) return;
    long long rank = strtoll(cursor, &end, 10);
    if (end != cursor && *end == '_' && rank >= 0 && rank <= 1000) {
        const char *id = end + 1;
        wanted->cursor_rank = rank;
        wanted->cursor_id = strtoll(id, &end, 10);
        if (end != id && *end == '\0') return;
    }
    error_field(error, "cursor", "is not one that a page gave");
}

static bool read_wanted(struct request *request, struct wanted *wanted, struct error *error)
{
    const char *q = request_query_value(request, "q"), *email, *phone, *identifier;
    *wanted = (struct wanted){.limit = 0};
    if (q != NULL) want_words(request, q, wanted, error);
    if ((email = request_query_value(request, "email")) != NULL &&
        (wanted->email = customer_email(request->arena, email)) == NULL)
        error_field(error, "email", "is no e-mail address, such as name@example.org");
    if ((phone = request_query_value(request, "phone")) != NULL) {
        wanted->phone = NULL;
        want_phone(request, phone, wanted);
        if (wanted->phone == NULL)
            error_field(error, "phone", "is no phone number, such as +359 2 123 4567");
    }
    if ((identifier = request_query_value(request, "identifier")) != NULL) {
        want_identifier(request, identifier, wanted);
        if (wanted->value == NULL) error_field(error, "identifier", "must be KIND:VALUE or VALUE");
    }
    if (q == NULL && email == NULL && phone == NULL && identifier == NULL)
        error_field(error, "q", "say whom to look for: q, identifier, phone or email");
    read_cursor(request, wanted, error);
    request_query_int(request, "limit", 1, FIND_MAX, FIND_DEFAULT, &wanted->limit, error);
    return error->code == ERR_OK;
}

/* False: the arena is full. */
static bool fill_find(struct request *request, const struct wanted *wanted,
                      struct db_statement *statement)
{
    struct access_scope scope;
    struct db_params *params = &statement->params;
    if (access_scope(request->arena, request->desk, request->who->staff, &scope) != 0) return false;
    statement->query = QUERY_CUSTOMER_FIND;
    db_text(params, wanted->words);
    db_text(params, wanted->phone);
    db_text(params, wanted->email);
    db_text(params, wanted->kind);
    db_text(params, wanted->value);
    if (wanted->cursor_rank < 0)
        db_null(params);
    else
        db_int(params, wanted->cursor_rank);
    db_int(params, wanted->cursor_id);
    db_int(params, wanted->limit);
    db_text(params, scope.agencies);
    db_text(params, scope.places);
    db_int(params, request->who->staff->id);
    return true;
}

void customer_find_words(struct request *request, const char *words, int64_t limit,
                         struct db_statement *statement, struct error *error)
{
    struct wanted wanted = {.limit = limit, .cursor_rank = -1};
    want_words(request, words, &wanted, error);
    if (error->code == ERR_OK && !fill_find(request, &wanted, statement))
        error_set(error, ERR_TOO_LARGE, "the request needs too much memory");
}

static void find(struct request *request, const struct wanted *wanted)
{
    const char *agencies =
        access_agencies(request->arena, request->desk, request->who->staff, request->route->roles);
    struct db_statement *statement = request_statement(request, QUERY_CUSTOMER_FIND);
    if (agencies == NULL || statement == NULL || !fill_find(request, wanted, statement))
        request_answer_full(request);
    else
        request_query(request, DB_SLOW, agencies, statement, 1, page_answer);
}

void handle_customer_find(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct wanted wanted;
    if (read_wanted(request, &wanted, &error))
        find(request, &wanted);
    else
        request_answer_error(request, &error);
}

/* ---- show ---- */

enum { COLUMN_JSON, COLUMN_AGENCY, COLUMN_ID, COLUMN_VERSION };

static void on_shown(struct request *request)
{
    struct error error = {.code = ERR_OK};
    if (request_failed(request)) return;
    const PGresult *shown = request->reply.results[0];
    if (PQntuples(shown) == 0) {
        request_answer_absent(request);
        return;
    }
    int32_t agency_id = (int32_t)db_get_int(shown, 0, COLUMN_AGENCY, 0);
    if (access_check(access_agency_roles(request->who->staff, agency_id), request->route->roles,
                     &error) != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    const char *id = PQgetvalue(shown, 0, COLUMN_ID);
    if (strcmp(id, request_param(request, "id")) != 0) {
        const char *where = arena_printf(request->arena, API_PREFIX "/customers/%s", id);
        if (where != NULL) request_header(request, "Content-Location", where);
    }
    request_etag(request, db_get_int(shown, 0, COLUMN_VERSION, 0));
    customer_said_answer(request, PQgetvalue(shown, 0, COLUMN_JSON), 1);
}

void handle_customer_show(struct request *request)
{
    struct access_scope scope;
    int64_t id = customer_id_of_path(request);
    if (id == 0) return;
    const char *agencies = request_agencies(request);
    struct db_statement *statements = request_statements(request, 1 + CUSTOMER_SAID);
    if (agencies == NULL || statements == NULL ||
        access_scope(request->arena, request->desk, request->who->staff, &scope) != 0 ||
        !customer_said_ask(request, statements + 1, id, SAID_SHOWN)) {
        request_answer_full(request);
        return;
    }
    statements[0].query = QUERY_CUSTOMER_SHOW;
    struct db_params *params = &statements[0].params;
    db_text(params, agencies);
    db_int(params, id);
    db_text(params, scope.agencies);
    db_text(params, scope.places);
    db_int(params, request->who->staff->id);
    db_int(params, CLOSED_SHOWN);
    db_int(params, CONTACTS_SHOWN);
    db_int(params, OPEN_SHOWN);
    request_query(request, DB_READ, agencies, statements, 1 + CUSTOMER_SAID, on_shown);
}
