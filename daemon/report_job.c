/* A job owns all that it needs; its arena is used by one side at a time. */
#include "daemon/report_job.h"

#include <stdio.h>

#include "daemon/report_xlsx.h"
#include "proto/arena.h"

enum { JOB_BYTES = 256 << 20 };

struct report_job {
    struct helper_job helper; /* first */
    struct arena *arena;      /* holds all of this */
    struct report_frozen frozen;
    enum report_format format;
    const char *language;
    const char *bytes;
    size_t length;
    report_job_callback callback;
    void *context;
};

const char *report_media_type(enum report_format format)
{
    static const char *const types[REPORT_FORMATS] = {
        "", "text/html; charset=utf-8",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/csv; charset=utf-8", "application/json"};
    return types[format];
}

void report_file_name(const char *code, const char *period, enum report_format format,
                      char text[REPORT_FILE_NAME])
{
    snprintf(text, REPORT_FILE_NAME, "%s-%s.%s", code, period,
             name_of(&report_format_names, (int)format));
}

static void work(struct helper_job *helper_job)
{
    struct report_job *job = (struct report_job *)helper_job;
    struct report_document document;
    if (!report_document_read(job->arena, &job->frozen, job->language, &document)) return;
    switch (job->format) {
    case REPORT_XLSX: job->bytes = report_xlsx(&document, &job->length); break;
    case REPORT_CSV: job->bytes = report_csv(&document, &job->length); break;
    case REPORT_JSON: job->bytes = report_json(&document, &job->length); break;
    case REPORT_HTML: job->bytes = report_html(&document, &job->length); break;
    case REPORT_FORMAT_NONE:
    case REPORT_FORMATS: break;
    }
}

static void done(struct helper_job *helper_job, bool dropped)
{
    struct report_job *job = (struct report_job *)helper_job;
    job->callback(job->context, dropped ? NULL : job->bytes, job->length);
    arena_free(job->arena); /* holds of itself */
}

bool report_job_submit(struct helper *helper, const struct report_frozen *frozen,
                       enum report_format format, const char *language,
                       report_job_callback callback, void *context)
{
    struct arena *arena = arena_new(JOB_BYTES);
    struct report_job *job = arena == NULL ? NULL : arena_alloc(arena, sizeof *job);
    if (job == NULL) {
        arena_free(arena);
        return false;
    }
    *job = (struct report_job){.helper = {.work = work, .done = done},
                               .arena = arena,
                               .frozen = *frozen,
                               .format = format,
                               .language = arena_strdup(arena, language),
                               .callback = callback,
                               .context = context};
    job->frozen.figures = arena_strdup(arena, frozen->figures);
    job->frozen.digest = arena_strdup(arena, frozen->digest);
    job->frozen.before = arena_strdup(arena, frozen->before);
    bool copied = job->language != NULL && job->frozen.figures != NULL &&
                  job->frozen.digest != NULL &&
                  (frozen->before == NULL || job->frozen.before != NULL);
    if (copied && helper_submit(helper, &job->helper)) return true;
    arena_free(arena);
    return false;
}
