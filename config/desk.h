/* The desk definition: what an administration edits as JSON files, read and checked as a whole.
 *
 * A definition is a folder (or, over the API, a list of files): agencies.json, and for each agency
 * a folder of its code with offices.json, calendars.json, queues.json, skills.json, segments.json,
 * standards.json, processes.json, services.json, staff.json, ladders.json, surveys.json,
 * reports.json and charts.json. See config/README.md for every key.
 *
 * Loading finds every fault, not only the first: each names its file, the place in it and what
 * would be right. A definition without a fault becomes one normalised document: agencies, each with
 * its items; sorted by code; defaults filled in. Equal definitions give equal documents. */
#ifndef ONESTOP_CONFIG_DESK_H
#define ONESTOP_CONFIG_DESK_H

#include <stddef.h>

#include "proto/error.h"

struct arena;
struct json_object;

enum {
    DESK_FAULTS_MAX = 200,         /* further faults are only counted */
    DESK_FILES_MAX = 2000,         /* of one definition */
    DESK_FILE_BYTES_MAX = 8 << 20, /* of one file */
    DESK_ARENA_BYTES = 256 << 20   /* enough for the largest definition */
};

struct desk_fault {
    const char *file;           /* "city/services.json" */
    const char *path;           /* JSON pointer: "/services/3/process" */
    const char *reason;         /* what is wrong and what would be right */
    struct error_source source; /* of the reason, for other languages */
};
struct desk_faults {
    struct desk_fault *items;
    size_t count;
    size_t more; /* beyond DESK_FAULTS_MAX */
};

struct desk_definition;

/* Reads a folder. ERR_OK and *definition, or ERR_INVALID and the faults; ERR_NOT_FOUND when there
 * is no such folder, ERR_TOO_LARGE when the arena or a limit is reached, ERR_INTERNAL when a file
 * cannot be read. Everything lives in the arena. */
enum error_code desk_load_dir(struct arena *arena, const char *path,
                              struct desk_definition **definition, struct desk_faults *faults,
                              struct error *error) __attribute__((warn_unused_result));
/* Reads the files of a request body: an array of {"path":"city/offices.json","content":…}, where
 * content is the JSON itself or its text. */
enum error_code desk_load_files(struct arena *arena, struct json_object *files,
                                struct desk_definition **definition, struct desk_faults *faults,
                                struct error *error) __attribute__((warn_unused_result));

/* The normalised document, as text. */
const char *desk_definition_document(const struct desk_definition *definition);

#endif
