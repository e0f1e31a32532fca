/* Folding: ask which agencies have something in a journal, then fold one journal of one agency
 * after the other, each in portions until a portion is not full. Never two at once: they would take
 * the processors from the batches that people wait for. */
#include "db/fold.h"

#include <event2/event.h>
#include <stdlib.h>

enum { SOON_S = 3, ANYWAY_S = 60 };

static const struct journal {
    enum query query;
    int portion; /* rows */
    bool slowly; /* one portion a time: it is dear, and what waits is found nevertheless */
} journals[] = {
    {QUERY_COUNTER_FOLD, 512, false},
    {QUERY_WAITING_FOLD, 512, false},
    {QUERY_CASE_WORDS_FOLD, 40, true}, /* each of as many cases as a batch had */
};
enum { JOURNALS = sizeof journals / sizeof *journals };

struct fold {
    struct db *db; /* NULL: to be freed when nothing is under way */
    struct event *timer;
    bool soon;          /* the timer is armed for what was written */
    bool left;          /* something waits for the next time */
    bool under_way;     /* a statement was sent and not answered */
    PGresult *agencies; /* what is being folded: all journals of each */
    int next;           /* journal, counted through all agencies */
    struct db_statement statement;
};

static void arm(struct fold *fold, int delay_s)
{
    struct timeval delay = {delay_s, 0};
    event_add(fold->timer, &delay);
}

static void rest(struct fold *fold)
{
    PQclear(fold->agencies);
    fold->agencies = NULL;
    fold->under_way = false;
    if (fold->db == NULL)
        free(fold);
    else if (fold->left)
        fold_soon(fold);
}

static void on_folded(void *context, struct db_reply *reply);

static void fold_next(struct fold *fold)
{
    if (fold->db == NULL || fold->next == PQntuples(fold->agencies) * JOURNALS) {
        rest(fold);
        return;
    }
    const struct journal *journal = &journals[fold->next % JOURNALS];
    fold->statement.query = journal->query;
    db_params_clear(&fold->statement.params);
    db_int(&fold->statement.params, db_get_int(fold->agencies, fold->next / JOURNALS, 0, 0));
    db_int(&fold->statement.params, journal->portion);
    db_send(fold->db, DB_CARE, NULL, &fold->statement, 1, on_folded, fold);
}

static void on_folded(void *context, struct db_reply *reply)
{
    struct fold *fold = context;
    if (reply->outcome == DB_AWAY || reply->outcome == DB_UNKNOWN) {
        rest(fold);
        return;
    }
    const struct journal *journal = &journals[fold->next % JOURNALS];
    bool full =
        reply->outcome == DB_DONE && db_get_int(reply->results[0], 0, 0, 0) == journal->portion;
    fold->left |= full && journal->slowly;
    if (!full || journal->slowly) fold->next++;
    fold_next(fold);
}

static void on_agencies(void *context, struct db_reply *reply)
{
    struct fold *fold = context;
    if (reply->outcome != DB_DONE) {
        rest(fold);
        return;
    }
    fold->agencies = reply->results[0];
    reply->results[0] = NULL;
    fold->next = 0;
    fold_next(fold);
}

static void on_timer(evutil_socket_t unused, short what, void *context)
{
    struct fold *fold = context;
    (void)unused, (void)what;
    fold->soon = false;
    arm(fold, ANYWAY_S); /* for the moves of a daemon that is no more */
    if (fold->under_way) return;
    fold->left = false;
    struct db_statement agencies = {.query = QUERY_FOLD_AGENCIES};
    fold->under_way = true;
    db_send(fold->db, DB_CARE, NULL, &agencies, 1, on_agencies, fold);
}

struct fold *fold_new(struct db *db)
{
    struct fold *fold = calloc(1, sizeof *fold);
    if (fold == NULL) return NULL;
    fold->db = db;
    fold->timer = event_new(db_base(db), -1, 0, on_timer, fold);
    if (fold->timer == NULL) {
        free(fold);
        return NULL;
    }
    arm(fold, SOON_S);
    return fold;
}

void fold_free(struct fold *fold)
{
    if (fold == NULL) return;
    event_free(fold->timer);
    fold->db = NULL;
    if (!fold->under_way) free(fold);
}

void fold_soon(struct fold *fold)
{
    if (fold->soon) return; /* not again and again, or it would never come under load */
    fold->soon = true;
    arm(fold, SOON_S);
}
