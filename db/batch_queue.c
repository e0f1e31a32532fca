/* Waiting commands: a list for each agency, a list of those to be sent alone, and the set of what
 * the batch being filled touches. */
#include "db/batch_queue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CLAIMS = 8192, CLAIMS_MAX = CLAIMS / 4 * 3 };

struct list {
    struct waiting *head, **tail;
};

struct crowd {
    int32_t id;
    struct list list;
};

struct batch_queue {
    struct crowd **crowds; /* those with waiting commands, in turn */
    size_t crowd_count, crowd_capacity;
    struct list alone;
    size_t count, held;
    uint64_t claims[CLAIMS]; /* a set of hashes, open addressing, 0: free */
    size_t claim_count;
};

static void list_init(struct list *list)
{
    list->head = NULL;
    list->tail = &list->head;
}

static void list_append(struct list *list, struct waiting *command)
{
    command->next = NULL;
    *list->tail = command;
    list->tail = &command->next;
}

/* Takes out the command that *link points to. */
static struct waiting *list_unlink(struct list *list, struct waiting **link)
{
    struct waiting *command = *link;
    *link = command->next;
    if (list->tail == &command->next) list->tail = link;
    command->next = NULL;
    return command;
}

struct batch_queue *batch_queue_new(void)
{
    struct batch_queue *queue = calloc(1, sizeof *queue);
    if (queue != NULL) list_init(&queue->alone);
    return queue;
}

void batch_queue_free(struct batch_queue *queue)
{
    if (queue == NULL) return;
    assert(queue->count == 0);
    free(queue->crowds);
    free(queue);
}

size_t batch_queue_count(const struct batch_queue *queue)
{
    return queue->count;
}

static struct crowd *find_crowd(struct batch_queue *queue, int32_t id)
{
    for (size_t i = 0; i < queue->crowd_count; i++)
        if (queue->crowds[i]->id == id) return queue->crowds[i];
    if (queue->crowd_count == queue->crowd_capacity) {
        size_t capacity = queue->crowd_capacity ? 2 * queue->crowd_capacity : 16;
        struct crowd **bigger = realloc(queue->crowds, capacity * sizeof(struct crowd *));
        if (bigger == NULL) return NULL;
        queue->crowds = bigger;
        queue->crowd_capacity = capacity;
    }
    struct crowd *crowd = malloc(sizeof *crowd);
    if (crowd == NULL) return NULL;
    crowd->id = id;
    list_init(&crowd->list);
    queue->crowds[queue->crowd_count++] = crowd;
    return crowd;
}

bool batch_queue_add(struct batch_queue *queue, struct waiting *command)
{
    struct crowd *crowd = find_crowd(queue, command->effects->agency_id);
    if (crowd == NULL) return false;
    list_append(&crowd->list, command);
    queue->count++;
    return true;
}

void batch_queue_add_alone(struct batch_queue *queue, struct waiting *command)
{
    list_append(&queue->alone, command);
    queue->count++;
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < length; i++) hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* Claims something for the command being looked at; false when another one has it. Two things with
 * one hash only make one of them wait for the next batch. */
static bool claim(struct batch_queue *queue, int32_t agency_id, char kind, const void *one,
                  size_t one_length, const void *two, size_t two_length)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    hash = hash_bytes(hash, &agency_id, sizeof agency_id);
    hash = hash_bytes(hash, &kind, 1);
    hash = hash_bytes(hash, one, one_length);
    hash = hash_bytes(hash, two, two_length);
    hash = (hash ^ hash >> 32) | 1;
    if (queue->claim_count >= CLAIMS_MAX) return false;
    size_t i = (hash >> 1) % CLAIMS;
    for (; queue->claims[i] != 0; i = (i + 1) % CLAIMS)
        if (queue->claims[i] == hash) return false;
    queue->claims[i] = hash;
    queue->claim_count++;
    return true;
}

static bool claim_id(struct batch_queue *queue, int32_t agency_id, char kind, int64_t id)
{
    return claim(queue, agency_id, kind, &id, sizeof id, "", 0);
}

static bool claim_texts(struct batch_queue *queue, int32_t agency_id, char kind, const char *one,
                        const char *two)
{
    return claim(queue, agency_id, kind, one, strlen(one) + 1, two, strlen(two));
}

/* Claims all that a command touches, also when it turns out that it must wait: what comes later for
 * the same objects has to stay behind it. */
static bool claim_command(struct batch_queue *queue, const struct waiting *command)
{
    const struct effects *effects = command->effects;
    int32_t agency = effects->agency_id;
    bool mine = true;
    for (size_t i = 0; i < effects->kases_count; i++) {
        const struct kase *row = effects->kases[i].row;
        mine &= claim_id(queue, agency, 'c', row->id);
        if (row->external_id != NULL && effects->kases[i].fresh)
            mine &= claim_texts(queue, agency, 'x', row->source, row->external_id);
    }
    for (size_t i = 0; i < effects->contacts_count; i++)
        if (effects->contacts[i].external_id != NULL)
            mine &= claim_texts(queue, agency, 'y', effects->contacts[i].source,
                                effects->contacts[i].external_id);
    for (size_t i = 0; i < effects->customers_count; i++)
        mine &= claim_id(queue, agency, 'p', effects->customers[i].id);
    for (size_t i = 0; i < effects->erasures_count; i++)
        mine &= claim_id(queue, agency, 'p', effects->erasures[i].customer_id);
    for (size_t i = 0; i < effects->identifiers_count; i++)
        mine &= claim_texts(queue, agency, 'i', effects->identifiers[i].kind,
                            effects->identifiers[i].value);
    for (size_t i = 0; i < effects->customer_moves_count; i++)
        mine &= claim_id(queue, agency, 'm', effects->customer_moves[i].from_customer_id);
    if (command->key != NULL)
        mine &= claim(queue, agency, 'k', &command->key->staff_id, sizeof command->key->staff_id,
                      command->key->key, sizeof command->key->key);
    return mine;
}

