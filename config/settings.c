/* The table of settings and what is done with it: load, check, reload, print. */
#include "config/settings.h"

#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "config/setting_value.h"
#include "proto/arena.h"

enum { SETTINGS_MEMORY = 256 * 1024, LINE_MAX_BYTES = 4096 };

#define AT(member) offsetof(struct settings, member)
#define S(n)       (INT64_C(1000) * (n))
#define MIN(n)     (60 * S(n))
#define HOUR(n)    (60 * MIN(n))
#define KIB(n)     (INT64_C(1024) * (n))
#define MIB(n)     (1024 * KIB(n))

/* The order is that of the sample file. A default of NULL: required; "": not set (NULL). */
static const struct setting table[] = {
    {"server", "listen", SETTING_ADDRESS, AT(server.listen), 0, 0, "127.0.0.1", false,
     "Address to serve HTTPS on; 0.0.0.0 or :: for all."},
    {"server", "port", SETTING_INT, AT(server.port), 0, 65535, "8443", false,
     "Port; 0 takes any free one, see port_file."},
    {"server", "port_file", SETTING_PATH, AT(server.port_file), 0, 0, "", false,
     "File to write the port to, once it is open."},
    {"server", "public_url", SETTING_URL, AT(server.public_url), 0, 200, "", true,
     "Where customers reach this daemon: https://desk.example.org; not set: they get no links to "
     "it."},
    {"server", "certificate", SETTING_PATH, AT(server.certificate), 0, 0, NULL, true,
     "Certificate chain (PEM); read again on SIGHUP."},
    {"server", "key", SETTING_PATH, AT(server.key), 0, 0, NULL, true,
     "Private key of the certificate (PEM)."},
    {"server", "client_ca", SETTING_PATH, AT(server.client_ca), 0, 0, "", true,
     "Authorities (PEM) of client certificates; when set, every client needs one."},
    {"server", "workers", SETTING_INT, AT(server.workers), 0, 256, "0", false,
     "Worker processes; 0: one for every two cores, as PostgreSQL needs the others."},
    {"server", "max_connections", SETTING_INT, AT(server.max_connections), 1, 1000000, "4096", true,
     "Connections of one worker; more are refused."},
    {"server", "max_connections_per_address", SETTING_INT, AT(server.max_connections_per_address),
     1, 1000000, "1024", true, "The same for one client address (an office may share one)."},
    {"server", "max_public_connections", SETTING_INT, AT(server.max_public_connections), 1, 1000000,
     "1024", true,
     "Of max_connections, those that may ask for public pages, so that the rest stays for staff."},
    {"server", "proxies", SETTING_STRING, AT(server.proxies), 0, 1000, "", true,
     "Addresses of proxies that begin each connection with PROXY protocol 2 (HAProxy: "
     "send-proxy-v2)."},
    {"server", "handshake_timeout", SETTING_DURATION, AT(server.handshake_timeout_ms), 100, MIN(5),
     "10s", true, "Time for the TLS handshake."},
    {"server", "header_timeout", SETTING_DURATION, AT(server.header_timeout_ms), 100, MIN(5), "10s",
     true, "Time for the whole header section of a request."},
    {"server", "body_min_rate", SETTING_SIZE, AT(server.body_min_rate), 1, MIB(100), "1k", true,
     "Bytes a second that a body must keep up."},
    {"server", "idle_timeout", SETTING_DURATION, AT(server.idle_timeout_ms), 100, HOUR(1), "75s",
     true, "Time without a request before a connection is closed."},
    {"server", "request_timeout", SETTING_DURATION, AT(server.request_timeout_ms), 100, MIN(10),
     "30s", true, "Time to answer a request."},
    {"server", "drain_timeout", SETTING_DURATION, AT(server.drain_timeout_ms), 0, MIN(10), "20s",
     true, "Time that requests under way get after SIGTERM."},
    {"server", "max_header", SETTING_SIZE, AT(server.max_header), KIB(1), KIB(256), "16k", true,
     "Bytes of a request's header section."},
    {"server", "max_body", SETTING_SIZE, AT(server.max_body), KIB(1), MIB(64), "4M", true,
     "Bytes of a request's body; a route may allow less."},
    {"server", "max_pipelined", SETTING_INT, AT(server.max_pipelined), 1, 1000, "16", true,
     "Pipelined requests answered in a row before other connections get their turn."},
    {"server", "stream_buffer", SETTING_SIZE, AT(server.stream_buffer), KIB(4), MIB(64), "256k",
     true, "Bytes a live stream may hold for a client that has yet to read them."},

    {"admin", "listen", SETTING_ADDRESS, AT(admin.listen), 0, 0, "127.0.0.1", false,
     "Address of /healthz, /readyz and /metrics (plain HTTP: keep it inside)."},
    {"admin", "port", SETTING_INT, AT(admin.port), 0, 65535, "9443", false,
     "Port; 0 takes any free one, see port_file."},
    {"admin", "port_file", SETTING_PATH, AT(admin.port_file), 0, 0, "", false,
     "File to write the port to, once it is open."},

    {"database", "conninfo", SETTING_SECRET, AT(database.conninfo), 0, 0, NULL, false,
     "How to reach PostgreSQL, as libpq writes it."},
    {"database", "migrate_conninfo", SETTING_SECRET, AT(database.migrate_conninfo), 0, 0, "", false,
     "The same for the owner of the tables (onestopd migrate); not set: conninfo."},
    {"database", "write_role", SETTING_STRING, AT(database.write_role), 1, 63, "onestop_write",
     false, "Role of commands."},
    {"database", "read_role", SETTING_STRING, AT(database.read_role), 1, 63, "onestop_read", false,
     "Role of queries, behind row security."},
    {"database", "courier_role", SETTING_STRING, AT(database.courier_role), 1, 63,
     "onestop_courier", false, "Role of the courier, which sees nothing of cases."},
    {"database", "write_connections", SETTING_INT, AT(database.write_connections), 1, 16, "1",
     false, "Connections of a worker for commands."},
    {"database", "load_connections", SETTING_INT, AT(database.load_connections), 1, 16, "1", false,
     "Connections of a worker for short loads."},
    {"database", "read_connections", SETTING_INT, AT(database.read_connections), 1, 16, "1", false,
     "Connections of a worker for pages and lists."},
    {"database", "slow_connections", SETTING_INT, AT(database.slow_connections), 1, 16, "1", false,
     "Connections of a worker for searches."},
    {"database", "slow_timeout", SETTING_DURATION, AT(database.slow_timeout_ms), 100, MIN(10),
     "15s", false, "Time for a search in the database."},
    {"database", "connect_timeout", SETTING_DURATION, AT(database.connect_timeout_ms), 100, MIN(1),
     "5s", false, "Time to connect."},
    {"database", "allow_unsafe_durability", SETTING_BOOL, AT(database.allow_unsafe_durability), 0,
     0, "no", false,
     "Start although fsync, full_page_writes or synchronous_commit is off: what was acknowledged "
     "may be lost."},

    {"web", "directory", SETTING_PATH, AT(web.directory), 0, 0, "", true,
     "Folder of the built web client, read at the start and on SIGHUP; not set: share/onestop/web "
     "beside the folder of this program."},

    {"session", "idle", SETTING_DURATION, AT(session.idle_ms), S(1), HOUR(24), "30min", true,
     "A session ends after this time without a request."},
    {"session", "absolute", SETTING_DURATION, AT(session.absolute_ms), S(1), HOUR(24 * 7), "12h",
     true, "A session ends after this time in any case."},

    {"login", "attempts", SETTING_INT, AT(login.attempts), 1, 1000, "8", true,
     "Failed log-ins of a name or an address before it has to wait."},
    {"login", "window", SETTING_DURATION, AT(login.window_ms), S(1), HOUR(24), "15min", true,
     "How long a failed log-in counts."},
    {"login", "password_min", SETTING_INT, AT(login.password_min), 8, 128, "12", true,
     "Least characters of a new password."},
    {"login", "hash_queue", SETTING_INT, AT(login.hash_queue), 1, 10000, "64", false,
     "Log-ins that may wait for the password thread of a worker."},
    {"login", "hash_memory", SETTING_SIZE, AT(login.hash_memory), KIB(8), MIB(1024), "19M", false,
     "Memory of argon2id for one password."},
    {"login", "hash_passes", SETTING_INT, AT(login.hash_passes), 1, 100, "2", false,
     "Passes of argon2id."},

    {"log", "level", SETTING_LEVEL, AT(log.level), 0, 0, "info", true,
     "error, warning, info or debug."},
    {"log", "file", SETTING_PATH, AT(log.file), 0, 0, "", false,
     "File to append to, opened again on SIGHUP; not set: standard error."},

    {"clock", "max_skew", SETTING_DURATION, AT(clock.max_skew_ms), 10, HOUR(1), "2s", true,
     "How far this machine's clock may be from the database's; beyond it nothing fires."},

    {"limits", "request_memory", SETTING_SIZE, AT(limits.request_memory), KIB(64), MIB(1024), "16M",
     true, "Memory of one request."},
    {"limits", "streams_per_user", SETTING_INT, AT(limits.streams_per_user), 1, 1000, "8", true,
     "Live streams of one user on one worker."},
    {"limits", "charter_interval", SETTING_DURATION, AT(limits.charter_interval_ms), 100, HOUR(1),
     "1min", true,
     "What a public charter shows is read anew at most so often, of each agency by each worker."},

    {"courier", "enabled", SETTING_BOOL, AT(courier.enabled), 0, 0, "yes", false,
     "Send e-mail and webhooks from this host; several hosts may."},
    {"courier", "smtp_url", SETTING_STRING, AT(courier.smtp_url), 0, 500, "", true,
     "Mail server: smtp://mail.example:587 (STARTTLS) or smtps://mail.example; not set: e-mail "
     "waits."},
    {"courier", "smtp_user", SETTING_STRING, AT(courier.smtp_user), 0, 200, "", true,
     "Who logs in to the mail server; not set: nobody."},
    {"courier", "smtp_password", SETTING_SECRET, AT(courier.smtp_password), 0, 0, "", true,
     "Password of smtp_user."},
    {"courier", "smtp_tls", SETTING_BOOL, AT(courier.smtp_tls), 0, 0, "yes", true,
     "Send nothing to a mail server without TLS."},
    {"courier", "smtp_ca", SETTING_PATH, AT(courier.smtp_ca), 0, 0, "", true,
     "Authorities (PEM) of the mail server; not set: those of the system."},
    {"courier", "from", SETTING_STRING, AT(courier.from), 0, 200, "", true,
     "Who e-mail is from: City of Rivnik <desk@rivnik.example>"},
    {"courier", "webhook_secrets", SETTING_PATH, AT(courier.webhook_secrets), 0, 0, "", true,
     "File with the secrets of webhooks, a line each: agency/endpoint = whsec_…; read again on "
     "SIGHUP."},
    {"courier", "webhook_ca", SETTING_PATH, AT(courier.webhook_ca), 0, 0, "", true,
     "Authorities (PEM) of webhooks; not set: those of the system."},
    {"courier", "allow_private", SETTING_BOOL, AT(courier.allow_private), 0, 0, "no", true,
     "Send webhooks to private, loopback and link-local addresses too."},
    {"courier", "parallel", SETTING_INT, AT(courier.parallel), 1, 64, "8", true,
     "Messages on their way at once."},
    {"courier", "timeout", SETTING_DURATION, AT(courier.timeout_ms), 100, MIN(10), "30s", true,
     "Time for one try."},
    {"courier", "retry_first", SETTING_DURATION, AT(courier.retry_first_ms), 10, HOUR(24), "30s",
     true, "Wait after the first failure; doubles each time."},
    {"courier", "retry_most", SETTING_DURATION, AT(courier.retry_most_ms), 10, HOUR(24), "1h", true,
     "Longest wait between two tries."},
    {"courier", "give_up_after", SETTING_DURATION, AT(courier.give_up_after_ms), 10, HOUR(24 * 30),
     "2d", true, "A message that cannot be sent for this long is given up, and listed."},
    {"courier", "keep", SETTING_DURATION, AT(courier.keep_ms), HOUR(1), HOUR(24 * 3650), "30d",
     true, "What was sent, printed, given up or held is deleted after this time."},
};
enum { SETTINGS = sizeof table / sizeof table[0] };

