/* Bodies: from JSON into structs, by tables; every wrong field is told at once. */
#ifndef ONESTOP_PROTO_CODEC_H
#define ONESTOP_PROTO_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/error.h"
#include "proto/types.h"

struct arena;
struct json_object;

enum field_type {
    FIELD_LINE,    /* const char *: one line of text, no control characters */
    FIELD_TEXT,    /* const char *: may have line breaks and tabs */
    FIELD_SECRET,  /* const char *: any text; never repeated in an error */
    FIELD_CODE,    /* const char *: code of a desk item or user name */
    FIELD_NAME,    /* int: a name of a closed set */
    FIELD_INT,     /* int32_t */
    FIELD_LONG,    /* int64_t */
    FIELD_BOOL,    /* bool */
    FIELD_TIME,    /* int64_t µs; RFC 3339 with offset */
    FIELD_DECIMAL, /* int64_t: a number in thousandths; min and max are whole */
    FIELD_LIST,    /* struct body_list: objects decoded by `of`; without `of` struct json_object *:
                    * an array whose items the handler reads */
    FIELD_OBJECT   /* struct json_object *: an object that the handler reads */
};

struct body_list {
    void *items;
    size_t count;
};

struct body_fields;

struct body_field {
    const char *name;
    enum field_type type;
    bool required;
    size_t offset;              /* in the target struct */
    int64_t min, max;           /* characters of a text, value of a number, items of a list */
    const struct name_set *set; /* of FIELD_NAME */
    const struct body_fields *of;
    size_t item_size; /* of FIELD_LIST */
};

struct body_fields {
    const struct body_field *fields;
    size_t count;
};

/* The bodies of the routes. Targets: struct command but where a struct of its own is named. */
struct session_open_body {
    const char *user_name, *password;
    bool cookie; /* the token goes into a cookie instead of the answer */
};
struct password_change_body {
    const char *old_password, *new_password;
};
struct identifier_body {
    const char *kind, *value;
};
struct customer_body { /* for PATCH see `given` of body_decode */
    const char *agency, *name, *phone, *email, *address, *language, *segment;
    int channel;
    struct body_list identifiers; /* struct identifier_body */
};
struct customer_merge_body {
    int64_t into;
};
struct customer_erase_body {
    const char *reason;
};
struct feedback_log_body {
    const char *agency, *office, *service, *about_office, *staff, *language, *text;
    const char *case_reference;
    int kind, channel;
    int64_t customer_id, received_at_us; /* preset received_at_us to NO_TIME */
};
struct feedback_answer_body {
    const char *text;
    bool accepted;
    int64_t answered_at_us; /* preset to NO_TIME */
};
struct record_assign_body {
    const char *to;
};
struct feedback_link_body {
    const char *improvement; /* reference */
};
struct feedback_close_body {
    const char *reason;
};
struct improvement_body { /* for PATCH see `given` of body_decode; preset times and decimals */
    const char *agency, *office, *service, *title, *description, *owner, *currency;
    const char *indicator, *indicator_office, *indicator_service;
    int aim;
    int64_t due_at_us, cost, before, after;
};
struct improvement_move_body {
    int to;
    const char *reason;
};
struct improvement_link_body {
    int kind;
    const char *target, *note;
};
struct improvement_publish_body {
    const char *line, *language;
    bool published;
};
struct survey_answer_body {
    const char *question, *answer; /* code; 1 … 5, yes or no, or text */
};
struct survey_answers_body { /* of an invitation; survey_link_answer has a secret, the other a
                                channel */
    const char *secret;
    int channel;
    struct body_list answers; /* struct survey_answer_body */
};
struct survey_enter_body {
    const char *survey, *agency, *office, *service, *language;
    int channel;
    struct body_list answers; /* struct survey_answer_body */
};
struct survey_link_body {
    const char *secret, *language;
};
struct notice_seen_body {
    int64_t up_to;
};
enum { IMPORT_ROWS_MAX = 500 };
struct import_body {
    const char *agency, *source;
    struct json_object *rows; /* each by body_import_row or body_import_contact_row */
};
struct remedy_body {
    const char *what, *owner;
    int64_t due_at_us; /* 0: not said */
};
struct complaint_body { /* of a new complaint and of all acts; times preset to NO_TIME */
    const char *agency, *office, *service, *segment, *case_reference, *subject, *text;
    int channel;
    int64_t customer, received_at_us, happened_at_us;
    struct json_object *about; /* user names */
    const char *answer, *lesson, *reason;
    int outcome;
    int32_t amount;
    struct body_list remedies; /* struct remedy_body */
    int64_t remedy, letter;
};
struct desk_body {
    struct json_object *files;
};