static void hold(struct batch_queue *queue, struct waiting *command)
{
    queue->held += !command->held;
    command->held = true;
}

/* Takes a command out of an agency's list. */
static struct waiting *unlink_waiting(struct batch_queue *queue, struct list *list,
                                      struct waiting **link)
{
    queue->held -= (*link)->held;
    (*link)->held = false;
    return list_unlink(list, link);
}

/* One agency's part in the batch being filled. */
struct turn {
    struct crowd *crowd;
    struct waiting **at; /* the next one to look at */
    struct list taken;
};

/* Takes the agency's next command that may travel with the others. */
static bool take_one(struct batch_queue *queue, struct turn *turn, bool first, size_t *bytes)
{
    while (*turn->at != NULL) {
        struct waiting *command = *turn->at;
        bool mine = claim_command(queue, command);
        if (first || (mine && *bytes + command->bytes <= BATCH_BYTES)) {
            *bytes += command->bytes;
            list_append(&turn->taken, unlink_waiting(queue, &turn->crowd->list, turn->at));
            return true;
        }
        if (!mine) hold(queue, command);
        turn->at = &command->next;
    }
    return false;
}

static int compare_turns(const void *a, const void *b)
{
    int32_t one = ((const struct turn *)a)->crowd->id, two = ((const struct turn *)b)->crowd->id;
    return (one > two) - (one < two);
}

/* Puts the agencies that had their turn at the end, and drops those with nothing left. */
static void rotate(struct batch_queue *queue, size_t had_turn)
{
    struct crowd *again[BATCH_AGENCIES];
    size_t kept = 0;
    for (size_t i = 0; i < had_turn; i++) {
        if (queue->crowds[i]->list.head != NULL)
            again[kept++] = queue->crowds[i];
        else
            free(queue->crowds[i]);
    }
    size_t rest = queue->crowd_count - had_turn;
    memmove(queue->crowds, queue->crowds + had_turn, rest * sizeof(struct crowd *));
    memcpy(queue->crowds + rest, again, kept * sizeof(struct crowd *));
    queue->crowd_count = rest + kept;
}

static size_t take_alone(struct batch_queue *queue, struct waiting **taken)
{
    taken[0] = list_unlink(&queue->alone, &queue->alone.head);
    queue->count--;
    return 1;
}

size_t batch_queue_take(struct batch_queue *queue, struct waiting *taken[BATCH_COMMANDS])
{
    struct turn turns[BATCH_AGENCIES];
    size_t count = 0, bytes = 0;
    if (queue->alone.head != NULL) return take_alone(queue, taken);
    size_t agencies = queue->crowd_count < BATCH_AGENCIES ? queue->crowd_count : BATCH_AGENCIES;
    for (size_t i = 0; i < agencies; i++) {
        turns[i].crowd = queue->crowds[i];
        turns[i].at = &queue->crowds[i]->list.head;
        list_init(&turns[i].taken);
    }
    memset(queue->claims, 0, sizeof queue->claims);
    queue->claim_count = 0;
    for (bool more = true; more && count < BATCH_COMMANDS;) {
        more = false;
        for (size_t i = 0; i < agencies && count < BATCH_COMMANDS; i++) {
            if (!take_one(queue, &turns[i], count == 0, &bytes)) continue;
            count++;
            more = true;
        }
    }
    qsort(turns, agencies, sizeof turns[0], compare_turns);
    size_t n = 0;
    for (size_t i = 0; i < agencies; i++)
        for (struct waiting *one = turns[i].taken.head; one != NULL; one = one->next)
            taken[n++] = one;
    rotate(queue, agencies);
    queue->count -= count;
    return count;
}

/* Whether a command that was held back expects an older version of what was done. */
static bool is_overtaken(const struct waiting *command, const struct effects *done)
{
    const struct effects *effects = command->effects;
    for (size_t i = 0; i < effects->kases_count && command->held; i++)
        for (size_t j = 0; j < done->kases_count && !effects->kases[i].fresh; j++)
            if (effects->kases[i].row->id == done->kases[j].row->id &&
                effects->kases[i].expected_version < done->kases[j].row->version)
                return true;
    return false;
}

static void take_overtaken(struct batch_queue *queue, struct list *list, const struct effects *done,
                           struct list *overtaken)
{
    for (struct waiting **at = &list->head; *at != NULL;) {
        if (!is_overtaken(*at, done)) {
            at = &(*at)->next;
            continue;
        }
        list_append(overtaken, unlink_waiting(queue, list, at));
        queue->count--;
    }
}

struct waiting *batch_queue_overtaken(struct batch_queue *queue, const struct effects *done)
{
    struct list overtaken;
    list_init(&overtaken);
    if (queue->held == 0 || done->kases_count == 0) return NULL;
    for (size_t i = 0; i < queue->crowd_count; i++) {
        struct crowd *crowd = queue->crowds[i];
        if (crowd->id != done->agency_id) continue;
        take_overtaken(queue, &crowd->list, done, &overtaken);
        if (crowd->list.head != NULL) break;
        free(crowd);
        queue->crowd_count--;
        memmove(&queue->crowds[i], &queue->crowds[i + 1],
                (queue->crowd_count - i) * sizeof(struct crowd *));
        break;
    }
    return overtaken.head;
}
