/* Logging in: failures are counted for the name and for the address, in the database, so that they
 * hold across daemons; then the password thread compares. A name that does not exist is counted,
 * and takes as long, like one that does.
 *
 * An attempt is counted before it is tried. So that right ones at the same moment do not count
 * against each other, those of one name go one after another: in a line in each worker, whose first
 * takes the name's turn in the database and hands it down the line. */
#ifndef ONESTOP_DAEMON_LOGIN_H
#define ONESTOP_DAEMON_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

struct db_params;
struct password_thread;
struct request;
struct worker;

enum { LOGIN_SUBJECT = 80, LOGIN_ADDRESS_FACTOR = 10 };

/* What a check of name and password ends with. */
enum login_outcome {
    LOGIN_RIGHT,
    LOGIN_WRONG,
    LOGIN_ANSWERED /* throttled, busy, database away: the request has its answer */
};

struct login_check {
    const char *user_name, *password; /* in the request's arena */
    void (*next)(struct request *request, struct login_check *check);
    enum login_outcome outcome;
    int32_t agency_id, staff_id; /* when right */
    bool matches;
    struct request *request;
    struct login_check *behind; /* in the worker's list */
    bool has_turn;              /* of all daemons, this one checks the name */
    int turn_tries;
    char name_subject[LOGIN_SUBJECT], address_subject[LOGIN_SUBJECT], turn_subject[LOGIN_SUBJECT];
};

/* What failures are counted for: "name" or "address" and a hash. */
void login_subject(char text[LOGIN_SUBJECT], const char *what, const char *value);
/* Checks, then calls check->next from a step of the request, but for LOGIN_ANSWERED, when nothing
 * is left to do. check lives in the request's arena; request->state is used. */
void login_check(struct request *request, struct login_check *check);
/* The parameters of login_clear, to be sent with what a right password leads to. */
void login_clear_params(const struct login_check *check, const struct worker *worker,
                        struct db_params *params);

#endif
