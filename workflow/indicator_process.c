/* Whether new versions of processes serve users better: cases of a version against those of the one
 * before it. */
#include <stdlib.h>

#include "proto/json_get.h"
#include "workflow/indicator_int.h"

/* What is known of the cases that were closed under one version of a process. */
struct under {
    int64_t cases, contacts;
    int64_t median_s;
};

/* Cases and the middle of their times: the sums are in order of their buckets. */
static struct under look(const struct sums *times, const struct sums *contacts, int32_t version)
{
    struct under under = {.contacts = sums_value(contacts, version)};
    int64_t passed = 0;
    for (size_t i = 0; i < times->count; i++)
        if (times->items[i].key / COUNTER_PROCESS == version) under.cases += times->items[i].value;
    for (size_t i = 0; i < times->count; i++) {
        const struct indicator_sum *sum = &times->items[i];
        if (sum->key / COUNTER_PROCESS != version) continue;
        passed += sum->value;
        under.median_s = counter_bucket_middle(sum->key % COUNTER_PROCESS);
        if (2 * passed >= under.cases) break;
    }
    return under;
}

/* Working time down, or contacts per case, or documents asked for. */
static bool gained(const struct indicator_fact *version, const struct under *before,
                   const struct under *after)
{
    return after->median_s < before->median_s ||
           after->contacts * before->cases < before->contacts * after->cases ||
           json_get_bool(version->fields, "fewer_documents");
}

/* Of the new versions with enough cases before and after, those that users gained by. */
void work_gain(struct indicator_work *work)
{
    const struct indicator *indicator = work->indicator;
    const struct indicator_fact *version;
    struct sums times = sums_of(work, indicator->numerator[0], 0, 0, SPLIT_BUCKET);
    struct sums contacts = sums_of(work, indicator->numerator[1], 0, 0, SPLIT_BUCKET);
    size_t at = 0;
    while ((version = next_fact(work, FACT_PROCESS_VERSION, &at)) != NULL) {
        int32_t previous = (int32_t)json_get_int(version->fields, "previous", 0);
        struct under before = look(&times, &contacts, previous);
        struct under after = look(&times, &contacts, version->key);
        struct indicator_part part = {.of = name_of(&fact_names, FACT_PROCESS_VERSION),
                                      .key = version->reference,
                                      .day = version->day,
                                      .denominator = 1,
                                      .count =
                                          before.cases < after.cases ? before.cases : after.cases};
        part.numerator = gained(version, &before, &after);
        part.counts = part.count >= indicator->least;
        add_part(work, &part);
    }
}
