/* What the lists of records read from a query alike. */
#ifndef ONESTOP_DAEMON_RECORD_LIST_H
#define ONESTOP_DAEMON_RECORD_LIST_H

#include "daemon/access.h"
#include "daemon/request.h"
#include "workflow/desk.h"

struct record_filter {
    const struct service *service;
    const struct office *office;
    const struct staff *owner;
    int64_t cursor_id, limit; /* cursor_id 0: the first page */
    const char *agencies;     /* asked about: array text */
    struct access_scope scope;
    bool empty; /* asks for what is not there, or not for the caller: an empty page */
};

/* agency, service, office, owner, limit of the query. False: answered already. Wrong fields are
 * added to *error. */
bool record_filter_read(struct request *request, struct record_filter *filter, struct error *error);
/* The cursor of a list by id. */
void record_filter_cursor(struct request *request, struct record_filter *filter,
                          struct error *error);
/* A name of a closed set; 0 when it was not given, or is wrong (told). */
int record_filter_name(const char *name, const char *value, const struct name_set *set,
                       struct error *error);
/* Null for 0. */
void record_filter_id(struct db_params *params, int64_t id);
/* Answers an empty page. */
void record_filter_nothing(struct request *request);

#endif
