/* The street for records (workflow/record.h): how a command on one goes from a request to its
 * answer, as street.h has it for cases.
 *
 * body (the handler) → load the record of the path's {reference} → may the caller → decide (the
 * kind's rule) → batch → answer. What differs from kind to kind stands in a struct record_way. What
 * the caller may not see is answered as what is not there, whatever else is wrong. */
#ifndef ONESTOP_DAEMON_RECORD_STREET_H
#define ONESTOP_DAEMON_RECORD_STREET_H

#include "daemon/request.h"
#include "workflow/record.h"

struct record_way;

/* A command under way; in the request's arena, and request->state. */
struct record_work {
    const struct record_way *way;
    void *body;          /* as decoded: the kind's */
    uint64_t given;      /* of body_decode() */
    struct error faults; /* of the body; code names in it are told only to who may see the record */
    int64_t id;          /* of the path; 0: a new record */
    int64_t other_id;    /* of what else the body names; 0: nothing */
    int32_t agency_id;
    struct record header;    /* as loaded */
    void *before;            /* the kind's, as loaded; NULL: new */
    void *after;             /* the kind's, as decided */
    const char *kept;        /* see struct street_answer */
    request_step after_look; /* of record_look_for() */
    int ids;                 /* how many the rule may need; 0: DECISION_IDS */
    struct actor actor;
    struct effects effects;
    struct error error;
};

struct record_way {
    const char *path; /* "feedback": of the Location of a new one */
    enum query load; /* $1 agencies, $2 id, $3 other_id → the header's columns, then the kind's */
    /* Fills before (and ids) from row 0, the kind's columns from RECORD_COLUMNS on. False: the
     * arena is full. */
    bool (*read)(struct request *request, struct record_work *work, const PGresult *rows);
    /* Of new ones that are decided by what is there: load_new ($1 agencies, $2 nothing, $3
     * other_id) comes before each try, and read_new takes its rows; NULL: nothing is read. */
    enum query load_new;
    bool (*read_new)(struct request *request, struct record_work *work, const PGresult *rows);
    /* The caller's roles for the record as read; 0: not visible. */
    uint32_t (*roles)(const struct request *request, const struct record_work *work);
    /* The rule: fills after, effects and error of the work. */
    enum error_code (*decide)(struct request *request, struct record_work *work,
                              const struct decision_context *context);
    /* after (a command's) as JSON; NULL: the arena is full. */
    const char *(*json)(const struct request *request, const struct record_work *work);
    /* Where a new one is found, below API_PREFIX; NULL: by path and reference. */
    const char *(*location)(const struct request *request, const struct record_work *work);
};

/* The columns that each load begins with: agency, id, version, reference, hash (hex), office,
 * service, segment, channel. */
enum { RECORD_COLUMNS = 9 };
/* Reads them from the first row; false: the arena is full. */
bool record_read_header(struct arena *arena, const PGresult *rows, struct record *header);

/* A new work with the body decoded into body (size bytes, zeroed by the caller but for what it
 * presets); NULL: answered already. Wrong fields are in faults. */
struct record_work *record_work_new(struct request *request, const struct record_way *way,
                                    void *body, bool partial);
/* Runs a command on the record of the path. */
void record_run(struct request *request, struct record_work *work);
/* Runs a command (request->state) that makes a new record of work->agency_id; faults, and whether
 * the caller may, are checked by the handler. */
void record_run_new(struct request *request);
/* Loads the record of the path for a command that has something to do before it runs, and goes on
 * with next: header and roles are in work, which is request->state. What the caller may not see is
 * answered as absent. */
void record_look_for(struct request *request, struct record_work *work, request_step next);
/* Loads the record of the path for reading and goes on with next, work as request->state. */
void record_look(struct request *request, const struct record_way *way, request_step next);
/* Answers what was then read of it: the text of result 0, with its version as ETag. */
void record_shown(struct request *request);
/* The agency of a new record that belongs to one as a whole, as the body names it (NULL: the
 * caller's only one), and the caller's roles there. What is wrong is added to work->faults; that
 * the caller may not, told in *error, is for who names it rightly. */
void record_take_agency(struct request *request, struct record_work *work, const char *code,
                        struct error *error);

#endif