struct loading {
    struct settings *settings;
    struct error *error;
    FILE *file;
    const char *folder; /* of the INI file, for relative paths */
    int line;
    int lines_of[SETTINGS]; /* where a key was given; 0: not */
};

static void *place_of(struct settings *settings, const struct setting *setting)
{
    return (char *)settings + setting->offset;
}

static const void *place_in(const struct settings *settings, const struct setting *setting)
{
    return (const char *)settings + setting->offset;
}

static const struct setting *find(const char *section, const char *name)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        if (strcmp(table[i].section, section) == 0 && strcmp(table[i].name, name) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

static bool section_exists(const char *section)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        if (strcmp(table[i].section, section) == 0) return true;
    }
    return false;
}

static void fault(struct loading *loading, const char *section, const char *name,
                  const char *message)
{
    char field[sizeof loading->error->fields[0].field];
    snprintf(field, sizeof field, "line %d: %s%s%s", loading->line, section, *section ? "." : "",
             name);
    error_field(loading->error, field, "%s", message);
}

/* inih's reader: counts lines, and refuses what is longer than a line may be. */
static char *on_line(char *text, int size, void *stream)
{
    struct loading *loading = stream;
    char *got = fgets(text, size, loading->file);
    if (!got) return NULL;
    loading->line++;
    size_t length = strlen(got);
    if (length + 1 == (size_t)size && got[length - 1] != '\n') {
        fault(loading, "", "the line", "is too long; 4000 bytes are the limit");
        for (int c = getc(loading->file); c != EOF && c != '\n'; c = getc(loading->file)) continue;
        text[0] = '\0';
        return text;
    }
    /* What is neither a section nor a pair is told here, since inih only tells the first. */
    const char *start = got + strspn(got, " \t\r\n");
    if (*start == '[' && !strchr(start, ']')) {
        fault(loading, "", "the section", "has no \"]\"; write [server]");
        text[0] = '\0';
    }
    return text;
}

