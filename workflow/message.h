/* What customers and other systems are told of a case: rows for the outbox, made from the events of
 * a decision. The texts stand in this module alone.
 *
 * An agency asks for it in its definition: "notify" names the events that its customers are told
 * of, "webhooks" the endpoints that are told of events. A customer who has named e-mail or letter
 * as the preferred channel, and an address for it, has thereby agreed to be told so of matters of
 * their own; nobody else is written to. Nothing is told of what is imported. */
#ifndef ONESTOP_WORKFLOW_MESSAGE_H
#define ONESTOP_WORKFLOW_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/types.h"

struct decision;
struct decision_customer;
struct desk;

/* Whether any agency of the desk writes to customers: then what a decision is made of includes the
 * customer of the case. */
bool message_needs_customer(const struct desk *desk);
/* Adds the rows for the events of the decision; called once, at its end. */
void message_of_decision(struct decision *decision);

/* How a customer wishes to be written to; OUTBOX_NONE: not at all (see above), or there is none. */
enum outbox_kind message_way(const struct decision_customer *customer);
/* An e-mail or letter that a rule has written itself, to the customer of the decision if they may
 * be written to (see above); the texts live in the arena. Does nothing otherwise. */
void message_to_customer(struct decision *decision, const char *subject, const char *body,
                         const char *html);

#endif
