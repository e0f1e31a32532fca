/* A ring of id blocks in hand; asks for more before it is empty, and for ever larger helpings while
 * it runs dry. */
#include "daemon/id_block.h"

#include <assert.h>
#include <stdlib.h>

#include "daemon/request.h"

enum { IN_HAND_MAX = 512, HELPING_FIRST = 4 };

struct waiter {
    struct request *request;
    struct waiter *next;
};

struct id_block {
    struct db *db;
    int64_t blocks[IN_HAND_MAX]; /* values of the sequence; a block is value * 1000 … + 999 */
    int first, count, helping;
    int64_t next, end; /* the rest of the block in use */
    bool asked;
    struct waiter *waiters; /* in their requests' arenas */
    struct db_statement statement;
};

static void ask(struct id_block *ids);

static void wake_waiters(struct id_block *ids)
{
    struct waiter *waiter = ids->waiters;
    ids->waiters = NULL;
    while (waiter != NULL) {
        struct waiter *next = waiter->next;
        request_wake(waiter->request);
        waiter = next;
    }
}

static void on_blocks(void *context, struct db_reply *reply)
{
    struct id_block *ids = context;
    ids->asked = false;
    if (reply->outcome == DB_DONE) {
        const PGresult *result = reply->results[0];
        for (int row = 0; row < PQntuples(result) && ids->count < IN_HAND_MAX; row++) {
            ids->blocks[(ids->first + ids->count) % IN_HAND_MAX] = db_get_int(result, row, 0, 0);
            ids->count++;
        }
    }
    wake_waiters(ids);
}

static void ask(struct id_block *ids)
{
    if (ids->asked) return;
    ids->asked = true;
    ids->statement.query = QUERY_ID_BLOCK_TAKE;
    db_params_clear(&ids->statement.params);
    db_int(&ids->statement.params, ids->helping);
    db_send(ids->db, DB_LOAD, NULL, &ids->statement, 1, on_blocks, ids);
}

struct id_block *id_block_new(struct db *db)
{
    struct id_block *ids = calloc(1, sizeof *ids);
    if (ids == NULL) return NULL;
    ids->db = db;
    ids->helping = HELPING_FIRST;
    return ids;
}

void id_block_free(struct id_block *ids)
{
    free(ids);
}

bool id_block_take(struct id_block *ids, int count, int64_t *first)
{
    assert(count > 0 && count <= ID_BLOCK_SIZE);
    if (ids->end - ids->next < count) {
        if (ids->count == 0) {
            if (!ids->asked && ids->helping < IN_HAND_MAX / 2) ids->helping *= 2; /* too little */
            ask(ids);
            return false;
        }
        ids->next = ids->blocks[ids->first] * ID_BLOCK_SIZE;
        ids->end = ids->next + ID_BLOCK_SIZE;
        ids->first = (ids->first + 1) % IN_HAND_MAX;
        ids->count--;
    }
    if (ids->count <= ids->helping / 2) ask(ids);
    *first = ids->next;
    ids->next += count;
    return true;
}

int id_block_room(struct id_block *ids, int count)
{
    int64_t room = (ids->end - ids->next) / count + ids->count * (ID_BLOCK_SIZE / count);
    if (room == 0) ask(ids);
    return (int)room;
}

void id_block_give_back(struct id_block *ids, int64_t first_unused)
{
    assert(first_unused <= ids->next && ids->next - first_unused <= ID_BLOCK_SIZE);
    ids->next = first_unused;
}

void id_block_await(struct id_block *ids, struct request *request,
                    void (*next)(struct request *request))
{
    struct waiter *waiter = arena_alloc(request->arena, sizeof *waiter);
    if (waiter == NULL) {
        request_answer_full(request);
        return;
    }
    waiter->request = request;
    waiter->next = ids->waiters;
    ids->waiters = waiter;
    request_await(request, next);
    ask(ids);
}
