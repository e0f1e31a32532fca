/* The route table: every address of the API, said once. The router, the role check, the body codec,
 * the contract test (openapi.yaml) and the refusal matrix of the tests all read it. */
#ifndef ONESTOP_PROTO_ROUTE_H
#define ONESTOP_PROTO_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/codec.h"
#include "proto/types.h"

#define API_PREFIX "/api/v1"

/* Where a customer answers a survey by its secret link. */
#define PATH_SURVEY_PAGE "/survey/{secret}"
/* What an agency promises, and what came of it. */
#define PATH_CHARTER "/charter/{agency}"
/* The web client. */
#define PATH_CLIENT "/app/"
/* A published report; ?language= and ?format=. */
#define PATH_PUBLISHED "/published/{agency}/{report}/{period}"

/* Who may ask at all; what they may ask about is decided per object (daemon/access.h). */
#define ROLES_NOBODY 0u /* public: no session needed */
#define ROLES_ANY    ((1u << ROLES) - 2u)
#define ROLES_STAFF  (ROLES_ANY & ~ROLE_BIT(ROLE_COURIER))
#define ROLES_DESK                                                                                 \
    (ROLE_BIT(ROLE_FRONT_DESK) | ROLE_BIT(ROLE_CASE_MANAGER) | ROLE_BIT(ROLE_TEAM_LEAD))
#define ROLES_WORK         (ROLE_BIT(ROLE_CASE_MANAGER) | ROLE_BIT(ROLE_TEAM_LEAD))
#define ROLES_CASE         (ROLES_DESK | ROLE_BIT(ROLE_PROFESSIONAL)) /* writes on a case */
#define ROLES_TASK         (ROLES_WORK | ROLE_BIT(ROLE_PROFESSIONAL))
#define ROLES_EXTEND       (ROLES_WORK | ROLE_BIT(ROLE_MANAGER)) /* and as the standard says */
#define ROLES_LEAD         (ROLE_BIT(ROLE_TEAM_LEAD) | ROLE_BIT(ROLE_MANAGER))
#define ROLES_OWN          (ROLES_LEAD | ROLE_BIT(ROLE_CASE_MANAGER)) /* may own a record */
#define ROLES_IDEA         (ROLES_OWN | ROLES_CASE) /* improvements: whoever sees customers or leads */
#define ROLES_SURVEY       (ROLES_DESK | ROLES_SURVEY_READ) /* see what is asked, and of whom */
#define ROLES_SURVEY_READ  (ROLES_LEAD | ROLE_BIT(ROLE_AUDITOR)) /* what was answered */
#define ROLES_SURVEY_ENTER (ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_AUDITOR))
#define ROLES_AUDIT        (ROLE_BIT(ROLE_AUDITOR) | ROLE_BIT(ROLE_ADMINISTRATOR))
#define ROLES_ADMIN        ROLE_BIT(ROLE_ADMINISTRATOR)
#define ROLES_TAKE         (ROLES_CASE | ROLE_BIT(ROLE_MANAGER)) /* takes complaints down */
#define ROLES_ANSWER       (ROLES_WORK | ROLE_BIT(ROLE_MANAGER)) /* may be to answer one */
#define ROLES_FIGURES                                                                              \
    (ROLE_BIT(ROLE_TEAM_LEAD) | ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_AUDITOR) |                  \
     ROLE_BIT(ROLE_ADMINISTRATOR))

/* Sees signals of charts, also of those of what was answered to surveys */
#define ROLES_SIGNAL ROLES_SURVEY_READ

/* What is sent in the name of an agency: who may see that it was, and who may read and print it. */
#define ROLES_OUTBOX  (ROLES_AUDIT | ROLE_BIT(ROLE_TEAM_LEAD))
#define ROLES_LETTERS (ROLES_ADMIN | ROLE_BIT(ROLE_TEAM_LEAD))
#define ROLES_PRIVACY (ROLES_ADMIN | ROLE_BIT(ROLE_TEAM_LEAD)) /* exports and erases customers */
#define ROLES_SAMPLE  (ROLES_LEAD | ROLES_ADMIN)               /* writes sample replies */
#define ROLES_SEND    (ROLE_BIT(ROLE_MANAGER) | ROLES_ADMIN)   /* sends and publishes reports */

#define ROLES_EVIDENCE (ROLES_LEAD | ROLES_ADMIN) /* enters evidence and checks it */

