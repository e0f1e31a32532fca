/* What may stand in a definition: one table of keys an item kind. */
#include "config/desk_int.h"
#include "workflow/chart_measure.h"
#include "workflow/desk.h"
#include "workflow/holiday.h"
#include "workflow/measure.h"

static const struct name_set guard_set = {"guard", guard_names, GUARDS};
static const struct name_set observed_set = {"rule of observance", holiday_observed_names,
                                             OBSERVED_KINDS};

#define END                                                                                        \
    {                                                                                              \
        .key = NULL                                                                                \
    }
#define REQUIRED .required = true
#define OPTIONAL .required = false

/* Customers are told of the beginning and the end, and of the way of a complaint; other systems of
 * a little more. All are names of event kinds. */
static const char *const notify_table[] = {"",
                                           "opened",
                                           "closed",
                                           "extended",
                                           "complaint-acknowledged",
                                           "complaint-answered",
                                           "complaint-escalated"};
static const struct name_set notify_set = {"event that customers are told of", notify_table,
                                           sizeof notify_table / sizeof notify_table[0]};
static const char *const webhook_table[] = {"", "opened", "handed-over", "closed", "reopened"};
static const struct name_set webhook_set = {"event that webhooks are told of", webhook_table, 5};

static const struct desk_field webhook_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"url", TYPE_URL, REQUIRED, .max = 1000},
    {"events", TYPE_NAME, REQUIRED, .many = LIST, .names = &webhook_set},
    END,
};

static const struct desk_field agency_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"time_zone", TYPE_ZONE, REQUIRED},
    {"locale", TYPE_LANGUAGE, .fallback = "\"en\""},
    {"reopen_days", TYPE_INT, .max = 3650, .fallback = "14"},
    {"notify", TYPE_NAME, .many = LIST, .names = &notify_set},
    {"webhooks", TYPE_OBJECT, .many = LIST, .fields = webhook_fields},
    {"population", TYPE_INT, .min = 1, .max = 10000000000},
    END,
};

static const struct desk_field week_fields[] = {
    {"mon", TYPE_HOURS, .many = LIST, .fallback = "[]"},
    {"tue", TYPE_HOURS, .many = LIST, .fallback = "[]"},
    {"wed", TYPE_HOURS, .many = LIST, .fallback = "[]"},
    {"thu", TYPE_HOURS, .many = LIST, .fallback = "[]"},
    {"fri", TYPE_HOURS, .many = LIST, .fallback = "[]"},
    {"sat", TYPE_HOURS, .many = LIST, .fallback = "[]"},
    {"sun", TYPE_HOURS, .many = LIST, .fallback = "[]"},
    END,
};
static const struct desk_field holiday_fields[] = {
    {"date", TYPE_DATE, OPTIONAL},
    {"rule", TYPE_RULE, OPTIONAL},
    {"name", TYPE_TEXT, REQUIRED},
    {"observed", TYPE_NAME, .names = &observed_set},
    END,
};
static const struct desk_field extra_day_fields[] = {
    {"date", TYPE_DATE, REQUIRED},
    {"hours", TYPE_HOURS, REQUIRED, .many = LIST},
    END,
};
static const struct desk_field calendar_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"in_force_from", TYPE_DATE, OPTIONAL},
    {"week", TYPE_OBJECT, REQUIRED, .fields = week_fields},
    {"holidays", TYPE_OBJECT, .many = LIST, .fields = holiday_fields, .fallback = "[]"},
    {"extra_days", TYPE_OBJECT, .many = LIST, .fields = extra_day_fields, .fallback = "[]"},
    END,
};

static const struct desk_field office_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"address", TYPE_TEXT, REQUIRED},
    {"calendar", TYPE_REFERENCE, REQUIRED, .target = DESK_CALENDAR},
    {"phone", TYPE_TEXT, OPTIONAL},
    {"serves", TYPE_REFERENCE, .many = LIST, .target = DESK_AGENCY, .fallback = "[]"},
    END,
};

static const struct desk_field queue_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"office", TYPE_CODE,
     OPTIONAL}, /* also of another agency that serves this one, see desk_link.c */
    {"skill", TYPE_REFERENCE, .target = DESK_SKILL},
    END,
};

static const struct desk_field named_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    END,
};

