/* What customers and other systems are told of a case: rows for the outbox, made from the events of
 * a decision. The texts stand in this module alone.
 *
 * An agency asks for it in its definition: "notify" names the events that its customers are told
 * of, "webhooks" the endpoints that are told of events. A customer who has named e-mail or letter
 * as the preferred channel, and an address for it, has thereby agreed to be told so of matters of
 * their own; nobody else is written to. When the message is sent they are asked for that once more
 * (outbox_way() of the database, which must agree with message_way()). Nothing is told of what is
 * imported. */
#ifndef ONESTOP_WORKFLOW_MESSAGE_H
#define ONESTOP_WORKFLOW_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/types.h"

struct arena;
struct case_event;
struct decision;
struct decision_customer;
struct desk;
struct outbox_row;

/* Whether any agency of the desk writes to customers: then what a decision is made of includes the
 * customer of the case. */
bool message_needs_customer(const struct desk *desk);
/* Adds the rows for the events of the decision; called once, at its end. */
void message_of_decision(struct decision *decision);

/* How a customer wishes to be written to; OUTBOX_NONE: not at all (see above), or there is none. */
enum outbox_kind message_way(const struct decision_customer *customer);
/* Makes the row one for this customer, in this way: kind, address, whose consent it needs. The
 * address is NULL when the arena is full. */
void message_address(struct arena *arena, struct outbox_row *row, enum outbox_kind kind,
                     const struct decision_customer *customer);
/* What of its owner a message tells: the event, of the owner's chain, and to whom of several (NULL:
 * to the one whom it concerns). NULL: the arena is full. */
const char *message_occasion(struct arena *arena, const struct case_event *event, const char *to);

#endif
