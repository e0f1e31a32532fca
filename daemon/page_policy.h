/* What pages may do. Those that the daemon makes show themselves in their one style, which is named
 * by its hash, and load nothing. */
#ifndef ONESTOP_DAEMON_PAGE_POLICY_H
#define ONESTOP_DAEMON_PAGE_POLICY_H

#include <stddef.h>

struct arena;
struct request;

enum { PAGE_TAG = 40 };

/* Content-Security-Policy of such a page. style: what stands between <style> and </style>. form:
 * where its form may go, "none" or "self". rest: more directives, as "; sandbox", or "". NULL: the
 * arena is full. */
const char *page_policy(struct arena *arena, const char *style, const char *form, const char *rest);

/* Headers of all that belongs to the web client: it takes scripts, styles and everything else from
 * here alone, and writes markup only through its one policy of trusted types; nobody frames it,
 * opens it with a hold on its window, or loads parts of it. */
void page_client_headers(struct request *request);

/* The ETag of bytes, quotes and all: the beginning of their SHA-256. */
void page_tag(const char *bytes, size_t length, char tag[PAGE_TAG]);

#endif