static const struct desk_field standard_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"kind", TYPE_NAME, REQUIRED, .names = &standard_kind_names},
    {"unit", TYPE_NAME, .names = &clock_unit_names},
    {"amount", TYPE_INT, .min = 1, .max = 1000000},
    {"seconds", TYPE_INT, .min = 1, .max = 86400},
    {"abandoned_after_s", TYPE_INT, .max = 604800},
    {"target_percent", TYPE_INT, REQUIRED, .min = 1, .max = 100},
    {"calendar", TYPE_REFERENCE, .target = DESK_CALENDAR},
    {"cutoff", TYPE_TIME, OPTIONAL},
    {"roll_to", TYPE_TIME, OPTIONAL},
    {"department_pauses", TYPE_BOOL, .fallback = "false"},
    {"in_force_from", TYPE_DATE, REQUIRED},
    {"published", TYPE_BOOL, .fallback = "true"},
    /* No defaults: a definition that does not name these is as it was before they were known. */
    {"in_force_to", TYPE_DATE, OPTIONAL},
    {"services", TYPE_REFERENCE, .many = LIST, .target = DESK_SERVICE},
    {"channels", TYPE_NAME, .many = LIST, .names = &channel_names},
    {"segments", TYPE_REFERENCE, .many = LIST, .target = DESK_SEGMENT},
    {"extension_max", TYPE_INT, .max = 1000000},
    {"extension_roles", TYPE_NAME, .many = LIST, .names = &role_names},
    {"survey", TYPE_REFERENCE, .target = DESK_SURVEY},
    {"question", TYPE_CODE, OPTIONAL},
    {"satisfied", TYPE_INT, .many = LIST, .min = 1, .max = 5},
    {"good", TYPE_NAME, .names = &yes_no_names},
    END,
};

static const struct desk_field professional_fields[] = {
    {"queue", TYPE_REFERENCE, REQUIRED, .target = DESK_QUEUE},
    {"minutes", TYPE_INT, REQUIRED, .min = 1, .max = 100000},
    {"question", TYPE_TEXT, REQUIRED, .max = 1000},
    END,
};
/* What something is called in further languages; its "name" is in the agency's own. */
static const struct desk_field name_fields[] = {
    {"language", TYPE_LANGUAGE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    END,
};
static const struct desk_field state_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"names", TYPE_OBJECT, .many = LIST, .fields = name_fields},
    {"initial", TYPE_BOOL, .fallback = "false"},
    {"final", TYPE_BOOL, .fallback = "false"},
    {"outcomes", TYPE_CODE, .many = LIST, .fallback = "[]"},
    {"issues", TYPE_CODE, .many = LIST},
    {"pauses", TYPE_NAME, .names = &pause_reason_names},
    {"professional", TYPE_OBJECT, .fields = professional_fields},
    END,
};
static const struct desk_field transition_fields[] = {
    {"step", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"names", TYPE_OBJECT, .many = LIST, .fields = name_fields},
    {"from", TYPE_CODE, REQUIRED, .many = ONE_OR_LIST},
    {"to", TYPE_CODE, REQUIRED},
    {"roles", TYPE_NAME, .many = LIST, .names = &role_names, .fallback = "[]"},
    {"guard", TYPE_NAME, .many = LIST, .names = &guard_set, .fallback = "[]"},
    {"minutes", TYPE_INT, .max = 100000, .fallback = "0"},
    END,
};
static const struct desk_field outcome_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"names", TYPE_OBJECT, .many = LIST, .fields = name_fields},
    END,
};
static const struct desk_field process_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"states", TYPE_OBJECT, REQUIRED, .many = LIST, .fields = state_fields},
    {"transitions", TYPE_OBJECT, REQUIRED, .many = LIST, .fields = transition_fields},
    {"outcomes", TYPE_OBJECT, .many = LIST, .fields = outcome_fields}, /* what they are called */
    {"because", TYPE_TEXT, .many = LIST, .max = 20}, /* references of what it came of */
    END,
};

