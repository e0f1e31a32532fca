/* The names of the closed sets. */
#include "proto/types.h"

#include <string.h>

#define SET(set, text, count_, ...)                                                                \
    static const char *const set##_table[count_] = {__VA_ARGS__};                                  \
    const struct name_set set##_names = {text, set##_table, count_}

SET(channel, "channel", CHANNELS, "", "counter", "phone", "web", "email", "letter", "chat", "api",
    "mobile-office");
SET(role, "role", ROLES, "", "front-desk", "case-manager", "professional", "team-lead", "manager",
    "auditor", "administrator", "courier");
SET(direction, "direction", DIRECTIONS, "", "in", "out");
SET(purpose, "purpose", PURPOSES, "", "information", "interaction", "transaction");
SET(cause, "cause", CAUSES, "", "value", "chase", "correction", "complaint", "repeat");
SET(service_kind, "kind of service", SERVICE_KINDS, "", "act", "information", "advice", "other");
SET(clock_unit, "clock unit", CLOCK_UNITS, "", "working-minutes", "working-days", "calendar-days",
    "calendar-months");
SET(clock_state, "clock state", CLOCK_STATES, "", "running", "paused", "stopped");
SET(standard_kind, "kind of standard", STANDARD_KINDS, "", "processing", "acknowledgement",
    "first-response", "counter-wait", "phone-answer", "punctuality", "conduct", "satisfaction",
    "right-first-time");
SET(verdict, "verdict", VERDICTS, "", "met", "missed");
SET(task_kind, "kind of task", TASK_KINDS, "", "professional");
SET(task_state, "task state", TASK_STATES, "", "open", "answered", "cancelled");
SET(pause_reason, "reason to pause", PAUSE_REASONS, "", "waiting-for-customer",
    "waiting-for-department", "court-proceedings", "exceptional-event");
SET(link_kind, "kind of link", LINK_KINDS, "", "related", "duplicate", "follows", "part-of");
SET(event_kind, "kind of event", EVENT_KINDS, "", "opened", "assigned", "handed-over", "stepped",
    "noted", "contacted", "brought-in", "task-claimed", "task-answered", "paused", "resumed",
    "closed", "reopened", "linked", "rung", "customer-changed", "feedback-logged",
    "feedback-assigned", "feedback-answered", "feedback-linked", "feedback-closed",
    "improvement-added", "improvement-changed", "improvement-moved", "improvement-linked",
    "improvement-published", "survey-invited", "survey-sent", "survey-answered", "replied",
    "sample-added", "sample-changed", "sample-retired", "complaint-logged",
    "complaint-acknowledged", "complaint-answered", "complaint-extended", "complaint-escalated",
    "complaint-overdue", "complaint-withdrawn", "complaint-converted", "complaint-linked",
    "remedy-added", "remedy-done", "clock-ended", "extended", "recomputed", "sample-review-due",
    "improvement-told", "evidence-added", "evidence-corrected", "evidence-checked",
    "evidence-withdrawn", "signal-raised", "signal-decided", "absence-entered", "absence-changed",
    "absence-withdrawn");
SET(delivery, "way of delivery", DELIVERIES, "", "email", "letter", "by-hand");
SET(outbox_kind, "kind of message", OUTBOX_KINDS, "", "email", "letter", "webhook");
SET(outbox_state, "state of a message", OUTBOX_STATES, "", "waiting", "sent", "failed", "held",
    "printed");
SET(personal_act, "what was done with what is personal", PERSONAL_ACTS, "", "exported", "erased");
SET(feedback_kind, "kind of feedback", FEEDBACK_KINDS, "", "suggestion", "compliment");
SET(feedback_state, "state of feedback", FEEDBACK_STATES, "", "open", "answered", "closed");
SET(improvement_state, "state of an improvement", IMPROVEMENT_STATES, "", "idea", "accepted",
    "planned", "costed", "doing", "done", "refused");
SET(basis, "basis of an improvement", BASES, "", "complaint", "case", "figure", "document");
SET(aim, "aim", AIMS, "", "up", "down");
SET(survey_kind, "kind of survey", SURVEY_KINDS, "", "customer", "staff", "mystery-visit");
SET(survey_state, "state of a survey", SURVEY_STATES, "", "invited", "answered");
SET(question_kind, "kind of question", QUESTION_KINDS, "", "scale", "yes-no", "text");
SET(survey_topic, "topic of a question", TOPICS, "", "satisfaction", "corruption-concern",
    "conduct", "right-first-time", "waiting", "information", "access", "work", "other");
SET(yes_no, "yes or no", YES_NOS, "", "no", "yes");
SET(complaint_state, "state of a complaint", COMPLAINT_STATES, "", "open", "answered", "not-opened",
    "withdrawn", "converted", "referred");
SET(complaint_outcome, "outcome of a complaint", COMPLAINT_OUTCOMES, "", "upheld", "partly-upheld",
    "not-upheld", "resolved-at-once");
SET(stage_end, "end of a stage", STAGE_ENDS, "", "answered", "timed-out", "escalated", "dropped");
SET(answerer_of, "place of an answerer", ANSWERERS, "", "case-manager", "office", "agency");
SET(signal_rule, "rule of a signal", SIGNAL_RULES, "", "beyond-limit", "trend", "outer-third",
    "run");
SET(signal_side, "side of a signal", SIGNAL_SIDES, "", "above", "below");
SET(signal_state, "state of a signal", SIGNAL_STATES, "", "open", "decided");
SET(assurance, "assurance", ASSURANCES, "", "always-met", "always-missed", "luck");
SET(report_state, "state of a report", REPORT_STATES, "", "waiting", "running", "done", "unchanged",
    "cancelled", "failed");
SET(report_step, "step of a report", REPORT_STEPS, "", "counting", "comparing", "writing");
SET(report_format, "format of a report", REPORT_FORMATS, "", "html", "xlsx", "csv", "json");
SET(recipient_kind, "kind of recipient", RECIPIENT_KINDS, "", "ministry", "council");

SET(evidence_kind, "kind of evidence", EVIDENCE_KINDS, "", "consultation", "publication",
    "site-inspection", "leadership-act", "initiative", "benefit", "training", "training-plan",
    "objective", "partnership", "risk", "accreditation", "benchmark");
SET(evidence_state, "state of evidence", EVIDENCE_STATES, "", "unchecked", "in-force", "expired",
    "withdrawn");

static const char *const record_kind_table[RECORD_KINDS] = {"",
#define RECORD_TEXT(name, text) text,
                                                            RECORDS(RECORD_TEXT)
#undef RECORD_TEXT
};
const struct name_set record_kind_names = {"kind of record", record_kind_table, RECORD_KINDS};

const char *name_of(const struct name_set *set, int number)
{
    return number > 0 && number < set->count ? set->names[number] : "";
}

int name_number(const struct name_set *set, const char *name)
{
    if (name == NULL || name[0] == '\0') return 0;
    for (int i = 1; i < set->count; i++)
        if (strcmp(set->names[i], name) == 0) return i;
    return 0;
}
