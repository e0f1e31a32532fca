/* Files of runs: to who may see figures, and what is published to everybody. */
#include <stdlib.h>
#include <string.h>

#include "daemon/handlers.h"
#include "daemon/page_policy.h"
#include "daemon/public_page.h"
#include "daemon/report_int.h"
#include "daemon/report_job.h"
#include "daemon/report_store.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/words.h"

struct getting {
    struct report_item item; /* first: request->state is both */
    struct report_wanted wanted;
    const struct report_stored *file;
    struct error error;
};

/* The languages that there are, "en, bg". */
static const char *languages(const struct request *request)
{
    const char *text = "";
    for (size_t i = 0; words_at(i) != NULL && text != NULL; i++)
        text = arena_printf(request->arena, "%s%s%s", text, i == 0 ? "" : ", ",
                            words_language(words_at(i)));
    return text == NULL ? "" : text;
}

bool report_read_wanted(const struct request *request, const struct agency *agency,
                        struct report_wanted *wanted, struct error *error)
{
    const char *format = request_query_value(request, "format");
    const char *language = request_query_value(request, "language");
    const char *withheld = request_query_value(request, "withheld");
    wanted->format = format == NULL ? REPORT_HTML
                                    : (enum report_format)name_number(&report_format_names, format);
    if (wanted->format == REPORT_FORMAT_NONE)
        error_field(error, "format", "is html, xlsx, csv or json");
    const struct words *words = language == NULL
                                    ? words_or_english(agency == NULL ? NULL : agency->locale)
                                    : words_of(language);
    if (words == NULL)
        error_field(error, "language", "there are reports in %s", languages(request));
    else
        wanted->language = words_language(words);
    wanted->withheld = withheld != NULL && strcmp(withheld, "true") == 0;
    if (withheld != NULL && !wanted->withheld && strcmp(withheld, "false") != 0)
        error_field(error, "withheld", "is true or false");
    return error->code == ERR_OK;
}

void report_answer_file(struct request *request, const struct report_wanted *wanted,
                        const struct report_stored *file)
{
    char *name = arena_alloc(request->arena, REPORT_FILE_NAME);
    const char *style = wanted->format == REPORT_HTML ? report_style(request->arena) : "";
    const char *policy =
        style == NULL ? NULL : page_policy(request->arena, style, "none", "; sandbox");
    const char *how = NULL;
    if (name != NULL) {
        report_file_name(file->code, file->period, wanted->format, name);
        how = arena_printf(request->arena, "%s; filename=\"%s\"",
                           wanted->format == REPORT_HTML ? "inline" : "attachment", name);
    }
    if (how == NULL || policy == NULL) {
        request_answer_full(request);
        return;
    }
    request_header(request, "Content-Security-Policy", policy);
    request_header(request, "Content-Disposition", how);
    request_answer_bytes(request, 200, report_media_type(wanted->format), file->bytes,
                         file->length);
}

static void on_stored(void *context, const struct report_stored *file, const struct error *error)
{
    struct request *request = context;
    struct getting *getting = request->state;
    getting->file = file;
    if (error != NULL) getting->error = *error;
    request_wake(request);
}

static void get(struct request *request, struct getting *getting, request_step then)
{
    request->state = getting;
    if (report_store_get(request->worker, request->arena, &getting->wanted, on_stored, request))
        request_await(request, then);
    else
        request_answer_full(request);
}

/* ---- to who may see figures ---- */

static void answer(struct request *request)
{
    const struct getting *getting = request->state;
    if (getting->error.code != ERR_OK)
        request_answer_error(request, &getting->error);
    else
        report_answer_file(request, &getting->wanted, getting->file);
}

static void find_file(struct request *request)
{
    struct getting *getting = arena_alloc(request->arena, sizeof *getting);
    const struct report_item *item = request->state;
    const struct staff *staff = request->who->staff;
    if (getting == NULL) {
        request_answer_full(request);
        return;
    }
    if (!report_is_frozen(request)) return;
    getting->item = *item;
    if (!report_read_wanted(request, desk_agency(request->desk, item->agency_id), &getting->wanted,
                            &getting->error)) {
        request_answer_error(request, &getting->error);
        return;
    }
    getting->wanted.agencies = arena_printf(request->arena, "{%d}", (int)item->agency_id);
    getting->wanted.run_id = item->id;
    getting->wanted.whole_told = (staff_roles(staff, item->agency_id, 0) & ROLES_SURVEY_READ) != 0;
    if (getting->wanted.agencies == NULL)
        request_answer_full(request);
    else
        get(request, getting, answer);
}

/* What is wrong with the question is told whatever it is about. */
void handle_report_run_file(struct request *request)
{
    struct report_wanted wanted = {.run_id = 0};
    struct error error = {.code = ERR_OK};
    if (report_read_wanted(request, NULL, &wanted, &error))
        report_find(request, find_file);
    else
        request_answer_error(request, &error);
}

/* ---- to everybody ---- */

static void answer_page(struct request *request)
{
    const struct getting *getting = request->state;
    if (getting->error.code != ERR_OK)
        request_answer_error(request, &getting->error);
    else if (getting->file->bytes == NULL)
        request_answer_absent(request);
    else
        report_answer_file(request, &getting->wanted, getting->file);
}

static void on_published(struct request *request)
{
    struct getting *getting = request->state;
    if (request_failed(request)) return;
    if (PQntuples(request->reply.results[0]) == 0) {
        request_answer_absent(request);
        return;
    }
    getting->wanted.run_id = db_get_int(request->reply.results[0], 0, 0, 0);
    get(request, getting, answer_page);
}

void handle_report_page(struct request *request)
{
    const struct agency *agency =
        desk_agency_by_code(request->desk, request_param(request, "agency"));
    struct getting *getting = arena_alloc(request->arena, sizeof *getting);
    struct db_statement *statement = request_statement(request, QUERY_PUBLICATION_FIND);
    if (getting == NULL || statement == NULL) {
        request_answer_full(request);
        return;
    }
    if (!report_read_wanted(request, agency, &getting->wanted, &getting->error)) {
        request_answer_error(request, &getting->error);
        return;
    }
    if (agency == NULL) {
        request_answer_absent(request);
        return;
    }
    getting->wanted.withheld = getting->wanted.by_public = true;
    getting->wanted.agencies = arena_printf(request->arena, "{%d}", (int)agency->id);
    request->state = getting;
    db_int(&statement->params, agency->id);
    db_text(&statement->params, request_param(request, "report"));
    db_text(&statement->params, request_param(request, "period"));
    if (getting->wanted.agencies == NULL)
        request_answer_full(request);
    else
        request_query(request, DB_PUBLIC, getting->wanted.agencies, statement, 1, on_published);
}