struct framework_body { /* at, element: of a trial; in_force_from: of what is applied */
    const char *agency, *file, *content, *in_force_from, *at, *element;
};
struct maturity_target_body {
    const char *agency, *element, *target, *by;
};
struct sample_body { /* for PATCH see `given` of body_decode */
    const char *agency, *code, *language, *title, *subject, *body, *owner, *review_on;
    struct json_object *services; /* codes */
    bool paper;
};
struct reply_body {
    const char *sample, *subject, *body, *language, *office;
    int channel;
    int32_t minutes; /* preset to -1 */
    bool preview, as_is;
};
struct signal_decide_body {
    const char *cause, *decision;
};

struct evidence_body { /* for PATCH see `given` of body_decode */
    const char *agency, *kind, *title, *date, *expires;
    struct json_object *fields;
};
struct evidence_attach_body {
    const char *name, *type, *content; /* content in base64 */
};
struct absence_body { /* for PATCH see `given` of body_decode */
    const char *from, *to;
};
struct evidence_withdraw_body {
    const char *reason;
};
struct simulation_body { /* presets: as the daemon has them */
    const char *agency, *queue;
    int32_t weeks, staff, runs;
    int64_t demand, seed; /* demand: thousandths */
};

struct report_run_body {
    const char *period;
};
struct report_delivery_body {
    const char *recipient;
};
struct view_body {
    const char *name, *page, *query; /* query NULL: none */
    bool shared;
};
struct report_receipt_body {
    const char *confirmed_by;
};

#define BODY_none NULL
#define BODY_TABLE(X)                                                                              \
    X(empty)                                                                                       \
    X(session_open)                                                                                \
    X(password_change)                                                                             \
    X(customer)                                                                                    \
    X(customer_merge)                                                                              \
    X(customer_erase)                                                                              \
    X(contact)                                                                                     \
    X(case_log)                                                                                    \
    X(case_assign)                                                                                 \
    X(case_hand_over)                                                                              \
    X(case_step)                                                                                   \
    X(case_note)                                                                                   \
    X(case_contact)                                                                                \
    X(case_bring_in)                                                                               \
    X(case_customer)                                                                               \
    X(case_extend)                                                                                 \
    X(case_pause)                                                                                  \
    X(case_reopen)                                                                                 \
    X(case_close)                                                                                  \
    X(case_link)                                                                                   \
    X(task_answer)                                                                                 \
    X(notice_seen)                                                                                 \
    X(import)                                                                                      \
    X(import_row)                                                                                  \
    X(import_contact_row)                                                                          \
    X(desk_apply)                                                                                  \
    X(feedback_log)                                                                                \
    X(feedback_answer)                                                                             \
    X(feedback_close)                                                                              \
    X(feedback_link)                                                                               \
    X(record_assign)                                                                               \
    X(improvement)                                                                                 \
    X(improvement_move)                                                                            \
    X(improvement_link)                                                                            \
    X(improvement_publish)                                                                         \
    X(survey_enter)                                                                                \
    X(survey_answer)                                                                               \
    X(survey_link)                                                                                 \
    X(survey_link_answer)                                                                          \
    X(sample)                                                                                      \
    X(reply)                                                                                       \
    X(complaint_log)                                                                               \
    X(complaint_answer)                                                                            \
    X(complaint_extend)                                                                            \
    X(complaint_withdraw)                                                                          \
    X(complaint_convert)                                                                           \
    X(complaint_link)                                                                              \
    X(complaint_remedies)                                                                          \
    X(complaint_remedy_done)                                                                       \
    X(complaint_printed)                                                                           \
    X(evidence)                                                                                    \
    X(evidence_attach)                                                                             \
    X(evidence_withdraw)                                                                           \
    X(simulation)                                                                                  \
    X(framework_apply)                                                                             \
    X(framework_check)                                                                             \
    X(framework_try)                                                                               \
    X(maturity_target)                                                                             \
    X(report_run)                                                                                  \
    X(report_delivery)                                                                             \
    X(report_receipt)                                                                              \
    X(signal_decide)                                                                               \
    X(view)                                                                                        \
    X(absence)
