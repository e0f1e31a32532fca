/* Finding and adding a customer, for the commands that need one. */
#ifndef ONESTOP_CLIENT_CUSTOMER_H
#define ONESTOP_CLIENT_CUSTOMER_H

#include "client/cli/api.h"

/* The path of a search by what somebody typed: KIND:VALUE, or what the daemon makes of it (a name,
 * a phone number, an e-mail address, the value of an identifier). */
const char *customer_search_path(struct cli *cli, const char *words);
/* The id of "1234" or of the one customer with the identifier "KIND:VALUE". */
enum cli_exit customer_resolve(struct cli *cli, const char *text, int64_t *id);
/* The sections of a customer: what was written to them, and what they said. */
void customer_said_print(struct cli *cli, struct json_object *customer);
enum cli_exit customer_add(struct cli *cli, struct json_object *body, struct api_answer *answer);

#endif
