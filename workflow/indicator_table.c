/* The vocabulary as a table, and how its words are read. */
#include <string.h>

#include "workflow/indicator_int.h"
#include "workflow/survey.h"

#define BIT(channel) (1u << (channel))
#define ONLINE       (BIT(CHANNEL_WEB) | BIT(CHANNEL_EMAIL) | BIT(CHANNEL_API))

enum {
    SAMPLE = 30, /* of a share when nothing else is said */
    WHOLE = 1,   /* a full count: staff, services, offices, records */
    ANSWERS = 100,
    VISITS = 5,
    ACTIVE_CONTACTS = 10, /* a channel is active from so many contacts on */
    USED = 30,            /* a segment, a kind of service is in use from so many cases on */
    REUSED = 10           /* sample replies are used in a channel from so many on */
};

static const char *const channel_words[] = {"counter", "phone", "web",           "email", "letter",
                                            "chat",    "api",   "mobile-office", NULL};
static const char *const sample_words[] = {"paper", "electronic", NULL};
static const char *const report_words[] = {"council", "ministry", NULL};
static const char *const info_words[] = {"law", "service", "plain", "faq", NULL};
static const char *const scope_words[] = {"act", "information", "advice", "other", NULL};
static const char *const evidence_words[] = {"consultation",
                                             "publication",
                                             "site-inspection",
                                             "leadership-act",
                                             "initiative",
                                             "benefit",
                                             "training",
                                             "training-plan",
                                             "objective",
                                             "partnership",
                                             "risk",
                                             "accreditation",
                                             "benchmark",
                                             NULL};
static const char *const training_words[] = {"technical", "customer-care", NULL};

#define YEAR                                                                                       \
    {                                                                                              \
        12, 'm'                                                                                    \
    }