static int on_pair(void *context, const char *section, const char *name, const char *value)
{
    struct loading *loading = context;
    const struct setting *setting = find(section, name);
    char message[160];
    if (!section_exists(section)) {
        fault(loading, section, name,
              *section ? "is in an unknown section; see onestopd --print-config"
                       : "stands before the first [section]");
    } else if (!setting) {
        fault(loading, section, name, "is unknown here; see onestopd --print-config");
    } else if (!value) {
        fault(loading, section, name, "has no value; write name = value");
    } else if (loading->lines_of[setting - table]) {
        snprintf(message, sizeof message, "is given twice, first in line %d; take one away",
                 loading->lines_of[setting - table]);
        fault(loading, section, name, message);
    } else {
        loading->lines_of[setting - table] = loading->line;
        if (setting_parse(setting, value, loading->folder, loading->settings->arena,
                          place_of(loading->settings, setting), message, sizeof message) != 0) {
            fault(loading, section, name, message);
        }
    }
    return 1;
}

static void fill_defaults(struct settings *settings)
{
    char message[160];
    for (size_t i = 0; i < SETTINGS; i++) {
        const char *text = table[i].fallback ? table[i].fallback : "";
        int wrong = setting_parse(&table[i], text, "", settings->arena,
                                  place_of(settings, &table[i]), message, sizeof message);
        assert(wrong == 0);
        (void)wrong;
    }
}