#define BODY_DECLARE(name) extern const struct body_fields body_##name;
BODY_TABLE(BODY_DECLARE)
#undef BODY_DECLARE
#define BODY_empty           &body_empty
#define BODY_session_open    &body_session_open
#define BODY_password_change &body_password_change
#define BODY_customer        &body_customer
#define BODY_customer_merge  &body_customer_merge
#define BODY_customer_erase  &body_customer_erase
#define BODY_contact         &body_contact
#define BODY_case_log        &body_case_log
#define BODY_case_assign     &body_case_assign
#define BODY_case_hand_over  &body_case_hand_over
#define BODY_case_step       &body_case_step
#define BODY_case_note       &body_case_note
#define BODY_case_contact    &body_case_contact
#define BODY_case_bring_in   &body_case_bring_in
#define BODY_case_pause      &body_case_pause
#define BODY_case_reopen     &body_case_reopen
#define BODY_case_customer   &body_case_customer
#define BODY_case_extend     &body_case_extend
#define BODY_case_close      &body_case_close
#define BODY_case_link       &body_case_link
#define BODY_task_answer     &body_task_answer
#define BODY_notice_seen     &body_notice_seen
#define BODY_import          &body_import
#define BODY_desk_apply      &body_desk_apply

#define BODY_feedback_log        &body_feedback_log
#define BODY_feedback_answer     &body_feedback_answer
#define BODY_feedback_close      &body_feedback_close
#define BODY_feedback_link       &body_feedback_link
#define BODY_record_assign       &body_record_assign
#define BODY_improvement         &body_improvement
#define BODY_improvement_move    &body_improvement_move
#define BODY_improvement_link    &body_improvement_link
#define BODY_improvement_publish &body_improvement_publish
#define BODY_survey_enter        &body_survey_enter
#define BODY_survey_answer       &body_survey_answer
#define BODY_survey_link         &body_survey_link
#define BODY_survey_link_answer  &body_survey_link_answer
#define BODY_sample              &body_sample
#define BODY_reply               &body_reply

#define BODY_complaint_log         &body_complaint_log
#define BODY_complaint_answer      &body_complaint_answer
#define BODY_complaint_extend      &body_complaint_extend
#define BODY_complaint_withdraw    &body_complaint_withdraw
#define BODY_complaint_convert     &body_complaint_convert
#define BODY_complaint_link        &body_complaint_link
#define BODY_complaint_remedies    &body_complaint_remedies
#define BODY_complaint_remedy_done &body_complaint_remedy_done
#define BODY_complaint_printed     &body_complaint_printed
#define BODY_report_run            &body_report_run
#define BODY_report_delivery       &body_report_delivery
#define BODY_report_receipt        &body_report_receipt
#define BODY_signal_decide         &body_signal_decide

#define BODY_evidence          &body_evidence
#define BODY_evidence_attach   &body_evidence_attach
#define BODY_evidence_withdraw &body_evidence_withdraw
#define BODY_framework_apply   &body_framework_apply
#define BODY_framework_check   &body_framework_check
#define BODY_framework_try     &body_framework_try
#define BODY_maturity_target   &body_maturity_target

#define BODY_simulation &body_simulation
#define BODY_view       &body_view
#define BODY_absence    &body_absence

/* Decodes an object into target (zeroed by the caller; times preset to NO_TIME, see
 * command_clear()). prefix is put before field names in errors ("" or "/rows/3"). Unknown fields,
 * wrong types, wrong values and missing required fields all become error fields. *given (may be
 * NULL) gets bit i for field i of the table that was present; a null value counts as present and
 * leaves the target at 0. partial: required fields may be missing (PATCH). Returns ERR_OK,
 * ERR_INVALID, or ERR_TOO_LARGE when the arena is full. */
enum error_code body_decode(struct arena *arena, struct json_object *object,
                            const struct body_fields *fields, const char *prefix, bool partial,
                            void *target, uint64_t *given, struct error *error)
    __attribute__((warn_unused_result));
/* Index of a field in its table, for `given`; -1 none. */
int body_field_index(const struct body_fields *fields, const char *name);

struct command;
/* A command with every field unset (times NO_TIME, minutes -1, waits -1). */
void command_clear(struct command *command);

/* RFC 3339 with an offset → µs; false when it is no such text. And back, UTC,
 * "2011-07-01T01:32:33Z" (with .ffffff when there are fractions); NO_TIME gives "". */
bool time_parse(const char *text, int64_t *at_us);
enum { TIME_TEXT = 32 };
void time_format(int64_t at_us, char text[TIME_TEXT]);

#endif