enum route_flag {
    ROUTE_PLAIN = 0,
    ROUTE_KEY = 1,      /* needs Idempotency-Key */
    ROUTE_IF_MATCH = 2, /* needs If-Match, unless it is only tried (dry_run=true) */
    ROUTE_STREAM = 4,   /* server-sent events */
    ROUTE_LARGE = 8,    /* body up to the limit for uploads (imports, desk definitions) */
    ROUTE_OBJECT = 16,  /* about one object: not visible means 404 */
    ROUTE_SLOW = 32,    /* may take minutes: server.request_timeout does not hold */
    ROUTE_PAGE = 64,    /* for a browser: not below API_PREFIX, answers and refuses in HTML, and
                         * what is sent is a form (proto/form.h), which the handler reads */
    ROUTE_CSV = 256,    /* answers in text/csv to who accepts no JSON */
    ROUTE_COPY = 512,   /* what a page shows, for programs: beside the page, in the format that its
                         * address ends with, whatever Accept says */
    ROUTE_SVG = 1024,   /* answers in image/svg+xml to who accepts no JSON */
    ROUTE_CLIENT = 2048 /* the web client, whatever Accept says; a last parameter takes all that is
                         * left of the path, also nothing */
};

/* Asked for by everybody, so that there is a limit to it. */
#define ROUTE_PUBLIC (ROUTE_PAGE | ROUTE_COPY)
/* Not below API_PREFIX. */
#define ROUTE_ROOT (ROUTE_PUBLIC | ROUTE_CLIENT)

/* name, method, path below API_PREFIX (of ROUTE_ROOT: the whole path), roles, flags, body fields
 * (proto/codec.h), summary. A parameter takes a segment of the path, but for a literal end
 * ("{agency}.json"); of two routes that an address could mean, the one that stands first is meant.
 */
