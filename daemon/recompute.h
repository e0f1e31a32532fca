/* Running clocks after a change of standard or calendar: computed anew, page by page.
 *
 * db/query/desk_apply_recompute.sql notes what a definition may move. One worker at a time claims
 * it for an agency, and notes how far it has come with each page that it writes; when it dies,
 * another one goes on from there. Work on cases goes on meanwhile: a case that somebody changes at
 * that moment is left to the next pass. Complaints come after the cases of a pass: each is a
 * command of its own (daemon/due_complaint.h). */
#ifndef ONESTOP_DAEMON_RECOMPUTE_H
#define ONESTOP_DAEMON_RECOMPUTE_H

struct recompute;
struct worker;

/* NULL without memory. */
struct recompute *recompute_new(struct worker *worker);
/* Looks for work at once, for the desk has changed. */
void recompute_soon(struct recompute *recompute);
/* Takes no more pages; frees itself when what is under way has been answered. */
void recompute_free(struct recompute *recompute);

#endif
