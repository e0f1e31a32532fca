/* What the handlers of customers share. */
#ifndef ONESTOP_DAEMON_CUSTOMER_INT_H
#define ONESTOP_DAEMON_CUSTOMER_INT_H

#include "daemon/request.h"
#include "workflow/customer.h"

/* The number in the path; 0 (answered as not found) when it is none. */
int64_t customer_id_of_path(struct request *request);

/* What a rule needs; arena: where its effects go. */
struct customer_context customer_context_of(struct request *request, struct arena *arena);

/* Statements that load the records of these ids ("{1,2}"); a third one is the caller's own. NULL
 * (answered already): the arena is full. */
enum { CUSTOMER_RECORDS, CUSTOMER_IDENTIFIERS, CUSTOMER_OTHER, CUSTOMER_RESULTS };
struct db_statement *customer_load(struct request *request, const char *ids);
/* The record of the path out of the reply: there, for the caller, and of the version that the
 * caller saw. False: *error says what is wrong. */
bool customer_read_own(struct request *request, int64_t id, int32_t if_match, struct customer *own,
                       struct error *error);

/* Reads records, with their identifiers, out of results of customer_get and
 * customer_get_identifiers. Returns false when id is not among them, or the arena is full. */
bool customer_from_rows(struct arena *arena, const PGresult *records, const PGresult *identifiers,
                        int64_t id, struct customer *customer);
/* The record as JSON, the fields that customer_show.sql begins with. NULL: the arena is full.
 * merged_from: 0, or the record that a merge took in, with the count of cases moved. */
const char *customer_json(struct arena *arena, const struct desk *desk,
                          const struct customer *customer, int64_t merged_from,
                          int64_t moved_cases);

/* Fills a statement with what finds the first customers by words, as GET /customers?q= does; it is
 * sent with the agencies where the caller may find customers. What is wrong is a field of *error;
 * ERR_TOO_LARGE: the arena is full. */
void customer_find_words(struct request *request, const char *words, int64_t limit,
                         struct db_statement *statement, struct error *error);

/* What was written to a customer, and what they said: replies, feedback, complaints, each a page of
 * those that the caller may see, newest first. */
enum { SAID_REPLIES, SAID_FEEDBACK, SAID_COMPLAINTS, CUSTOMER_SAID };
/* Fills the statements for the first limit of each. False: the arena is full. */
bool customer_said_ask(struct request *request, struct db_statement statements[CUSTOMER_SAID],
                       int64_t id, int64_t limit);
/* Answers the object with what the CUSTOMER_SAID results from the first one on hold. */
void customer_said_answer(struct request *request, const char *object, size_t first);

#endif