const struct indicator indicators[] = {
    {"closed", INDICATOR_COUNT, .work = work_counters, .numerator = {METRIC_CASES_CLOSED}},
    {"opened", INDICATOR_COUNT, .work = work_counters, .numerator = {METRIC_CASES_OPENED}},
    {"contacts", INDICATOR_COUNT, .work = work_counters, .numerator = {METRIC_CONTACTS}},
    {"channels_active", INDICATOR_COUNT, .need = NEED_MAY, .words = channel_words,
     .work = work_groups, .numerator = {METRIC_CONTACTS}, .split = SPLIT_CHANNEL,
     .least = ACTIVE_CONTACTS},
    {"single_contact_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_SINGLE_CONTACT}, .denominator = {METRIC_CASES_CLOSED}},
    {"expert_contact_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_EXPERT_CONTACT}, .denominator = {METRIC_CASES_CLOSED}},
    {"case_managed_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_CASE_MANAGED}, .denominator = {METRIC_CASES_CLOSED}},
    {"proactive_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_CASES_PROACTIVE}, .denominator = {METRIC_CASES_HALF_TIME}},
    {"chase_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_CONTACTS_FAILURE}, .denominator = {METRIC_CONTACTS}},
    {"first_contact_resolution", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_FIRST_CONTACT_RESOLUTION}, .denominator = {METRIC_CASES_CLOSED}},
    {"logged_live_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_LOGGED_LIVE}, .denominator = {METRIC_CASES_OPENED}},
    {"front_logged_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_FRONT_LOGGED}, .denominator = {METRIC_CASES_OPENED}},
    {"named_step_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_STEPS_NAMED}, .denominator = {METRIC_STEPS}},
    {"in_system_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_CASES_CLOSED}, .less = METRIC_CASES_OUTSIDE,
     .denominator = {METRIC_CASES_CLOSED}},
    {"web_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_CONTACTS}, .channels = ONLINE, .denominator = {METRIC_CONTACTS}},
    {"reply_reuse_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_REPLIES_FROM_SAMPLES}, .denominator = {METRIC_REPLIES}},
    {"reply_reuse_channels", INDICATOR_COUNT, .work = work_groups,
     .numerator = {METRIC_REPLIES_FROM_SAMPLES}, .split = SPLIT_CHANNEL, .least = REUSED},
    {"sample_replies", INDICATOR_COUNT, .need = NEED_MAY, .words = sample_words, .time = TIME_DAY,
     .work = work_facts, .fact = FACT_SAMPLE},
    {"feedback_items", INDICATOR_COUNT, .work = work_counters,
     .numerator = {METRIC_COMPLAINTS_RECEIVED, METRIC_SUGGESTIONS_RECEIVED,
                   METRIC_COMPLIMENTS_RECEIVED}},
    {"feedback_answered_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_facts,
     .fact = FACT_DUE_ANSWER},
    {"complaints", INDICATOR_COUNT, .work = work_counters,
     .numerator = {METRIC_COMPLAINTS_RECEIVED}},
    {"ladder_levels", INDICATOR_COUNT, .time = TIME_DAY, .work = work_facts,
     .fact = FACT_LADDER_LEVEL},
    {"ladder_in_time_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_STAGES_ANSWERED, METRIC_STAGES_ESCALATED_TIME},
     .less = METRIC_STAGES_ESCALATED_LATE,
     .denominator = {METRIC_STAGES_ANSWERED, METRIC_STAGES_ESCALATED_TIME}},
    {"ladder_stuck", INDICATOR_COUNT, .time = TIME_DAY, .work = work_facts, .fact = FACT_STUCK},
    {"feedback_to_change_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_facts,
     .fact = FACT_HEARD},
    {"changes_from_feedback", INDICATOR_COUNT, .work = work_facts, .fact = FACT_CHANGE},
    {"standards_kinds", INDICATOR_COUNT, .time = TIME_DAY, .work = work_standard_kinds},
    {"standards_published", INDICATOR_COUNT, .time = TIME_DAY, .work = work_facts,
     .fact = FACT_STANDARD},
    {"standards_measured_share", INDICATOR_SHARE, .sample = WHOLE, .work = work_standards_measured,
     .numerator = {METRIC_STANDARD_MET, METRIC_COUNTER_WAIT_MET, METRIC_PHONE_ANSWER_MET,
                   METRIC_PUNCTUALITY_MET},
     .denominator = {METRIC_STANDARD_MISSED, METRIC_COUNTER_WAIT_MISSED, METRIC_PHONE_ANSWER_MISSED,
                     METRIC_PUNCTUALITY_MISSED},
     .least = USED},
    {"charter_published", INDICATOR_YES, .time = TIME_DAY, .work = work_charter,
     .numerator = {METRIC_STANDARD_MET, METRIC_COUNTER_WAIT_MET, METRIC_PHONE_ANSWER_MET,
                   METRIC_PUNCTUALITY_MET},
     .denominator = {METRIC_STANDARD_MISSED, METRIC_COUNTER_WAIT_MISSED, METRIC_PHONE_ANSWER_MISSED,
                     METRIC_PUNCTUALITY_MISSED}},
    {"usage_documents", INDICATOR_COUNT, .work = work_counters,
     .numerator = {METRIC_DOCUMENTS_ISSUED}},
    {"usage_flow_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_counters,
     .numerator = {METRIC_CONTACTS}, .less = METRIC_CONTACTS_UNDESCRIBED,
     .denominator = {METRIC_CONTACTS}},
    {"segmented_share", INDICATOR_SHARE, .sample = SAMPLE, .work = work_has_segment,
     .numerator = {METRIC_CASES_OPENED}},
    {"segments_used", INDICATOR_COUNT, .work = work_groups, .numerator = {METRIC_CASES_OPENED},
     .split = SPLIT_SEGMENT, .least = USED},
    {"csat_answers", INDICATOR_COUNT, .work = work_customer_surveys,
     .numerator = {METRIC_SURVEY_ANSWERED}},
    {"csat_text_answers", INDICATOR_COUNT, .work = work_customer_surveys,
     .numerator = {METRIC_SURVEY_IN_WORDS}},
    {"csat_segments", INDICATOR_COUNT, .work = work_groups, .numerator = {METRIC_SURVEY_ANSWERED},
     .split = SPLIT_SEGMENT, .least = USED},
    {"corruption_concern", INDICATOR_SHARE, .window = YEAR, .sample = ANSWERS,
     .work = work_counters, .numerator = {METRIC_SURVEY_NOT_SATISFIED},
     .denominator = {METRIC_SURVEY_SATISFIED, METRIC_SURVEY_NOT_SATISFIED},
     .bucket = SURVEY_CUSTOMER * 64 + TOPIC_CORRUPTION_CONCERN},
    {"mystery_score", INDICATOR_SCORE, .window = YEAR, .sample = VISITS, .work = work_counters,
     .numerator = {METRIC_MYSTERY_SCORE}, .denominator = {METRIC_MYSTERY_VISITS}},
    {"reports_generated", INDICATOR_COUNT, .work = work_facts, .fact = FACT_REPORT},
    {"reports_auto", INDICATOR_COUNT, .work = work_facts, .fact = FACT_REPORT, .what = "schedule"},
    {"report_breadth", INDICATOR_COUNT, .time = TIME_DAY, .work = work_families},
    {"reports_to", INDICATOR_COUNT, .need = NEED_ONE, .words = report_words, .window = YEAR,
     .work = work_facts, .fact = FACT_DELIVERY},
    {"reports_published", INDICATOR_COUNT, .window = YEAR, .work = work_facts,
     .fact = FACT_PUBLICATION},
    {"process_renewed_share", INDICATOR_SHARE, .window = {5, 'y'}, .sample = WHOLE,
     .work = work_renewed, .numerator = {METRIC_CASES_CLOSED}},
    {"process_user_gain_share", INDICATOR_SHARE, .window = {5, 'y'}, .sample = WHOLE,
     .work = work_gain, .numerator = {METRIC_PROCESS_TIME_S, METRIC_PROCESS_CONTACTS},
     .least = USED},
    {"process_cocreated_share", INDICATOR_SHARE, .window = {5, 'y'}, .sample = WHOLE,
     .work = work_facts, .fact = FACT_PROCESS_VERSION},
    {"ideas", INDICATOR_COUNT, .window = YEAR, .work = work_facts, .fact = FACT_IDEA},
    {"plan_current", INDICATOR_YES, .time = TIME_DAY, .work = work_plan_current},
    {"plan_costed_share", INDICATOR_SHARE, .time = TIME_DAY, .sample = WHOLE,
     .work = work_plan_costed},
    {"plan_done_share", INDICATOR_SHARE, .time = TIME_DAY, .sample = WHOLE, .work = work_plan_done},
    {"info", INDICATOR_SHARE, .need = NEED_ONE, .words = info_words, .sample = WHOLE,
     .work = work_info, .numerator = {METRIC_CASES_CLOSED}},
    {"scope", INDICATOR_COUNT, .need = NEED_MAY, .words = scope_words, .work = work_scope,
     .numerator = {METRIC_CASES_OPENED}, .least = USED},
    {"evidence", INDICATOR_COUNT, .need = NEED_ONE, .words = evidence_words, .time = TIME_FORCE,
     .sample = WHOLE, .work = work_evidence},
    {"trained_share", INDICATOR_SHARE, .need = NEED_ONE, .words = training_words, .time = TIME_DAY,
     .sample = WHOLE, .work = work_trained, .what = "training"},
    {"individual_plan_share", INDICATOR_SHARE, .time = TIME_DAY, .sample = WHOLE,
     .work = work_trained, .what = "training-plan"},
};
const size_t indicator_count = sizeof indicators / sizeof *indicators;

static const char *const fact_table[FACT_KINDS] = {"",
#define FACT_NAME(name, text) text,
                                                   FACTS(FACT_NAME)
#undef FACT_NAME
};
const struct name_set fact_names = {"fact", fact_table, FACT_KINDS};

static const char *const split_table[SPLITS] = {"",        "office", "service", "channel",
                                                "segment", "bucket", "day"};
const struct name_set indicator_split_names = {"split", split_table, SPLITS};

static const char *const measure_table[FIGURE_WAYS] = {"",        "different", "mean", "lowest",
                                                       "covered", "targeted",  "met"};
const struct name_set indicator_measure_names = {"measure", measure_table, FIGURE_WAYS};

bool indicator_same(const char *one, const char *other)
{
    for (; *one != '\0' && *other != '\0'; one++, other++) {
        char a = *one == '_' ? '-' : *one, b = *other == '_' ? '-' : *other;
        if (a != b) return false;
    }
    return *one == *other;
}

const struct indicator *indicator_by_name(const char *name)
{
    for (size_t i = 0; name != NULL && i < indicator_count; i++)
        if (indicator_same(indicators[i].name, name)) return &indicators[i];
    return NULL;
}

bool indicator_is_evidence(const struct indicator *indicator)
{
    return indicator->words == evidence_words;
}

int32_t indicator_sample(const struct indicator_query *query)
{
    if (query->per_of != NULL) return SAMPLE;
    enum indicator_unit unit = indicator_unit(query);
    return unit == INDICATOR_SHARE || unit == INDICATOR_SCORE ? query->indicator->sample : 0;
}

bool indicator_info_reaches(const char *reached, const char *level)
{
    int has = -1, wanted = 0;
    for (int i = 0; info_words[i] != NULL; i++) {
        if (reached != NULL && indicator_same(info_words[i], reached)) has = i;
        if (indicator_same(info_words[i], level)) wanted = i;
    }
    return has >= wanted;
}
