/* A timer looks for a day to judge; while there are some, one follows the other. */
#include "daemon/maturity_keep.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "config/framework.h"
#include "daemon/log.h"
#include "daemon/maturity_json.h"
#include "daemon/maturity_read.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/period.h"

enum { LOOK_S = 5, AFTER_FAULT_S = 60, CLAIM_S = 60, ARENA_BYTES = 128 << 20 };

struct maturity_keep {
    struct worker *worker; /* NULL: to be freed when nothing is under way */
    struct event *timer;
    bool under_way;
    struct db_statement statement;
    struct arena *arena; /* of the day that is judged */
    int32_t agency_id, version;
    const char *framework;
    civil_day day;
};

static void arm(struct maturity_keep *keep, int wait_s)
{
    struct timeval wait = {wait_s, 0};
    event_add(keep->timer, &wait);
}

static void rest(struct maturity_keep *keep, int wait_s)
{
    arena_free(keep->arena);
    keep->arena = NULL;
    keep->under_way = false;
    if (keep->worker == NULL)
        free(keep);
    else
        arm(keep, wait_s);
}

/* The claim runs out, and the day is tried again. */
static void give_up(struct maturity_keep *keep, const struct error *error)
{
    log_error("a day's maturity could not be judged", error);
    rest(keep, AFTER_FAULT_S);
}

static void give_up_full(struct maturity_keep *keep)
{
    struct error error = {.code = ERR_OK};
    error_set(&error, ERR_TOO_LARGE, "out of memory");
    give_up(keep, &error);
}

static void on_kept(void *context, struct db_reply *reply)
{
    struct maturity_keep *keep = context;
    if (reply->outcome == DB_DONE)
        rest(keep, 0);
    else
        give_up(keep, &reply->error);
}

static void on_judged(void *context, const struct maturity_assessment *assessment,
                      const struct indicator_facts *facts, const struct error *error)
{
    struct maturity_keep *keep = context;
    struct db_params *params = &keep->statement.params;
    char day[PERIOD_TEXT];
    size_t length;
    (void)facts;
    if (error != NULL || keep->worker == NULL) {
        if (error != NULL) log_error("a day's maturity could not be judged", error);
        rest(keep, AFTER_FAULT_S);
        return;
    }
    const char *document = maturity_json_snapshot(keep->arena, assessment, &length);
    if (document == NULL) {
        give_up_full(keep);
        return;
    }
    keep->statement.query = QUERY_MATURITY_KEEP;
    db_params_clear(params);
    db_int(params, keep->agency_id);
    db_text(params, keep->framework);
    db_text(params, period_text(PERIOD_DAY, keep->day, day));
    db_int(params, keep->version);
    db_text(params, document);
    db_send(keep->worker->db, DB_CARE, NULL, &keep->statement, 1, on_kept, keep);
}

enum { COLUMN_AGENCY, COLUMN_FRAMEWORK, COLUMN_DAY, COLUMN_VERSION, COLUMN_DOCUMENT };

static void judge(struct maturity_keep *keep, const PGresult *row)
{
    const struct framework *framework;
    struct desk_faults faults;
    struct error error = {.code = ERR_OK};
    const char *text = PQgetvalue(row, 0, COLUMN_DOCUMENT);
    keep->arena = arena_new(ARENA_BYTES);
    keep->agency_id = (int32_t)db_get_int(row, 0, COLUMN_AGENCY, 0);
    keep->day = (civil_day)db_get_int(row, 0, COLUMN_DAY, 0);
    keep->version = (int32_t)db_get_int(row, 0, COLUMN_VERSION, 0);
    keep->framework =
        keep->arena == NULL ? NULL : db_get_text(keep->arena, row, 0, COLUMN_FRAMEWORK);
    if (keep->framework == NULL) {
        give_up_full(keep);
        return;
    }
    if (framework_load(keep->arena, keep->framework, text, strlen(text), &framework, &faults,
                       &error) != ERR_OK) {
        give_up(keep, &error); /* a vocabulary that has changed since it was applied */
        return;
    }
    if (!maturity_read(keep->worker, keep->arena, keep->agency_id, framework, NULL, keep->day,
                       SPLIT_NONE, on_judged, keep))
        give_up_full(keep);
}

static void on_taken(void *context, struct db_reply *reply)
{
    struct maturity_keep *keep = context;
    bool taken = reply->outcome == DB_DONE && PQntuples(reply->results[0]) > 0;
    if (taken && keep->worker != NULL)
        judge(keep, reply->results[0]);
    else
        rest(keep, LOOK_S);
}

static void on_timer(evutil_socket_t unused, short what, void *context)
{
    struct maturity_keep *keep = context;
    (void)unused, (void)what;
    keep->statement.query = QUERY_MATURITY_TAKE;
    db_params_clear(&keep->statement.params);
    db_int(&keep->statement.params, CLAIM_S);
    keep->under_way = true;
    db_send(keep->worker->db, DB_CARE, NULL, &keep->statement, 1, on_taken, keep);
}

struct maturity_keep *maturity_keep_new(struct worker *worker)
{
    struct maturity_keep *keep = calloc(1, sizeof *keep);
    if (keep == NULL) return NULL;
    keep->worker = worker;
    keep->timer = event_new(worker->base, -1, 0, on_timer, keep);
    if (keep->timer == NULL) {
        free(keep);
        return NULL;
    }
    arm(keep, LOOK_S);
    return keep;
}

void maturity_keep_free(struct maturity_keep *keep)
{
    if (keep == NULL) return;
    event_free(keep->timer);
    keep->worker = NULL;
    if (!keep->under_way) free(keep);
}