static void require(struct loading *loading)
{
    char field[96];
    for (size_t i = 0; i < SETTINGS; i++) {
        if (table[i].fallback || loading->lines_of[i]) continue;
        snprintf(field, sizeof field, "%s.%s", table[i].section, table[i].name);
        error_field(loading->error, field, "is missing; %s", table[i].help);
    }
}

/* What two keys say together. */
static void check(const struct settings *settings, struct error *error)
{
    if (settings->session.absolute_ms < settings->session.idle_ms) {
        error_field(error, "session.absolute", "is shorter than session.idle; make it longer");
    }
    if (settings->server.port && settings->server.port == settings->admin.port &&
        strcmp(settings->server.listen, settings->admin.listen) == 0) {
        error_field(error, "admin.port", "is the port of [server] too; choose another");
    }
}

/* "smtps://…", or "smtp://…" where a log-in travels within TLS. */
static void check_courier(const struct settings *settings, struct error *error)
{
    const char *url = settings->courier.smtp_url, *user = settings->courier.smtp_user;
    const char *from = settings->courier.from;
    if (!url || !*url) return;
    bool implicit = strncmp(url, "smtps://", 8) == 0;
    if (!implicit && strncmp(url, "smtp://", 7) != 0) {
        error_field(error, "courier.smtp_url", "must begin with smtp:// or smtps://");
    } else if (!implicit && !settings->courier.smtp_tls && user && *user) {
        error_field(error, "courier.smtp_tls",
                    "would let the password travel in plain text; say "
                    "yes, or take smtp_user away");
    }
    if (!from || !strchr(from, '@')) {
        error_field(error, "courier.from", "is needed to send e-mail: Name <name@host>");
    }
    if (settings->courier.retry_most_ms < settings->courier.retry_first_ms) {
        error_field(error, "courier.retry_most", "is shorter than courier.retry_first");
    }
}

static void parse_file(struct loading *loading)
{
    ini_use_stack = false;
    ini_allow_realloc = false;
    ini_initial_alloc = LINE_MAX_BYTES;
    ini_max_line = LINE_MAX_BYTES;
    ini_allow_inline_comments = false; /* a password may hold ";" */
    ini_allow_multiline = false;
    ini_allow_no_value = true;
    if (ini_parse_stream(on_line, loading, on_pair, loading) == -2) {
        error_set(loading->error, ERR_UNAVAILABLE, "could not read the settings: out of memory");
    }
}

