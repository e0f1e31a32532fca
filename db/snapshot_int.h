/* Building a snapshot out of rows: shared by db/snapshot*.c. */
#ifndef ONESTOP_DB_SNAPSHOT_INT_H
#define ONESTOP_DB_SNAPSHOT_INT_H

#include "db/snapshot.h"
#include "proto/json_get.h"

struct json_object;

/* Columns of db/query/desk_load.sql. */
enum desk_column {
    COLUMN_KIND,
    COLUMN_AGENCY,
    COLUMN_ID,
    COLUMN_CODE,
    COLUMN_NAME,
    COLUMN_VERSION,
    COLUMN_IN_FORCE_FROM,
    COLUMN_RETIRED,
    COLUMN_DEFINITION
};

enum {
    SNAPSHOT_FROM_YEAR = 2010, /* calendars are expanded from here, or from the first standard on */
    SNAPSHOT_YEARS_AHEAD = 6,
    SNAPSHOT_ZONE_YEARS_AHEAD = 12, /* calendar months reach further than calendars */
    SNAPSHOT_ARENA_BYTES = 512 << 20
};

struct builder {
    struct arena *arena;
    struct desk *desk;
    const PGresult *rows;
    struct zone *zones; /* each once, by name */
    size_t zone_count;
    civil_day from, to, today;
    enum error_code code; /* the first thing that went wrong; later steps do nothing */
    struct error *error;
};

/* One row and its definition. */
struct part {
    int row;
    int32_t id, agency_id;
    const char *kind, *code, *name; /* in the arena */
    bool active;
    struct json_object *definition;
};

/* Tells what is wrong with a part; false, so that `return part_fault(…)` reads well. */
bool part_fault(struct builder *builder, const struct part *part, const char *what,
                const char *value);
bool builder_full(struct builder *builder); /* the arena is; false */
/* Copies a text of a definition; sets *text to NULL when there is none. False when full. */
bool part_text(struct builder *builder, const struct json_object *object, const char *key,
               const char **text);
int part_column(const struct builder *builder, const struct part *part, enum desk_column column);

/* snapshot_rows.c: the days that calendars and zones must cover, and the names of the zones. */
bool builder_begin(struct builder *builder, const PGresult *rows);
/* Everything else, once the zones have their offsets. */
bool builder_finish(struct builder *builder);

/* One builder a kind; item is zeroed and has its place in the desk. */
bool build_agency(struct builder *builder, const struct part *part, void *item);
bool build_named(struct builder *builder, const struct part *part, void *item);
bool build_office(struct builder *builder, const struct part *part, void *item);
bool build_queue(struct builder *builder, const struct part *part, void *item);
bool build_standard(struct builder *builder, const struct part *part, void *item);
bool build_process(struct builder *builder, const struct part *part, void *item); /* _process.c */
bool build_ladder(struct builder *builder, const struct part *part, void *item);  /* _ladder.c */
bool build_service(struct builder *builder, const struct part *part, void *item);
bool build_survey(struct builder *builder, const struct part *part, void *item); /* _survey.c */
bool build_chart(struct builder *builder, const struct part *part, void *item);  /* _chart.c */
/* "satisfied": [4, 5] or "good": "yes", of a question or a standard, as bits of answers. */
uint8_t survey_answers_of(const struct json_object *question);
bool build_staff(struct builder *builder, const struct part *part, void *item); /* _staff.c */
bool link_leads(struct builder *builder, const struct part *parts); /* once all staff are there */

/* snapshot_calendar.c: all versions of all calendars. */
bool build_calendars(struct builder *builder, const struct part *parts, size_t count);

/* Of everything loaded so far, active or not: the newest of a code. NULL when there is none. */
const struct agency *find_agency(const struct desk *desk, const char *code);
const struct calendar_entry *find_calendar(const struct desk *desk, int32_t agency_id,
                                           const char *code);
const struct office *find_office(const struct desk *desk, int32_t agency_id, const char *code);
const struct queue *find_queue(const struct desk *desk, int32_t agency_id, const char *code);
const struct segment *find_segment(const struct desk *desk, int32_t agency_id, const char *code);
const struct skill *find_skill(const struct desk *desk, int32_t agency_id, const char *code);
const struct standard *find_standard(const struct desk *desk, int32_t agency_id, const char *code);
const struct service *find_service(const struct desk *desk, int32_t agency_id, const char *code);
const struct process *find_process(const struct desk *desk, int32_t agency_id, const char *code);
/* The office of an agency, or another's that serves it. */
const struct office *find_serving_office(const struct desk *desk, int32_t agency_id,
                                         const char *code);

#endif