static const char *const ladder_from_table[] = {"", "receipt", "acknowledgement"};
static const struct name_set ladder_from_set = {"begin of a clock", ladder_from_table, 3};
static const struct desk_field span_fields[] = {
    {"amount", TYPE_INT, REQUIRED, .min = 1, .max = 1000000},
    {"unit", TYPE_NAME, REQUIRED, .names = &clock_unit_names},
    END,
};
static const struct desk_field answerer_fields[] = {
    {"role", TYPE_NAME, REQUIRED, .names = &role_names},
    {"of", TYPE_NAME, REQUIRED, .names = &answerer_of_names},
    END,
};
static const struct desk_field subject_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"serious", TYPE_BOOL, .fallback = "false"},
    END,
};
static const struct desk_field stage_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"answerer", TYPE_OBJECT, REQUIRED, .fields = answerer_fields},
    {"queue", TYPE_REFERENCE, .target = DESK_QUEUE},
    {"acknowledge", TYPE_OBJECT, .fields = span_fields},
    {"answer", TYPE_OBJECT, REQUIRED, .fields = span_fields},
    {"from", TYPE_NAME, .names = &ladder_from_set, .fallback = "\"receipt\""},
    {"extension_max", TYPE_INT, .max = 1000, .fallback = "0"},
    {"extend_roles", TYPE_NAME, .many = LIST, .names = &role_names, .fallback = "[]"},
    {"update", TYPE_OBJECT, .fields = span_fields},
    {"independent", TYPE_BOOL, .fallback = "false"},
    {"told", TYPE_TEXT, REQUIRED, .max = 1000},
    END,
};
static const struct desk_field ladder_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"in_force_from", TYPE_DATE, REQUIRED},
    {"calendar", TYPE_REFERENCE, REQUIRED, .target = DESK_CALENDAR},
    {"default", TYPE_BOOL, .fallback = "false"},
    {"subjects", TYPE_OBJECT, .many = LIST, .fields = subject_fields, .fallback = "[]"},
    {"ask_next", TYPE_OBJECT, .fields = span_fields},
    {"oldest_months", TYPE_INT, .max = 1200, .fallback = "0"},
    {"needs_name", TYPE_BOOL, .fallback = "false"},
    {"send_days", TYPE_INT, .max = 365, .fallback = "0"},
    {"ombudsman", TYPE_TEXT, REQUIRED, .max = 1000},
    {"stages", TYPE_OBJECT, REQUIRED, .many = LIST, .fields = stage_fields},
    END,
};

static const struct desk_field fee_fields[] = {
    {"amount", TYPE_AMOUNT, REQUIRED},
    {"currency", TYPE_CURRENCY, REQUIRED},
    {"text", TYPE_TEXT, .max = 1000},
    END,
};
static const struct desk_field faq_fields[] = {
    {"question", TYPE_TEXT, REQUIRED, .max = 500},
    {"answer", TYPE_TEXT, REQUIRED, .max = 4000},
    END,
};
static const struct desk_field plain_fields[] = {
    {"text", TYPE_TEXT, REQUIRED, .max = 8000},
    {"reviewed_on", TYPE_DATE, REQUIRED},
    END,
};
static const struct desk_field service_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"description", TYPE_TEXT, REQUIRED, .max = 4000},
    {"kind", TYPE_NAME, REQUIRED, .names = &service_kind_names},
    {"fee", TYPE_OBJECT, .fields = fee_fields},
    {"documents", TYPE_TEXT, .many = LIST, .max = 500, .fallback = "[]"},
    {"channels", TYPE_NAME, REQUIRED, .many = LIST, .names = &channel_names},
    {"related", TYPE_TEXT, .many = LIST, .fallback = "[]"}, /* "code" or "agency/code" */
    {"expected_minutes", TYPE_INT, REQUIRED, .min = 1, .max = 100000},
    {"skill", TYPE_REFERENCE, .target = DESK_SKILL},
    {"process", TYPE_REFERENCE, REQUIRED, .target = DESK_PROCESS},
    {"standard", TYPE_REFERENCE, .target = DESK_STANDARD},
    {"queue", TYPE_REFERENCE, REQUIRED, .target = DESK_QUEUE},
    {"words", TYPE_TEXT, .many = LIST, .fallback = "[]"},
    {"faq", TYPE_OBJECT, .many = LIST, .fields = faq_fields, .fallback = "[]"},
    /* How far the public is told what it is: see service_info() of the schema. */
    {"law", TYPE_TEXT, .max = 20000},
    {"steps", TYPE_TEXT, .many = LIST, .max = 500},
    {"plain", TYPE_OBJECT, .fields = plain_fields},
    END,
};