static enum error_code read_file(const char *path, struct settings *settings, struct error *error)
{
    char *copy = strdup(path);
    FILE *file = fopen(path, "re");
    if (!copy || !file) {
        error_set(error, ERR_NOT_FOUND, "cannot open %s: %s", path, strerror(errno));
        error_hint(error, "onestopd --print-config prints a sample to begin with");
    } else {
        struct loading loading = {
            .settings = settings, .error = error, .file = file, .folder = dirname(copy)};
        parse_file(&loading);
        require(&loading);
        if (error->field_count == 0) check(settings, error);
        if (error->field_count == 0) check_courier(settings, error);
        if (error->field_count) {
            error_set(error, ERR_INVALID, "%s has %zu wrong lines or keys", path,
                      error->field_count + error->more_fields);
        }
    }
    if (file) fclose(file);
    free(copy);
    return error->code;
}

enum error_code settings_load(const char *path, struct settings *settings, struct error *error)
{
    memset(error, 0, sizeof *error);
    memset(settings, 0, sizeof *settings);
    settings->arena = arena_new(SETTINGS_MEMORY);
    if (!settings->arena) return error_set(error, ERR_UNAVAILABLE, "could not get memory");
    fill_defaults(settings);
    if (path && read_file(path, settings, error) != ERR_OK) {
        settings_free(settings);
        return error->code;
    }
    if (!settings->database.migrate_conninfo) {
        settings->database.migrate_conninfo = settings->database.conninfo;
    }
    return ERR_OK;
}

void settings_free(struct settings *settings)
{
    arena_free(settings->arena);
    memset(settings, 0, sizeof *settings);
}

/* Appends "section.name" to a list of names; what does not fit is left out. */
static void add_name(char *list, size_t size, const struct setting *setting)
{
    size_t used = strlen(list);
    if (used + strlen(setting->section) + strlen(setting->name) + 4 > size) return;
    snprintf(list + used, size - used, "%s%s.%s", used ? ", " : "", setting->section,
             setting->name);
}

enum error_code settings_reload(struct settings *settings, const char *path, char *needs_restart,
                                size_t size, struct error *error)
{
    struct settings fresh;
    needs_restart[0] = '\0';
    if (settings_load(path, &fresh, error) != ERR_OK) return error->code;
    for (size_t i = 0; i < SETTINGS; i++) {
        void *now = place_of(settings, &table[i]);
        const void *next = place_in(&fresh, &table[i]);
        if (setting_equal(&table[i], now, next)) continue;
        if (!table[i].reloadable) {
            add_name(needs_restart, size, &table[i]);
        } else if (setting_copy(&table[i], settings->arena, now, next) != 0) {
            error_set(error, ERR_UNAVAILABLE, "could not take over %s.%s: too many reloads",
                      table[i].section, table[i].name);
            error_hint(error, "restart the daemon");
        }
    }
    settings_free(&fresh);
    return error->code;
}

void settings_print_sample(FILE *out)
{
    const char *section = "";
    fputs("# Settings of onestopd. Every key is here with its default, commented out;\n"
          "# those without a default are required. Paths are relative to this file.\n"
          "# Durations: 250ms 30s 15min 8h 7d. Sizes: 512 64k 4M 1G.\n"
          "# (*) takes effect on SIGHUP; the others need a restart.\n",
          out);
    for (size_t i = 0; i < SETTINGS; i++) {
        const struct setting *setting = &table[i];
        char bounds[64];
        if (strcmp(section, setting->section) != 0) fprintf(out, "\n[%s]\n", setting->section);
        section = setting->section;
        setting_bounds(setting, bounds, sizeof bounds);
        fprintf(out, "# %s%s%s\n", setting->help, bounds, setting->reloadable ? " (*)" : "");
        if (setting->fallback) {
            fprintf(out, "#%s =%s%s\n", setting->name, *setting->fallback ? " " : "",
                    setting->fallback);
        } else {
            fprintf(out, "%s =\n", setting->name);
        }
    }
}

void settings_print(const struct settings *settings, FILE *out)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        char text[LINE_MAX_BYTES];
        setting_format(&table[i], place_in(settings, &table[i]), text, sizeof text);
        fprintf(out, "%s.%s = %s\n", table[i].section, table[i].name, text);
    }
}