#define ROUTE_TABLE(X)                                                                             \
    X(session_open, "POST", "/session", ROLES_NOBODY, ROUTE_PLAIN, session_open, "Log in")         \
    X(session_show, "GET", "/session", ROLES_ANY, ROUTE_PLAIN, none, "Who am I")                   \
    X(session_close, "DELETE", "/session", ROLES_ANY, ROUTE_PLAIN, none, "Log out")                \
    X(password_change, "PUT", "/session/password", ROLES_ANY, ROUTE_PLAIN, password_change,        \
      "Change the password; other sessions end")                                                   \
    X(sessions_revoke, "DELETE", "/staff/{user_name}/sessions", ROLES_ADMIN, ROUTE_OBJECT, none,   \
      "End all sessions of a staff member")                                                        \
    X(session_list, "GET", "/staff/{user_name}/sessions", ROLES_ADMIN, ROUTE_OBJECT, none,         \
      "Sessions of a staff member")                                                                \
    X(password_reset, "POST", "/staff/{user_name}/password", ROLES_ADMIN, ROUTE_OBJECT, none,      \
      "Give a staff member a new password")                                                        \
    X(desk_versions, "GET", "/desk/versions", ROLES_AUDIT, ROUTE_PLAIN, none,                      \
      "Versions of the desk definition that were applied to an agency")                            \
    X(desk_version, "GET", "/desk/versions/{number}", ROLES_AUDIT, ROUTE_PLAIN, none,              \
      "What a version said of an agency")                                                          \
    X(desk_show, "GET", "/desk", ROLES_ANY, ROUTE_PLAIN, none,                                     \
      "Agencies, offices, queues, segments and staff that the caller works with")                  \
    X(desk_apply, "POST", "/desk", ROLES_ADMIN, ROUTE_LARGE | ROUTE_IF_MATCH, desk_apply,          \
      "Apply a desk definition")                                                                   \
    X(service_list, "GET", "/services", ROLES_ANY, ROUTE_PLAIN, none, "The catalogue of services") \
    X(service_show, "GET", "/services/{code}", ROLES_ANY, ROUTE_OBJECT, none, "One service")       \
    X(standard_list, "GET", "/standards", ROLES_STAFF, ROUTE_PLAIN, none,                          \
      "What is promised, and what has come of it")                                                 \
    X(standard_show, "GET", "/standards/{code}", ROLES_STAFF, ROUTE_OBJECT, none,                  \
      "One standard, all its versions")                                                            \
    X(customer_add, "POST", "/customers", ROLES_DESK, ROUTE_KEY, customer, "Add a customer")       \
    X(customer_find, "GET", "/customers", ROLES_DESK, ROUTE_PLAIN, none, "Find customers")         \
    X(customer_show, "GET", "/customers/{id}", ROLES_CASE, ROUTE_OBJECT, none, "One customer")     \
    X(customer_replies, "GET", "/customers/{id}/replies", ROLES_CASE, ROUTE_OBJECT, none,          \
      "What was written to a customer")                                                            \
    X(customer_feedback, "GET", "/customers/{id}/feedback", ROLES_CASE, ROUTE_OBJECT, none,        \
      "Suggestions and compliments of a customer")                                                 \
    X(customer_complaints, "GET", "/customers/{id}/complaints", ROLES_CASE, ROUTE_OBJECT, none,    \
      "Complaints of a customer")                                                                  \
    X(customer_change, "PATCH", "/customers/{id}", ROLES_DESK, ROUTE_IF_MATCH | ROUTE_OBJECT,      \
      customer, "Change a customer")                                                               \
    X(customer_merge, "POST", "/customers/{id}/merge", ROLES_WORK,                                 \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, customer_merge,                                   \
      "Merge this record into another, with all that hangs on it")                                 \
    X(customer_erase, "POST", "/customers/{id}/erase", ROLES_PRIVACY,                              \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, customer_erase,                                   \
      "Erase all that is personal of a customer")                                                  \
    X(customer_export, "GET", "/customers/{id}/export", ROLES_PRIVACY, ROUTE_OBJECT, none,         \
      "All that is personal of a customer")                                                        \
    X(contact_log, "POST", "/contacts", ROLES_CASE, ROUTE_KEY, contact,                            \
      "Log a contact without a case")                                                              \
    X(contact_list, "GET", "/contacts", ROLES_LEAD, ROUTE_PLAIN, none,                             \
      "Contacts of a day, for those who lead there")                                               \
    X(case_log, "POST", "/cases", ROLES_DESK, ROUTE_KEY, case_log, "Log a case")                   \
    X(case_list, "GET", "/cases", ROLES_STAFF, ROUTE_PLAIN, none, "Cases, a page at a time")       \
    X(case_show, "GET", "/cases/{reference}", ROLES_STAFF, ROUTE_OBJECT, none, "One case, whole")  \
    X(case_events, "GET", "/cases/{reference}/events", ROLES_STAFF, ROUTE_OBJECT, none,            \
      "Events of a case")                                                                          \
    X(case_clock, "GET", "/cases/{reference}/clock", ROLES_STAFF, ROUTE_OBJECT, none,              \
      "A clock explains itself, interval by interval")                                             \
    X(case_claim, "POST", "/cases/{reference}/claim", ROLES_WORK,                                  \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, empty, "Take an unassigned case")                 \
    X(case_assign, "POST", "/cases/{reference}/assign", ROLES_WORK,                                \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, case_assign, "Give a case to a case manager")     \
    X(case_hand_over, "POST", "/cases/{reference}/hand-over", ROLES_WORK,                          \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, case_hand_over,                                   \
      "Hand over: person, queue, agency")                                                          \
    X(case_step, "POST", "/cases/{reference}/steps", ROLES_CASE,                                   \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, case_step, "Take a step of the process")          \
    X(case_customer, "POST", "/cases/{reference}/customer", ROLES_DESK,                            \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, case_customer, "Say whose case it is")            \
    X(case_note, "POST", "/cases/{reference}/notes", ROLES_CASE, ROUTE_KEY | ROUTE_OBJECT,         \
      case_note, "Add a note")                                                                     \
    X(case_contact, "POST", "/cases/{reference}/contacts", ROLES_CASE, ROUTE_KEY | ROUTE_OBJECT,   \
      case_contact, "Log a contact about a case")                                                  \
    X(case_bring_in, "POST", "/cases/{reference}/tasks", ROLES_WORK, ROUTE_KEY | ROUTE_OBJECT,     \
      case_bring_in, "Bring in a professional")                                                    \
    X(case_pause, "POST", "/cases/{reference}/pause", ROLES_WORK,                                  \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, case_pause, "Pause the clock")                    \
    X(case_resume, "POST", "/cases/{reference}/resume", ROLES_WORK,                                \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, empty, "Let the clock run again")                 \
    X(case_extend, "POST", "/cases/{reference}/extend", ROLES_EXTEND,                              \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, case_extend, "Extend a clock")                    \
    X(case_close, "POST", "/cases/{reference}/close", ROLES_CASE,                                  \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, case_close, "Close with an outcome")              \
    X(case_reopen, "POST", "/cases/{reference}/reopen", ROLES_DESK,                                \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, case_reopen, "Reopen a closed case")              \
    X(case_link, "POST", "/cases/{reference}/links", ROLES_WORK, ROUTE_KEY | ROUTE_OBJECT,         \
      case_link, "Link to another case")                                                           \
    X(measure_list, "GET", "/measures", ROLES_FIGURES, ROUTE_PLAIN, none, "What can be measured")  \
    X(measure_show, "GET", "/measures/{name}", ROLES_FIGURES, ROUTE_CSV, none,                     \
      "Figures of a measure by period and by up to two dimensions")                                \
    X(measure_chart, "GET", "/measures/{name}/chart", ROLES_FIGURES, ROUTE_SVG, none,              \
      "The control chart of a measure")                                                            \
    X(complaint_log, "POST", "/complaints", ROLES_TAKE, ROUTE_KEY, complaint_log,                  \
      "Log a complaint")                                                                           \
    X(complaint_list, "GET", "/complaints", ROLES_STAFF, ROUTE_PLAIN, none,                        \
      "Complaints, a page at a time")                                                              \
    X(complaint_kpis, "GET", "/complaints/kpis", ROLES_FIGURES, ROUTE_PLAIN, none,                 \
      "Figures of complaints that the codes ask for")                                              \
    X(complaint_show, "GET", "/complaints/{reference}", ROLES_STAFF, ROUTE_OBJECT, none,           \
      "One complaint, whole")                                                                      \
    X(complaint_clock, "GET", "/complaints/{reference}/clock", ROLES_STAFF, ROUTE_OBJECT, none,    \
      "The clocks of a complaint explain themselves, interval by interval")                        \
    X(complaint_reads, "GET", "/complaints/{reference}/reads", ROLE_BIT(ROLE_AUDITOR),             \
      ROUTE_OBJECT, none, "Who read a serious complaint")                                          \
    X(complaint_acknowledge, "POST", "/complaints/{reference}/acknowledge", ROLES_ANSWER,          \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, empty, "Acknowledge the stage")                   \
    X(complaint_answer, "POST", "/complaints/{reference}/answer", ROLES_ANSWER,                    \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, complaint_answer, "Answer the stage")             \
    X(complaint_extend, "POST", "/complaints/{reference}/extend", ROLES_ANSWER,                    \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, complaint_extend, "Give the stage more time")     \
    X(complaint_escalate, "POST", "/complaints/{reference}/escalate", ROLES_TAKE,                  \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, empty, "The customer wants the next stage")       \
    X(complaint_withdraw, "POST", "/complaints/{reference}/withdraw", ROLES_TAKE,                  \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, complaint_withdraw, "The customer takes it back") \
    X(complaint_convert, "POST", "/complaints/{reference}/convert", ROLES_DESK,                    \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, complaint_convert,                                \
      "It is a request for a service: log a case")                                                 \
    X(complaint_link, "POST", "/complaints/{reference}/link", ROLES_TAKE,                          \
      ROUTE_KEY | ROUTE_OBJECT, complaint_link, "Say which case it is about")                      \
    X(complaint_remedies, "POST", "/complaints/{reference}/remedies", ROLES_ANSWER,                \
      ROUTE_KEY | ROUTE_OBJECT, complaint_remedies, "Add what is to be put right")                 \
    X(complaint_remedy_done, "POST", "/complaints/{reference}/remedies/done", ROLES_TAKE,          \
      ROUTE_KEY | ROUTE_OBJECT, complaint_remedy_done, "A remedy is done")                         \
    X(complaint_printed, "POST", "/complaints/{reference}/letters/printed", ROLES_ANSWER,          \
      ROUTE_OBJECT, complaint_printed, "A letter about a serious complaint has been printed")      \
    X(queue_list, "GET", "/queues", ROLES_STAFF, ROUTE_PLAIN, none, "Queues with their counts")    \
    X(queue_capacity, "GET", "/queues/{code}/capacity", ROLES_FIGURES, ROUTE_OBJECT, none,         \
      "Demand, capacity, activity and backlog of a queue, day by day")                             \
    X(simulation, "POST", "/simulations", ROLES_FIGURES, ROUTE_STREAM, simulation,                 \
      "What a queue would be like: a simulation of the weeks to come")                             \
    X(task_list, "GET", "/tasks", ROLES_TASK, ROUTE_PLAIN, none, "Open tasks of professionals")    \
    X(task_claim, "POST", "/tasks/{id}/claim", ROLES_TASK, ROUTE_KEY | ROUTE_OBJECT, empty,        \
      "Take a task")                                                                               \
    X(task_answer, "POST", "/tasks/{id}/answer", ROLES_TASK, ROUTE_KEY | ROUTE_OBJECT,             \
      task_answer, "Answer a task")                                                                \
    X(notice_list, "GET", "/notices", ROLES_STAFF, ROUTE_PLAIN, none, "My notices")                \
    X(notice_seen, "POST", "/notices/seen", ROLES_STAFF, ROUTE_PLAIN, notice_seen,                 \
      "Mark notices seen")                                                                         \
    X(outbox_list, "GET", "/outbox", ROLES_OUTBOX, ROUTE_PLAIN, none,                              \
      "What was and is to be sent")                                                                \
    X(outbox_show, "GET", "/outbox/{id}", ROLES_LETTERS, ROUTE_OBJECT, none, "One message, whole") \
    X(outbox_retry, "POST", "/outbox/{id}/retry", ROLES_ADMIN, ROUTE_OBJECT, empty,                \
      "Let a message wait again that was not sent")                                                \
    X(outbox_printed, "POST", "/outbox/{id}/printed", ROLES_LETTERS, ROUTE_OBJECT, empty,          \
      "A letter has been printed")                                                                 \
    X(event_stream, "GET", "/events", ROLES_STAFF, ROUTE_STREAM, none,                             \
      "Live updates of my queues")                                                                 \
    X(import_requests, "POST", "/imports/requests", ROLES_ADMIN, ROUTE_LARGE, import,              \
      "Replay past requests of another system")                                                    \
    X(import_contacts, "POST", "/imports/contacts", ROLES_ADMIN, ROUTE_LARGE, import,              \
      "Take in contacts that a ticket desk or phone system has measured")                          \
    X(audit_counters, "GET", "/audit/counters", ROLES_AUDIT, ROUTE_SLOW, none,                     \
      "Recount every counter from the events")                                                     \
    X(audit_chain, "GET", "/audit/chain", ROLES_AUDIT, ROUTE_SLOW, none,                           \
      "Verify every chain of events")                                                              \
    X(audit_personal, "GET", "/audit/personal", ROLES_AUDIT, ROUTE_PLAIN, none,                    \
      "Who exported or erased a customer, and why")                                                \
    X(feedback_log, "POST", "/feedback", ROLES_CASE, ROUTE_KEY, feedback_log,                      \
      "Log a suggestion or a compliment")                                                          \
    X(feedback_list, "GET", "/feedback", ROLES_STAFF, ROUTE_PLAIN, none,                           \
      "Suggestions and compliments, newest first")                                                 \
    X(feedback_show, "GET", "/feedback/{reference}", ROLES_STAFF, ROUTE_OBJECT, none,              \
      "One suggestion or compliment, whole")                                                       \
    X(feedback_assign, "POST", "/feedback/{reference}/assign", ROLES_OWN,                          \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, record_assign, "Give feedback to an owner")       \
    X(feedback_answer, "POST", "/feedback/{reference}/answer", ROLES_OWN,                          \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, feedback_answer, "Answer feedback")               \
    X(feedback_link, "POST", "/feedback/{reference}/link", ROLES_OWN,                              \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, feedback_link,                                    \
      "Link feedback to the improvement it led to")                                                \
    X(feedback_close, "POST", "/feedback/{reference}/close", ROLES_OWN,                            \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, feedback_close,                                   \
      "Close feedback without an answer")                                                          \
    X(improvement_add, "POST", "/improvements", ROLES_IDEA, ROUTE_KEY, improvement,                \
      "Add an idea to the register of improvements")                                               \
    X(improvement_list, "GET", "/improvements", ROLES_STAFF, ROUTE_PLAIN, none,                    \
      "Improvements, newest first, or by due time")                                                \
    X(improvement_show, "GET", "/improvements/{reference}", ROLES_STAFF, ROUTE_OBJECT, none,       \
      "One improvement with what stands behind it")                                                \
    X(improvement_change, "PATCH", "/improvements/{reference}", ROLES_OWN,                         \
      ROUTE_IF_MATCH | ROUTE_OBJECT, improvement, "Change what is said of an improvement")         \
    X(improvement_move, "POST", "/improvements/{reference}/move", ROLES_OWN,                       \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, improvement_move,                                 \
      "Move an improvement into another state")                                                    \
    X(improvement_link, "POST", "/improvements/{reference}/links", ROLES_OWN,                      \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, improvement_link,                                 \
      "Add a complaint, case, figure or document behind it")                                       \
    X(improvement_publish, "POST", "/improvements/{reference}/publish", ROLES_LEAD,                \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, improvement_publish,                              \
      "Show its public line, or take it back")                                                     \
    X(survey_enter, "POST", "/surveys", ROLES_SURVEY_ENTER, ROUTE_KEY, survey_enter,               \
      "Enter a survey of staff or a mystery visit")                                                \
    X(survey_list, "GET", "/surveys", ROLES_SURVEY, ROUTE_PLAIN, none,                             \
      "Invitations and answers, newest first")                                                     \
    X(survey_show, "GET", "/surveys/{reference}", ROLES_SURVEY, ROUTE_OBJECT, none,                \
      "One survey with what it asks")                                                              \
    X(survey_send, "POST", "/surveys/{reference}/send", ROLES_DESK,                                \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, empty, "Give out a new link to answer by")        \
    X(survey_answer, "POST", "/surveys/{reference}/answer", ROLES_DESK,                            \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, survey_answer,                                    \
      "Key in what was answered on paper or by phone")                                             \
    X(survey_results, "GET", "/surveys/{code}/results", ROLES_STAFF, ROUTE_PLAIN, none,            \
      "What was answered, counted")                                                                \
    X(survey_link_open, "POST", "/survey-links/open", ROLES_NOBODY, ROUTE_PLAIN, survey_link,      \
      "What a survey asks, for who has its link")                                                  \
    X(survey_link_answer, "POST", "/survey-links/answer", ROLES_NOBODY, ROUTE_PLAIN,               \
      survey_link_answer, "Answer a survey by its link, once")                                     \
    X(survey_page_show, "GET", PATH_SURVEY_PAGE, ROLES_NOBODY, ROUTE_PAGE, none,                   \
      "The page of a survey, for who has its link")                                                \
    X(survey_page_answer, "POST", PATH_SURVEY_PAGE, ROLES_NOBODY, ROUTE_PAGE, none,                \
      "Answer a survey on its page, once")                                                         \
    X(charter_index, "GET", "/charter", ROLES_NOBODY, ROUTE_PAGE, none,                            \
      "The page of all charters")                                                                  \
    X(charter_json, "GET", PATH_CHARTER ".json", ROLES_NOBODY, ROUTE_COPY, none,                   \
      "The charter of an agency as JSON")                                                          \
    X(charter_csv, "GET", PATH_CHARTER ".csv", ROLES_NOBODY, ROUTE_COPY, none,                     \
      "The promises of a charter and their results as CSV")                                        \
    X(charter_show, "GET", PATH_CHARTER, ROLES_NOBODY, ROUTE_PAGE, none,                           \
      "The page of an agency's charter")                                                           \
    X(sample_add, "POST", "/samples", ROLES_SAMPLE, ROUTE_KEY, sample, "Add a sample reply")       \
    X(sample_list, "GET", "/samples", ROLES_STAFF, ROUTE_PLAIN, none, "Find sample replies")       \
    X(sample_show, "GET", "/samples/{code}", ROLES_STAFF, ROUTE_OBJECT, none,                      \
      "One sample reply with its versions and uses")                                               \
    X(sample_change, "PATCH", "/samples/{code}", ROLES_SAMPLE, ROUTE_IF_MATCH | ROUTE_OBJECT,      \
      sample, "Change a sample reply: a new version")                                              \
    X(sample_retire, "POST", "/samples/{code}/retire", ROLES_SAMPLE,                               \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, empty, "Take a sample reply out of use")          \
    X(case_reply, "POST", "/cases/{reference}/replies", ROLES_CASE, ROUTE_KEY | ROUTE_OBJECT,      \
      reply, "Reply to the customer, or see what it would say")                                    \
    X(reply_list, "GET", "/cases/{reference}/replies", ROLES_STAFF, ROUTE_OBJECT, none,            \
      "Replies about a case")                                                                      \
    X(reply_show, "GET", "/cases/{reference}/replies/{id}", ROLES_STAFF, ROUTE_OBJECT, none,       \
      "One reply")                                                                                 \
    X(reply_letter, "GET", "/cases/{reference}/replies/{id}/letter", ROLES_STAFF, ROUTE_OBJECT,    \
      none, "A reply as a letter to be printed (HTML)")                                            \
    X(evidence_kinds, "GET", "/evidence-kinds", ROLES_FIGURES, ROUTE_PLAIN, none,                  \
      "The kinds of evidence and their fields")                                                    \
    X(evidence_add, "POST", "/evidence", ROLES_EVIDENCE, ROUTE_KEY, evidence, "Enter evidence")    \
    X(evidence_list, "GET", "/evidence", ROLES_FIGURES, ROUTE_PLAIN, none,                         \
      "Evidence, newest first")                                                                    \
    X(evidence_show, "GET", "/evidence/{reference}", ROLES_FIGURES, ROUTE_OBJECT, none,            \
      "One record of evidence with its versions")                                                  \
    X(evidence_correct, "PATCH", "/evidence/{reference}", ROLES_EVIDENCE,                          \
      ROUTE_IF_MATCH | ROUTE_OBJECT, evidence, "Correct evidence: a new version, to be checked")   \
    X(evidence_attach, "POST", "/evidence/{reference}/document", ROLES_EVIDENCE,                   \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT | ROUTE_LARGE, evidence_attach,                    \
      "Attach a document: a new version, to be checked")                                           \
    X(evidence_document, "GET", "/evidence/{reference}/document", ROLES_FIGURES, ROUTE_OBJECT,     \
      none, "The document attached, as a file")                                                    \
    X(evidence_check, "POST", "/evidence/{reference}/check", ROLES_EVIDENCE,                       \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, empty,                                            \
      "Say that it is right, of what somebody else entered")                                       \
    X(evidence_withdraw, "POST", "/evidence/{reference}/withdraw", ROLES_EVIDENCE,                 \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, evidence_withdraw, "Take evidence back")          \
    X(maturity_list, "GET", "/maturity", ROLES_FIGURES, ROUTE_PLAIN, none,                         \
      "The frameworks an agency is judged by, each with its newest snapshot")                      \
    X(maturity_show, "GET", "/maturity/{framework}", ROLES_FIGURES, ROUTE_PLAIN, none,             \
      "Where an agency stands by a framework, derived from the facts of a day")                    \
    X(maturity_element, "GET", "/maturity/{framework}/elements/{element}", ROLES_FIGURES,          \
      ROUTE_PLAIN, none, "One element: each condition with its figure, and what it is made of")    \
    X(maturity_history, "GET", "/maturity/{framework}/history", ROLES_FIGURES, ROUTE_PLAIN, none,  \
      "Snapshots of past days")                                                                    \
    X(maturity_target, "PUT", "/maturity/{framework}/targets", ROLE_BIT(ROLE_MANAGER),             \
      ROUTE_PLAIN, maturity_target, "Say which level an element is to reach, and by when")         \
    X(framework_list, "GET", "/frameworks", ROLES_FIGURES, ROUTE_PLAIN, none,                      \
      "Versions of frameworks")                                                                    \
    X(framework_show, "GET", "/frameworks/{framework}", ROLES_FIGURES, ROUTE_PLAIN, none,          \
      "One version of a framework, as it was applied")                                             \
    X(framework_apply, "POST", "/frameworks", ROLES_ADMIN, ROUTE_LARGE, framework_apply,           \
      "Apply a framework: a new version of its rules")                                             \
    X(framework_check, "POST", "/frameworks/check", ROLES_FIGURES, ROUTE_LARGE, framework_check,   \
      "Check a framework")                                                                         \
    X(framework_try, "POST", "/frameworks/try", ROLES_FIGURES, ROUTE_LARGE, framework_try,         \
      "Judge a day by rules that are not in force")                                                \
    X(report_list, "GET", "/reports", ROLES_FIGURES, ROUTE_PLAIN, none, "What is reported")        \
    X(report_run, "POST", "/reports/{code}/runs", ROLES_FIGURES, ROUTE_OBJECT, report_run,         \
      "Run a report of a period that is over")                                                     \
    X(report_run_list, "GET", "/report-runs", ROLES_FIGURES, ROUTE_PLAIN, none,                    \
      "Runs of reports, a page at a time")                                                         \
    X(report_run_show, "GET", "/report-runs/{id}", ROLES_FIGURES, ROUTE_OBJECT, none,              \
      "One run: how far it is, what came of it")                                                   \
    X(report_run_file, "GET", "/report-runs/{id}/file", ROLES_FIGURES, ROUTE_OBJECT, none,         \
      "A file of a run, the same bytes each time")                                                 \
    X(report_run_cancel, "POST", "/report-runs/{id}/cancel", ROLES_FIGURES, ROUTE_OBJECT, empty,   \
      "Cancel a run that is not frozen")                                                           \
    X(report_run_deliver, "POST", "/report-runs/{id}/deliveries", ROLES_SEND, ROUTE_OBJECT,        \
      report_delivery, "Send a run to one of the recipients")                                      \
    X(report_run_publish, "POST", "/report-runs/{id}/publication", ROLES_SEND, ROUTE_OBJECT,       \
      empty, "Put a run on the public page")                                                       \
    X(report_run_withdraw, "DELETE", "/report-runs/{id}/publication", ROLES_SEND, ROUTE_OBJECT,    \
      none, "Take a run off the public page")                                                      \
    X(report_receipt, "POST", "/report-deliveries/{id}/receipt", ROLES_SEND, ROUTE_OBJECT,         \
      report_receipt, "Note that a recipient has confirmed a report")                              \
    X(report_page, "GET", PATH_PUBLISHED, ROLES_NOBODY, ROUTE_PAGE, none,                          \
      "A published report, for everybody")                                                         \
    X(signal_list, "GET", "/signals", ROLES_SIGNAL, ROUTE_PLAIN, none,                             \
      "Signals of watched charts, newest first")                                                   \
    X(signal_show, "GET", "/signals/{reference}", ROLES_SIGNAL, ROUTE_OBJECT, none,                \
      "One signal of a watched chart")                                                             \
    X(signal_decide, "POST", "/signals/{reference}/decide", ROLES_LEAD,                            \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, signal_decide,                                    \
      "Say what caused a signal, and what is done")                                                \
    X(view_list, "GET", "/views", ROLES_STAFF, ROUTE_PLAIN, none,                                  \
      "Saved lists: one's own and shared ones")                                                    \
    X(view_save, "POST", "/views", ROLES_STAFF, ROUTE_PLAIN, view, "Save a list under a name")     \
    X(view_delete, "DELETE", "/views/{id}", ROLES_STAFF, ROUTE_OBJECT, none,                       \
      "Delete a saved list")                                                                       \
    X(absence_list, "GET", "/absences", ROLES_STAFF, ROUTE_PLAIN, none,                            \
      "Who is away, and what they have in hand")                                                   \
    X(absence_enter, "POST", "/staff/{user_name}/absences", ROLES_STAFF, ROUTE_KEY | ROUTE_OBJECT, \
      absence, "Enter an absence")                                                                 \
    X(absence_show, "GET", "/absences/{reference}", ROLES_STAFF, ROUTE_OBJECT, none,               \
      "One absence with what happened to it")                                                      \
    X(absence_change, "PATCH", "/absences/{reference}", ROLES_STAFF,                               \
      ROUTE_IF_MATCH | ROUTE_OBJECT, absence, "Change the days of an absence")                     \
    X(absence_withdraw, "POST", "/absences/{reference}/withdraw", ROLES_STAFF,                     \
      ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_OBJECT, empty, "Take an absence back")                    \
    X(search, "GET", "/search", ROLES_STAFF, ROUTE_PLAIN, none,                                    \
      "Find cases and customers at once")                                                          \
    X(web_root, "GET", "/", ROLES_NOBODY, ROUTE_CLIENT, none, "To the web client")                 \
    X(web_file, "GET", PATH_CLIENT "{path}", ROLES_NOBODY, ROUTE_CLIENT, none,                     \
      "The web client: its files, and its page at every other address")

enum route_id {
#define ROUTE_ID(name, ...) ROUTE_##name,
    ROUTE_TABLE(ROUTE_ID)
#undef ROUTE_ID
        ROUTES
};

struct route {
    enum route_id id;
    const char *name;   /* "case_log" */
    const char *method; /* "POST" */
    const char *path;   /* below API_PREFIX but for ROUTE_ROOT, "{name}" for a parameter */
    uint32_t roles;
    unsigned flags;
    const struct body_fields *body; /* NULL: the route takes no JSON object, or reads it itself */
    const char *summary;
};
extern const struct route route_table[ROUTES];

#endif
