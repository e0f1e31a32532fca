/* Shared by config/desk*.c: items, field tables, faults. */
#ifndef ONESTOP_CONFIG_DESK_INT_H
#define ONESTOP_CONFIG_DESK_INT_H

#include <json-c/json.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "config/desk.h"
#include "proto/json_get.h"
#include "proto/types.h"

/* The kinds of items, in the order of the document. */
enum desk_kind {
    DESK_AGENCY,
    DESK_CALENDAR,
    DESK_SKILL,
    DESK_OFFICE,
    DESK_QUEUE,
    DESK_SEGMENT,
    DESK_STANDARD,
    DESK_PROCESS,
    DESK_LADDER,
    DESK_SERVICE,
    DESK_STAFF,
    DESK_SURVEY,
    DESK_REPORT,
    DESK_CHART,
    DESK_KINDS
};

enum { DESK_PATH_MAX = 256, DESK_TEXT_MAX = 200, DESK_LIST_MAX = 1000 };

/* One item of one file. value is the normalised copy: defaults filled in. */
struct desk_item {
    enum desk_kind kind;
    const struct desk_item *agency; /* NULL for an agency itself */
    const char *code;               /* user name of staff; "" when it was wrong */
    struct json_object *value;
    const char *file;
    size_t index; /* in its file */
};

struct desk_items {
    struct desk_item *items;
    size_t count, capacity;
};

struct desk_file {
    const char *path; /* "agencies.json", "city/offices.json" */
    struct json_object *content;
};

/* A code that a value names; looked up once all items are known. */
struct desk_reference {
    const struct desk_item *agency;
    enum desk_kind target;
    const char *code, *file, *path;
};

struct desk_definition {
    struct arena *arena;
    struct desk_file *files;
    size_t file_count, file_capacity;
    struct desk_items kinds[DESK_KINDS];
    struct desk_reference *references;
    size_t reference_count, reference_capacity;
    struct desk_faults *faults;
    bool full; /* the arena is */
    const char *document;
};

/* What a value must be. */
enum desk_type {
    TYPE_TEXT,      /* 1 … max characters */
    TYPE_CODE,      /* [a-z0-9][a-z0-9-]{0,62} */
    TYPE_USER_NAME, /* [a-z0-9][a-z0-9._-]{0,62} */
    TYPE_ZONE,      /* "Europe/Sofia" */
    TYPE_LANGUAGE,  /* "en", "pt-BR" */
    TYPE_CURRENCY,  /* "EUR" */
    TYPE_INT,       /* min … max */
    TYPE_AMOUNT,    /* of money, not negative */
    TYPE_BOOL,
    TYPE_DATE,      /* "2026-03-03" */
    TYPE_TIME,      /* "17:00" */
    TYPE_HOURS,     /* "08:30-12:00" */
    TYPE_RULE,      /* of a holiday */
    TYPE_URL,       /* "https://hooks.example/path" */
    TYPE_NAME,      /* of a closed set, see names */
    TYPE_REFERENCE, /* a code of another item, see target */
    TYPE_OBJECT     /* see fields */
};

enum desk_many {
    ONE,
    LIST,       /* an array of them */
    ONE_OR_LIST /* written either way, normalised to an array */
};

struct desk_field {
    const char *key;
    enum desk_type type;
    bool required;
    enum desk_many many;
    int64_t min, max;     /* of numbers; max of the length of text, 0: DESK_TEXT_MAX */
    const char *fallback; /* JSON text of what is put in when it is missing; NULL: nothing */
    const struct name_set *names;    /* of TYPE_NAME */
    enum desk_kind target;           /* of TYPE_REFERENCE */
    const struct desk_field *fields; /* of TYPE_OBJECT; ends with a row without key */
};

struct desk_kind_info {
    const char *what;   /* "service" */
    const char *plural; /* "services": file name and key of its array */
    const char *key;    /* "code" or "user_name" */
    const struct desk_field *fields;
};
extern const struct desk_kind_info desk_kinds[DESK_KINDS];