static const struct desk_field grant_fields[] = {
    {"role", TYPE_NAME, REQUIRED, .names = &role_names},
    {"agency", TYPE_REFERENCE, .target = DESK_AGENCY},
    {"office", TYPE_CODE,
     OPTIONAL}, /* also of another agency that serves this one, see desk_staff.c */
    END,
};
static const struct desk_field absence_fields[] = {
    {"from", TYPE_DATE, REQUIRED},
    {"to", TYPE_DATE, REQUIRED},
    END,
};
static const struct desk_field staff_fields[] = {
    {"user_name", TYPE_USER_NAME, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"grants", TYPE_OBJECT, REQUIRED, .many = LIST, .fields = grant_fields},
    {"skills", TYPE_REFERENCE, .many = LIST, .target = DESK_SKILL, .fallback = "[]"},
    {"languages", TYPE_LANGUAGE, .many = LIST, .fallback = "[]"},
    {"capacity_minutes", TYPE_INT, .max = 1440, .fallback = "420"},
    {"lead", TYPE_REFERENCE, .target = DESK_STAFF},
    {"shared", TYPE_BOOL, .fallback = "false"},
    {"absences", TYPE_OBJECT, .many = LIST, .fields = absence_fields, .fallback = "[]"},
    {"active", TYPE_BOOL, .fallback = "true"},
    END,
};

/* Texts in each language that a survey is asked in. */
static const struct desk_field survey_text_fields[] = {
    {"language", TYPE_LANGUAGE, REQUIRED},  {"title", TYPE_TEXT, REQUIRED},
    {"invitation", TYPE_TEXT, .max = 2000}, {"reminder", TYPE_TEXT, .max = 2000},
    {"thanks", TYPE_TEXT, .max = 2000},     END,
};
static const struct desk_field question_text_fields[] = {
    {"language", TYPE_LANGUAGE, REQUIRED},
    {"text", TYPE_TEXT, REQUIRED, .max = 500},
    END,
};
static const struct desk_field question_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"topic", TYPE_NAME, REQUIRED, .names = &survey_topic_names},
    {"kind", TYPE_NAME, REQUIRED, .names = &question_kind_names},
    {"required", TYPE_BOOL, .fallback = "false"},
    {"satisfied", TYPE_INT, .many = LIST, .min = 1, .max = 5},
    {"good", TYPE_NAME, .names = &yes_no_names},
    {"texts", TYPE_OBJECT, REQUIRED, .many = LIST, .fields = question_text_fields},
    END,
};
static const struct desk_field sampling_fields[] = {
    {"service", TYPE_REFERENCE, REQUIRED, .target = DESK_SERVICE},
    {"percent", TYPE_INT, REQUIRED, .max = 100},
    END,
};
static const struct desk_field survey_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"kind", TYPE_NAME, REQUIRED, .names = &survey_kind_names},
    {"percent", TYPE_INT, .max = 100, .fallback = "0"}, /* of services that are not named */
    {"services", TYPE_OBJECT, .many = LIST, .fields = sampling_fields, .fallback = "[]"},
    {"again_after_days", TYPE_INT, .min = 1, .max = 3650, .fallback = "90"},
    {"open_days", TYPE_INT, .min = 1, .max = 365, .fallback = "21"},
    {"remind_after_days", TYPE_INT, .max = 364, .fallback = "0"}, /* 0: not at all */
    {"link", TYPE_TEXT, .max = 500}, /* where customers answer: https://…{secret} */
    {"texts", TYPE_OBJECT, REQUIRED, .many = LIST, .fields = survey_text_fields},
    {"questions", TYPE_OBJECT, REQUIRED, .many = LIST, .fields = question_fields},
    END,
};

