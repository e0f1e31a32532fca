/* One recipient after another. Each has its own language and format; all get small groups withheld.
 */
#include "daemon/report_delivery.h"

#include <json-c/json.h>
#include <string.h>

#include "daemon/live.h"
#include "daemon/report_job.h"
#include "daemon/report_store.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/report_file.h"
#include "workflow/words.h"

struct delivering {
    struct worker *worker;
    struct arena *arena;
    struct report_sending sending;
    const struct json_object *recipients;
    size_t next; /* of the recipients */
    size_t sent;
    const char *agencies;
    enum report_format format;
    const char *language;
    char file_name[REPORT_FILE_NAME];
    struct db_statement statement;
    report_deliver_callback callback;
    void *context;
};

static void go_on(struct delivering *delivering);

static void fail(struct delivering *delivering, enum error_code code, const char *message)
{
    struct error error = {.code = ERR_OK};
    error_set(&error, code, "%s", message);
    delivering->callback(delivering->context, &error);
}

/* ---- the message ---- */

static const struct json_object *recipient_of(const struct delivering *delivering)
{
    return json_get_item(delivering->recipients, delivering->next);
}

static bool add_texts(struct delivering *delivering, const struct report_stored *file,
                      struct db_params *params)
{
    const struct words *words = words_or_english(delivering->language);
    const struct agency *agency =
        desk_agency(&delivering->worker->snapshot->desk, delivering->sending.agency_id);
    char number[WORDS_NUMBER], period[WORDS_DATE] = "";
    enum period every;
    civil_day first, last;
    words_number(words, file->edition, number);
    if (period_read(file->period, &every, &first, &last)) words_period(words, every, first, period);
    const char *title =
        report_text(words, json_get_list(delivering->sending.definition, "texts"), "title");
    const struct words_slot slots[] = {{"title", title == NULL ? file->code : title},
                                       {"agency", agency == NULL ? "" : agency->name},
                                       {"period", period},
                                       {"n", number},
                                       {"digest", file->digest}};
    const size_t count = sizeof slots / sizeof *slots;
    const char *subject = words_fill(words, delivering->arena, "report.mail.subject", slots, count);
    const char *body = words_fill(words, delivering->arena, "report.mail.body", slots, count);
    db_text(params, subject);
    db_text(params, body);
    return subject != NULL && body != NULL;
}

static void on_sent(void *context, struct db_reply *reply)
{
    struct delivering *delivering = context;
    if (reply->outcome != DB_DONE) {
        delivering->callback(delivering->context, &reply->error);
        return;
    }
    live_poke_courier(delivering->worker->live);
    delivering->sent++;
    delivering->next++;
    go_on(delivering);
}

static void on_file(void *context, const struct report_stored *file, const struct error *error)
{
    struct delivering *delivering = context;
    const struct json_object *recipient = recipient_of(delivering);
    const char *email = json_get_text(recipient, "email"), *url = json_get_text(recipient, "url");
    const char *kind = json_get_text(recipient, "kind");
    struct db_params *params = &delivering->statement.params;
    if (error != NULL) {
        delivering->callback(delivering->context, error);
        return;
    }
    if (file->bytes == NULL) {
        fail(delivering, ERR_UNAVAILABLE, ERROR_SAYS("the run is not frozen yet"));
        return;
    }
    report_file_name(file->code, file->period, delivering->format, delivering->file_name);
    delivering->statement.query = QUERY_REPORT_DELIVER;
    db_params_clear(params);
    db_int(params, delivering->sending.agency_id);
    db_int(params, delivering->sending.run_id);
    db_text(params, json_get_text(recipient, "code"));
    db_int(params, name_number(&recipient_kind_names, kind));
    db_text(params, json_get_text(recipient, "name"));
    db_text(params, email != NULL ? email : url);
    db_int(params, email != NULL ? OUTBOX_EMAIL : OUTBOX_WEBHOOK);
    db_int(params, (int64_t)delivering->format);
    db_text(params, delivering->language);
    db_int(params, delivering->sending.asked_by);
    bool good = add_texts(delivering, file, params);
    db_text(params, delivering->file_name);
    db_text(params, report_media_type(delivering->format));
    if (good)
        db_send(delivering->worker->db, DB_LOAD, NULL, &delivering->statement, 1, on_sent,
                delivering);
    else
        fail(delivering, ERR_TOO_LARGE, ERROR_SAYS("there is no room for the message"));
}

/* ---- the public ---- */

static void on_published(void *context, struct db_reply *reply)
{
    struct delivering *delivering = context;
    delivering->callback(delivering->context, reply->outcome == DB_DONE ? NULL : &reply->error);
}

static void publish(struct delivering *delivering)
{
    struct db_params *params = &delivering->statement.params;
    delivering->statement.query = QUERY_PUBLICATION_ADD;
    db_params_clear(params);
    db_int(params, delivering->sending.agency_id);
    db_int(params, delivering->sending.run_id);
    db_int(params, 0);
    db_send(delivering->worker->db, DB_LOAD, NULL, &delivering->statement, 1, on_published,
            delivering);
}

/* ---- one after another ---- */

static bool is_wanted(const struct delivering *delivering)
{
    const char *code = json_get_text(recipient_of(delivering), "code");
    return delivering->sending.recipient == NULL ||
           (code != NULL && strcmp(code, delivering->sending.recipient) == 0);
}

static void finish(struct delivering *delivering)
{
    if (delivering->sending.recipient != NULL && delivering->sent == 0)
        fail(delivering, ERR_NOT_FOUND, ERROR_SAYS("the report has no such recipient"));
    else if (delivering->sending.recipient == NULL &&
             json_get_bool(delivering->sending.definition, "publish"))
        publish(delivering);
    else
        delivering->callback(delivering->context, NULL);
}

static void go_on(struct delivering *delivering)
{
    size_t count = json_get_length(delivering->recipients);
    while (delivering->next < count && !is_wanted(delivering)) delivering->next++;
    if (delivering->next == count) {
        finish(delivering);
        return;
    }
    const struct json_object *recipient = recipient_of(delivering);
    delivering->format =
        (enum report_format)name_number(&report_format_names, json_get_text(recipient, "format"));
    delivering->language = words_language(words_or_english(json_get_text(recipient, "language")));
    const struct report_wanted wanted = {.agencies = delivering->agencies,
                                         .run_id = delivering->sending.run_id,
                                         .format = delivering->format,
                                         .language = delivering->language,
                                         .withheld = true};
    if (!report_store_get(delivering->worker, delivering->arena, &wanted, on_file, delivering))
        fail(delivering, ERR_TOO_LARGE, ERROR_SAYS("there is no room for the file"));
}

bool report_deliver(struct worker *worker, struct arena *arena,
                    const struct report_sending *sending, report_deliver_callback callback,
                    void *context)
{
    struct delivering *delivering = arena_alloc(arena, sizeof *delivering);
    if (delivering == NULL) return false;
    delivering->worker = worker;
    delivering->arena = arena;
    delivering->sending = *sending;
    delivering->recipients = json_get_list(sending->definition, "recipients");
    delivering->agencies = arena_printf(arena, "{%d}", (int)sending->agency_id);
    delivering->callback = callback;
    delivering->context = context;
    if (delivering->agencies == NULL) return false;
    go_on(delivering);
    return true;
}
