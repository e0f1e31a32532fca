/* The built web client in memory: a folder read whole, each file as it is and, where that is
 * smaller, compressed. Nothing is read from the disk for a request, so what is served is one build,
 * and no address can reach beyond it.
 *
 * Taken are files of the types that a client has, of plain names, in folders WEB_DEPTH deep. What
 * is hidden, a link, or of another type is passed over, and counted. */
#ifndef ONESTOP_DAEMON_WEB_FILES_H
#define ONESTOP_DAEMON_WEB_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/page_policy.h"
#include "proto/error.h"

enum {
    WEB_FILES = 500,     /* files of a client; one of a page each has less than a hundred */
    WEB_BYTES = 8 << 20, /* of all together, before they are compressed */
    WEB_DEPTH = 4,
    WEB_PATH = 200, /* bytes of a path below the folder, with its NUL */
    WEB_FOLDER = 4096
};

/* The page of the client, and the folder whose files have the hash of what is in them in their name
 * (vite's assetsDir). */
#define WEB_PAGE   "index.html"
#define WEB_ASSETS "assets/"

struct web_form {
    unsigned char *bytes; /* NULL: there is no such form */
    size_t length;
    char tag[PAGE_TAG]; /* ETag */
};

struct web_file {
    char path[WEB_PATH]; /* below the folder */
    const char *type;    /* Content-Type */
    struct web_form plain, gzip;
};

struct web_files {
    struct web_file *files; /* in the order of their paths */
    size_t count, bytes;
    size_t passed_over;
};

/* Reads a folder; the files are the caller's. ERR_NOT_FOUND: there is no such folder, or no
 * WEB_PAGE in it. ERR_TOO_LARGE: it is beyond a limit. ERR_UNAVAILABLE: it cannot be read. */
enum error_code web_files_load(const char *folder, struct web_files **files, struct error *error)
    __attribute__((warn_unused_result));
void web_files_free(struct web_files *files);
/* A file by its path; NULL: there is none. files may be NULL. */
const struct web_file *web_files_find(const struct web_files *files, const char *path);

/* Where an installed client is: share/onestop/web beside the folder of this program. "" when the
 * system does not tell where that is. */
void web_files_installed(char folder[WEB_FOLDER]);

#endif
