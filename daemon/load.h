/* Loads for commands: all that requests ask for in one turn of the loop travels as one group of
 * statements. */
#ifndef ONESTOP_DAEMON_LOAD_H
#define ONESTOP_DAEMON_LOAD_H

#include "daemon/request.h"
#include "workflow/kase.h"

struct load;

struct load_customer {
    bool found;
    int32_t agency_id, segment_id, last_case_manager_id;
    const char *language;
    struct decision_customer contact; /* how to write to them */
};

/* What one request wants loaded and gets; in its arena. */
struct load_wish {
    int64_t case_id;          /* 0: none */
    int64_t customer_id;      /* 0: none */
    struct kase_loaded *kase; /* set when it was found */
    struct load_customer customer;
    const struct decision_customer *contact; /* of customer, or of the case's; NULL: none */
    enum error_code code;                    /* ERR_OK, or why nothing could be loaded */
    struct error error;
    /* of load.c */
    struct arena *arena;
    void (*done)(void *context);
    void *context;
    struct load_wish *next_wish;
};

struct load *load_new(struct worker *worker);
void load_free(struct load *load);

/* Loads a wish and goes on with next (request_await). The wish lives in the request's arena. */
void load_wish(struct load *load, struct request *request, struct load_wish *wish,
               request_step next);
/* The same without a request, for the due clocks: calls done(context) once. arena: the wish's
 * memory. */
void load_wish_for(struct load *load, struct arena *arena, struct load_wish *wish,
                   void (*done)(void *context), void *context);

/* Readers of rows that others load too: hex into bytes, at most size of them; the columns of a
 * clock from column 1 on, as in db/query/case_load_clocks.sql. */
void load_read_hex(const char *hex, uint8_t *bytes, size_t size);
void load_read_clock(const PGresult *rows, int row, struct clock *clock);

#endif
