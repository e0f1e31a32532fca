/* Content-Security-Policy of pages that the daemon makes: they show themselves in their one style,
 * which is named by its hash, and load nothing. */
#ifndef ONESTOP_DAEMON_PAGE_POLICY_H
#define ONESTOP_DAEMON_PAGE_POLICY_H

struct arena;

/* style: what stands between <style> and </style>. form: where its form may go, "none" or "self".
 * rest: more directives, as "; sandbox", or "". NULL: the arena is full. */
const char *page_policy(struct arena *arena, const char *style, const char *form, const char *rest);

#endif
