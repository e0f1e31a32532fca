/* Making a file of a frozen run, in a helper thread: a document of many tables takes longer than
 * the event loop may wait. */
#ifndef ONESTOP_DAEMON_REPORT_JOB_H
#define ONESTOP_DAEMON_REPORT_JOB_H

#include "daemon/helper.h"
#include "proto/types.h"
#include "workflow/report_file.h"

struct report_job;

/* bytes NULL: there was no memory, or the helper ends. They are gone when this returns. */
typedef void (*report_job_callback)(void *context, const char *bytes, size_t length);

/* Copies what it is given. False: too many wait, or no memory; else the callback comes once, later.
 */
bool report_job_submit(struct helper *helper, const struct report_frozen *frozen,
                       enum report_format format, const char *language,
                       report_job_callback callback, void *context);

/* "monthly-2011-08.xlsx" in `text`, and the media type of a format. */
enum { REPORT_FILE_NAME = 128 };
void report_file_name(const char *code, const char *period, enum report_format format,
                      char text[REPORT_FILE_NAME]);
const char *report_media_type(enum report_format format);

#endif