/* Texts of a report and of its sections, in each language that it is read in. */
static const struct desk_field report_text_fields[] = {
    {"language", TYPE_LANGUAGE, REQUIRED},
    {"title", TYPE_TEXT, REQUIRED},
    {"about", TYPE_TEXT, .max = 2000},
    END,
};
static const char *const show_table[] = {"", "table", "chart"};
static const struct name_set show_set = {"way to show figures", show_table, 3};
static const struct desk_field report_section_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"texts", TYPE_OBJECT, REQUIRED, .many = LIST, .fields = report_text_fields},
    {"measures", TYPE_TEXT, REQUIRED, .many = LIST},
    {"by", TYPE_NAME, .many = ONE_OR_LIST, .names = &dimension_names, .fallback = "[]"},
    {"every", TYPE_NAME, .names = &period_names},
    {"office", TYPE_REFERENCE, .target = DESK_OFFICE},
    {"service", TYPE_REFERENCE, .target = DESK_SERVICE},
    {"channel", TYPE_NAME, .names = &channel_names},
    {"segment", TYPE_REFERENCE, .target = DESK_SEGMENT},
    {"queue", TYPE_REFERENCE, .target = DESK_QUEUE},
    {"show", TYPE_NAME, .many = ONE_OR_LIST, .names = &show_set, .fallback = "[\"table\"]"},
    END,
};
static const struct desk_field report_schedule_fields[] = {
    {"day", TYPE_INT, REQUIRED, .min = 1, .max = 90}, /* after the end of the period */
    END,
};
static const struct desk_field recipient_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"kind", TYPE_NAME, REQUIRED, .names = &recipient_kind_names},
    {"email", TYPE_TEXT, OPTIONAL},
    {"url", TYPE_URL, .max = 1000},
    {"format", TYPE_NAME, REQUIRED, .names = &report_format_names},
    {"language", TYPE_LANGUAGE, REQUIRED},
    END,
};
static const struct desk_field report_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"period", TYPE_NAME, REQUIRED, .names = &period_names},
    {"schedule", TYPE_OBJECT, .fields = report_schedule_fields},
    {"publish", TYPE_BOOL, .fallback = "false"},
    {"texts", TYPE_OBJECT, REQUIRED, .many = LIST, .fields = report_text_fields},
    {"sections", TYPE_OBJECT, REQUIRED, .many = LIST, .fields = report_section_fields},
    {"recipients", TYPE_OBJECT, .many = LIST, .fields = recipient_fields, .fallback = "[]"},
    END,
};

static const struct desk_field chart_fields[] = {
    {"code", TYPE_CODE, REQUIRED},
    {"name", TYPE_TEXT, REQUIRED},
    {"measure", TYPE_CODE, REQUIRED}, /* see desk_chart.c */
    {"figure", TYPE_NAME, .names = &chart_figure_names},
    {"every", TYPE_NAME, REQUIRED, .names = &period_names},
    {"periods", TYPE_INT, .min = CHART_LEAST, .max = 400, .fallback = "60"},
    {"office", TYPE_CODE, OPTIONAL}, /* also of another agency that serves this one */
    {"service", TYPE_REFERENCE, .target = DESK_SERVICE},
    {"channel", TYPE_NAME, .names = &channel_names},
    {"segment", TYPE_REFERENCE, .target = DESK_SEGMENT},
    {"queue", TYPE_REFERENCE, .target = DESK_QUEUE},
    {"target", TYPE_AMOUNT, OPTIONAL},
    {"owner", TYPE_REFERENCE, REQUIRED, .target = DESK_STAFF},
    {"rebase", TYPE_DATE, .many = LIST, .fallback = "[]"},
    {"trend", TYPE_INT, .min = 3, .max = 50, .fallback = "7"},
    {"run", TYPE_INT, .min = 3, .max = 50, .fallback = "7"},
    END,
};

const struct desk_kind_info desk_kinds[DESK_KINDS] = {
    [DESK_AGENCY] = {ERROR_SAYS("agency"), "agencies", "code", agency_fields},
    [DESK_CALENDAR] = {ERROR_SAYS("calendar"), "calendars", "code", calendar_fields},
    [DESK_SKILL] = {ERROR_SAYS("skill"), "skills", "code", named_fields},
    [DESK_OFFICE] = {ERROR_SAYS("office"), "offices", "code", office_fields},
    [DESK_QUEUE] = {ERROR_SAYS("queue"), "queues", "code", queue_fields},
    [DESK_SEGMENT] = {ERROR_SAYS("segment"), "segments", "code", named_fields},
    [DESK_STANDARD] = {ERROR_SAYS("standard"), "standards", "code", standard_fields},
    [DESK_PROCESS] = {ERROR_SAYS("process"), "processes", "code", process_fields},
    [DESK_LADDER] = {ERROR_SAYS("ladder of complaints"), "ladders", "code", ladder_fields},
    [DESK_SERVICE] = {ERROR_SAYS("service"), "services", "code", service_fields},
    [DESK_STAFF] = {ERROR_SAYS("staff member"), "staff", "user_name", staff_fields},
    [DESK_SURVEY] = {ERROR_SAYS("survey"), "surveys", "code", survey_fields},
    [DESK_REPORT] = {ERROR_SAYS("report"), "reports", "code", report_fields},
    [DESK_CHART] = {ERROR_SAYS("watched chart"), "charts", "code", chart_fields},
};
