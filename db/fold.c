/* Folding: ask which agencies have moves in a journal, fold both of each in portions until a
 * portion is not full. */
#include "db/fold.h"

#include <event2/event.h>
#include <stdlib.h>

enum { PORTION = 512, SOON_S = 3, ANYWAY_S = 60 };

struct fold {
    struct db *db; /* NULL: to be freed when nothing is under way */
    struct event *timer;
    int under_way; /* groups sent and not answered */
    bool soon;     /* the timer is armed for what was written */
};

/* One journal of one agency being folded. */
struct folding {
    struct fold *fold;
    struct db_statement statement;
};

static void arm(struct fold *fold, int delay_s)
{
    struct timeval delay = {delay_s, 0};
    event_add(fold->timer, &delay);
}

static void one_less(struct fold *fold)
{
    fold->under_way--;
    if (fold->under_way == 0 && fold->db == NULL) free(fold);
}

static void on_folded(void *context, struct db_reply *reply)
{
    struct folding *folding = context;
    struct fold *fold = folding->fold;
    bool full = reply->outcome == DB_DONE && db_get_int(reply->results[0], 0, 0, 0) == PORTION;
    if (full && fold->db != NULL) {
        db_send(fold->db, DB_CARE, NULL, &folding->statement, 1, on_folded, folding);
        return;
    }
    free(folding);
    one_less(fold);
}

static void fold_journal(struct fold *fold, enum query query, int64_t agency_id)
{
    struct folding *folding = calloc(1, sizeof *folding);
    if (folding == NULL) return; /* next time */
    folding->fold = fold;
    folding->statement.query = query;
    db_int(&folding->statement.params, agency_id);
    db_int(&folding->statement.params, PORTION);
    fold->under_way++;
    db_send(fold->db, DB_CARE, NULL, &folding->statement, 1, on_folded, folding);
}

static void on_agencies(void *context, struct db_reply *reply)
{
    struct fold *fold = context;
    int count = reply->outcome == DB_DONE && fold->db != NULL ? PQntuples(reply->results[0]) : 0;
    for (int row = 0; row < count; row++) {
        int64_t agency_id = db_get_int(reply->results[0], row, 0, 0);
        fold_journal(fold, QUERY_COUNTER_FOLD, agency_id);
        fold_journal(fold, QUERY_WAITING_FOLD, agency_id);
    }
    one_less(fold);
}

static void on_timer(evutil_socket_t unused, short what, void *context)
{
    struct fold *fold = context;
    (void)unused, (void)what;
    fold->soon = false;
    arm(fold, ANYWAY_S); /* for the moves of a daemon that is no more */
    if (fold->under_way > 0) return;
    struct db_statement agencies = {.query = QUERY_FOLD_AGENCIES};
    fold->under_way++;
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
    fold->under_way++;
    one_less(fold);
}

void fold_soon(struct fold *fold)
{
    if (fold->soon) return; /* not again and again, or it would never come under load */
    fold->soon = true;
    arm(fold, SOON_S);
}
