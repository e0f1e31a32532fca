/* Ids of everything that grows: handed out from blocks of the sequence id_block, fetched ahead. */
#ifndef ONESTOP_DAEMON_ID_BLOCK_H
#define ONESTOP_DAEMON_ID_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"

enum { ID_BLOCK_SIZE = 1000 };

struct id_block;
struct request;

struct id_block *id_block_new(struct db *db);
void id_block_free(struct id_block *ids);

/* Takes count (<= ID_BLOCK_SIZE) neighbouring ids: *first … *first + count - 1. False when none are
 * left in hand; then wait with id_block_await(). */
bool id_block_take(struct id_block *ids, int count, int64_t *first);
/* How many times id_block_take() of count would succeed now; 0 asks for more. */
int id_block_room(struct id_block *ids, int count);
/* Gives back the unused rest of the newest take, from first_unused on. */
void id_block_give_back(struct id_block *ids, int64_t first_unused);
/* Goes on with next (request_await) when there are ids again, or the database said no: take again,
 * and when that fails answer ERR_UNAVAILABLE. */
void id_block_await(struct id_block *ids, struct request *request,
                    void (*next)(struct request *request));

#endif
