/* Pages for the public, which the daemon makes itself: one style, no script, nothing from
 * elsewhere.
 *
 * Each goes out with a policy that allows this style by its hash, a form to its own address, and
 * nothing else; with no referrer (the address may be a secret), not to be kept, found or framed.
 * They use neither session nor cookie: a form that another site makes a browser send here can do
 * nothing that its sender could not do without the browser. */
#ifndef ONESTOP_DAEMON_PUBLIC_PAGE_H
#define ONESTOP_DAEMON_PUBLIC_PAGE_H

#include "daemon/request.h"
#include "workflow/html.h"

/* Begins a page in a language (of RFC 5646): the title, the name of who asks (NULL: none) above the
 * content. before: stands before the title of the window; "" or "Error: ". */
void public_page_begin(struct html *html, struct arena *arena, const char *language,
                       const char *before, const char *title, const char *agency);
void public_page_end(struct html *html);

/* Ends the request with the page, or says that the arena is full. */
void public_page_answer(struct request *request, int status, struct html *html);
/* Ends the request with a page that says that it cannot be done, by status: a link that is not
 * valid (404), too busy (429, 5xx), what could not be read, or shown (the rest). In all languages
 * that it is there in, since nothing is known of the reader; the headers of the request stay. */
void public_page_refuse(struct request *request, int status);

#endif