/* desk_faults.c */
void desk_fault(struct desk_definition *definition, const char *file, const char *path,
                const char *format, ...) __attribute__((format(printf, 4, 5)));
void desk_vfault(struct desk_definition *definition, const char *file, const char *path,
                 const char *format, va_list args) __attribute__((format(printf, 4, 0)));
/* A fault in an item, at a path below it ("/process", ""). */
void desk_item_fault(struct desk_definition *definition, const struct desk_item *item,
                     const char *below, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void desk_item_vfault(struct desk_definition *definition, const struct desk_item *item,
                      const char *below, const char *format, va_list args)
    __attribute__((format(printf, 4, 0)));
/* The word of words (NULL entries are skipped) that is most like text; NULL when none is near. */
const char *desk_nearest(const char *text, const char *const *words, size_t count);

/* desk_files.c: fills definition->files. */
enum error_code desk_read_dir(struct desk_definition *definition, const char *path,
                              struct error *error);
enum error_code desk_read_list(struct desk_definition *definition, struct json_object *files,
                               struct error *error);

/* desk_json.c: parses one file's text; NULL after telling a fault. The object belongs to the arena.
 */
struct json_object *desk_parse(struct desk_definition *definition, const char *file,
                               const char *text, size_t length);
/* Attaches an object to the arena; NULL (and the object is freed) when it is full. */
struct json_object *desk_own(struct desk_definition *definition, struct json_object *object);

/* desk_field.c: checks a value against its field table and returns the normalised copy, or NULL
 * when it is of no use. References in it are noted, to be looked up within agency. */
struct desk_scope {
    struct desk_definition *definition;
    const struct desk_item *agency;
    const char *file;
};
struct json_object *desk_check_object(const struct desk_scope *scope, const char *path,
                                      struct json_object *value, const struct desk_field *fields);
/* desk_text.c: whether text is of a type that is written as text; else tells why not. */
bool desk_check_text(const struct desk_scope *scope, const char *path, const char *text,
                     size_t length, const struct desk_field *field);

/* desk_items.c: files → items, sorted by agency, code and in_force_from. */
void desk_collect(struct desk_definition *definition);
/* The first item of a code; agency is NULL for agencies and staff, whose names are unique in all.
 */
const struct desk_item *desk_find(const struct desk_definition *definition, enum desk_kind kind,
                                  const struct desk_item *agency, const char *code);
/* The code of that kind (and agency) that is most like the given one; NULL when none is near. */
const char *desk_near_code(const struct desk_definition *definition, enum desk_kind kind,
                           const struct desk_item *agency, const char *code);

/* The checks beyond single values. */
void desk_check_links(struct desk_definition *definition);     /* desk_link.c */
void desk_check_calendars(struct desk_definition *definition); /* desk_calendar.c */
void desk_check_standards(struct desk_definition *definition); /* desk_standard.c */
void desk_check_scopes(struct desk_definition *definition);    /* desk_scope.c */
void desk_check_processes(struct desk_definition *definition); /* desk_process.c */
void desk_check_staff(struct desk_definition *definition);     /* desk_staff.c */
void desk_check_surveys(struct desk_definition *definition);   /* desk_survey.c */
/* Whether an element of the list before i has the same text at key. desk_survey.c */
bool desk_stands_before(struct json_object *list, size_t i, const char *key);
void desk_check_reports(struct desk_definition *definition); /* desk_report.c */
void desk_check_ladders(struct desk_definition *definition); /* desk_ladder.c */
void desk_check_charts(struct desk_definition *definition);  /* desk_chart.c */
/* The largest amount of a clock unit that can be promised. */
int64_t desk_most_of(int unit);
/* The office of that code that an agency may name: its own, or another's that serves it. NULL, and
 * *many when several others have it. */
const struct desk_item *desk_find_office(const struct desk_definition *definition,
                                         const struct desk_item *agency, const char *code,
                                         bool *many);

/* desk_document.c: NULL when there is no memory. */
const char *desk_write_document(struct desk_definition *definition);

#endif
