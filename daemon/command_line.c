/* What an operator does beside running the daemon: check, migrate, apply a desk, set a password. */
#include "daemon/command_line.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "config/desk.h"
#include "config/settings.h"
#include "daemon/database.h"
#include "daemon/password.h"
#include "daemon/proxy_header.h"
#include "daemon/tls.h"
#include "db/desk_apply.h"
#include "db/migrate.h"
#include "db/sync.h"
#include "proto/arena.h"

enum { USAGE = 2 };

void command_print_error(const struct error *error)
{
    fprintf(stderr, "onestopd: %s\n", error->message);
    for (size_t i = 0; i < error->field_count; i++)
        fprintf(stderr, "  %s %s\n", error->fields[i].field, error->fields[i].message);
    if (error->more_fields > 0) fprintf(stderr, "  and %zu more\n", error->more_fields);
    if (error->log_detail[0] != '\0') fprintf(stderr, "  %s\n", error->log_detail);
    if (error->hint[0] != '\0') fprintf(stderr, "  hint: %s\n", error->hint);
}

static int usage_error(const char *message)
{
    fprintf(stderr, "onestopd: %s; see onestopd --help\n", message);
    return USAGE;
}

static int failed(const struct error *error)
{
    command_print_error(error);
    return 1;
}

/* The settings are read already; what is left are the files they name. */
int command_check_config(const char *path, const struct settings *settings)
{
    struct error error = {.code = ERR_OK};
    const uint8_t no_keys[80] = {0};
    SSL_CTX *tls = tls_context(settings, no_keys, &error);
    if (tls == NULL) return failed(&error);
    SSL_CTX_free(tls);
    if (!proxy_header_list_valid(settings->server.proxies)) {
        error_set(&error, ERR_INVALID, "server.proxies is no list of numeric addresses");
        return failed(&error);
    }
    printf("%s is fine\n", path);
    return 0;
}

int command_migrate(const char *path, struct settings *settings, int count, char **arguments)
{
    struct error error = {.code = ERR_OK};
    int applied = 0;
    (void)path;
    (void)arguments;
    if (count != 0) return usage_error("migrate takes no arguments");
    PGconn *connection = database_connect_owner(settings, &error);
    if (connection == NULL) return failed(&error);
    enum error_code code = migrate_apply(connection, &applied, &error);
    PQfinish(connection);
    if (code != ERR_OK) return failed(&error);
    printf("%d migrations applied\n", applied);
    return 0;
}

/* The desk. */

static int print_faults(const struct desk_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        fprintf(stderr, "%s %s: %s\n", faults->items[i].file, faults->items[i].path,
                faults->items[i].reason);
    if (faults->more > 0) fprintf(stderr, "and %zu more\n", faults->more);
    fputs("onestopd: nothing was applied\n", stderr);
    return 1;
}

static int print_applied(const struct desk_applied *applied)
{
    for (size_t i = 0; i < applied->refusal_count; i++)
        fprintf(stderr, "%s %s: %s\n", applied->refusals[i].file, applied->refusals[i].path,
                applied->refusals[i].reason);
    if (applied->refusal_count > 0) {
        fputs("onestopd: nothing was applied\n", stderr);
        return 1;
    }
    for (size_t i = 0; i < applied->change_count; i++) {
        const struct desk_change *change = &applied->changes[i];
        printf("%-8s %s %s %s\n", change->change, change->agency, change->kind, change->code);
    }
    if (applied->definition_id == 0)
        puts("unchanged");
    else
        printf("applied as definition %lld\n", (long long)applied->definition_id);
    return 0;
}

static int apply(struct settings *settings, const char *folder, struct arena *arena)
{
    struct error error = {.code = ERR_OK};
    struct desk_definition *definition;
    struct desk_faults faults = {0};
    struct desk_applied applied = {0};
    enum error_code code = desk_load_dir(arena, folder, &definition, &faults, &error);
    if (code == ERR_INVALID) return print_faults(&faults);
    if (code != ERR_OK) return failed(&error);
    PGconn *connection = database_connect(settings, &error);
    if (connection == NULL) return failed(&error);
    code = desk_apply_sync(connection, arena, desk_definition_document(definition), 0, false,
                           &applied, &error);
    PQfinish(connection);
    if (code != ERR_OK && applied.refusal_count == 0) return failed(&error);
    return print_applied(&applied);
}

int command_apply(const char *path, struct settings *settings, int count, char **arguments)
{
    (void)path;
    if (count != 1) return usage_error("apply takes the folder of a desk definition");
    struct arena *arena = arena_new(DESK_ARENA_BYTES);
    int status = arena == NULL ? 1 : apply(settings, arguments[0], arena);
    arena_free(arena);
    return status;
}

/* Passwords. */

static bool read_password(char password[PASSWORD_BYTES + 2])
{
    struct termios before, silent;
    bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        fputs("new password: ", stderr);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    bool read = fgets(password, PASSWORD_BYTES + 2, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    if (read) password[strcspn(password, "\r\n")] = '\0';
    return read;
}

static enum error_code set_password(PGconn *connection, const char *user_name, const char *hash,
                                    struct error *error)
{
    struct db_statement find = {.query = QUERY_STAFF_FIND};
    struct db_statement set[2] = {{.query = QUERY_CREDENTIAL_SET},
                                  {.query = QUERY_SESSION_REVOKE_STAFF}};
    PGresult *results[2];
    db_text(&find.params, user_name);
    if (db_run(connection, &find, 1, results, error) != ERR_OK) return error->code;
    bool found = PQntuples(results[0]) == 1;
    int32_t agency_id = found ? (int32_t)db_get_int(results[0], 0, 0, 0) : 0;
    int32_t staff_id = found ? (int32_t)db_get_int(results[0], 0, 1, 0) : 0;
    db_clear_results(results, 1);
    if (!found) return error_set(error, ERR_NOT_FOUND, "there is no staff member %s", user_name);
    for (int i = 0; i < 2; i++) {
        db_int(&set[i].params, agency_id);
        db_int(&set[i].params, staff_id);
    }
    db_text(&set[0].params, hash);
    db_bool(&set[0].params, false);
    db_null(&set[1].params);
    if (db_run(connection, set, 2, results, error) == ERR_OK) db_clear_results(results, 2);
    return error->code;
}

int command_passwd(const char *path, struct settings *settings, int count, char **arguments)
{
    struct error error = {.code = ERR_OK};
    struct password_cost cost = {settings->login.hash_memory, settings->login.hash_passes};
    char password[PASSWORD_BYTES + 2], hash[PASSWORD_HASH];
    (void)path;
    if (count != 1) return usage_error("passwd takes a user name");
    if (!read_password(password)) return usage_error("no password on standard input");
    password_judge(password, arguments[0], settings->login.password_min, "password", &error);
    if (error.code != ERR_OK) {
        fprintf(stderr, "onestopd: the password %s\n", error.fields[0].message);
        return 1;
    }
    bool made = password_make_now(&cost, password, hash);
    sodium_memzero(password, sizeof password);
    if (!made) {
        fputs("onestopd: could not hash the password: out of memory\n", stderr);
        return 1;
    }
    PGconn *connection = database_connect(settings, &error);
    if (connection == NULL) return failed(&error);
    enum error_code code = set_password(connection, arguments[0], hash, &error);
    PQfinish(connection);
    if (code != ERR_OK) return failed(&error);
    printf("password of %s set; open sessions have ended\n", arguments[0]);
    return 0;
}
