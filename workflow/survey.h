/* Surveys: who is invited after a case is closed, what is answered, and what counts as satisfied.
 *
 * A survey is a record (workflow/record.h) that counts where its case does. What is asked stands in
 * a version of the desk's instruments, and each survey keeps the one it was sent with.
 *
 * An invitation carries a secret of 32 random bytes; only its hash is kept. Whom chance picks is
 * decided by the case's salt and its version, which nobody outside can guess and which give the
 * same answer at every look.
 *
 * Standards of conduct and satisfaction are judged by answers: each answer to the question that a
 * standard names keeps it or not. The version judges that was in force on the day on which the case
 * was closed, however late the answer comes: what is judged is the service that was given then, as
 * a clock goes by the day it began and a contact by its own. It counts on the day of the answer, in
 * the slice of the case, like all counters of surveys. */
#ifndef ONESTOP_WORKFLOW_SURVEY_H
#define ONESTOP_WORKFLOW_SURVEY_H

#include "proto/codec.h"
#include "workflow/record.h"

struct decision;

enum { SURVEY_ANSWER_MAX = 4000 };
/* Fewer answers than these are withheld from those who neither lead nor audit. */
enum { SURVEY_SMALL_GROUP = 5 };

struct survey {
    struct record header; /* of a customer's survey: the slice of its case */
    int32_t instrument_id;
    enum survey_kind kind;
    enum survey_state state;
    int64_t case_id, customer_id; /* 0: none */
    int64_t previous_id;          /* the customer's invitation before this one; 0: the first */
    int64_t invited_at_us, expires_at_us; /* NO_TIME: entered by staff, not an invitation */
    enum channel delivery;                /* how the invitation goes to the customer */
    const char *language;                 /* NULL: not said */
    bool has_link;
    uint8_t link_hash[LINK_HASH];
    int64_t sent_at_us; /* NO_TIME: staff has to see to it */
    int32_t sent_by;    /* 0: by itself */
    int64_t answered_at_us;
    int32_t answered_by; /* who keyed it in; 0: the customer */
    enum channel answered_via;
    int32_t entered_by; /* of no invitation; 0: an invitation */
    /* JSON objects by question; free text is personal. NULL: not there, or erased. */
    const char *answers, *free_text;
    uint8_t salt[16];
};

/* ---- chance ---- */

/* Whether an instrument takes a case at this closing: of many cases of a service, its percentage.
 */
bool survey_takes(const struct instrument *instrument, const struct kase *row);
/* The instrument that takes the case; NULL: none does. */
const struct instrument *survey_draw(const struct desk *desk, const struct kase *row);
/* How a customer is invited: by e-mail or letter when that is what they prefer and there is a link
 * to answer by, else by phone. CHANNEL_NONE: not at all. */
enum channel survey_delivery(const struct decision_customer *customer, bool has_link);
/* Whether a customer may be invited by this instrument now. */
bool survey_may_invite(const struct instrument *instrument,
                       const struct decision_customer *customer, int64_t now_us);
/* Whether any agency of the desk asks customers: then a decision needs the customer of the case. */
bool survey_needs_customer(const struct desk *desk);
/* Texts in the language nearest to the one wished for. */
const struct survey_text *survey_text_in(const struct instrument *instrument, const char *language);

/* The address where a survey is answered, with the secret in it: where the instrument says, else on
 * the page of this daemon (PATH_SURVEY_PAGE below its public address; NULL: it has none). NULL:
 * nowhere, or the arena is full. */
#define SURVEY_LINK_SLOT "{secret}"
const char *survey_link(struct arena *arena, const struct instrument *instrument,
                        const char *public_url, const char *secret);

/* What a reminder is told as (outbox_row.occasion): once for each invitation, with the same link.
 * It is written with the invitation and waits; whether it is still wanted is asked when its time
 * has come (outbox_way() of the schema): not after an answer, the last day, or another link. */
#define SURVEY_REMINDER "survey-reminder"

/* Adds the invitation that a case's closing leads to, if it does, with what is sent. Called by the
 * rule that closes, after its event. */
void survey_after_closing(struct decision *decision);

/* ---- what becomes of it ---- */

/* The place of a survey that is entered, resolved. */
struct survey_told {
    const struct instrument *instrument;
    int32_t agency_id, office_id, service_id;
    enum channel channel;
    const char *language;
    const struct survey_answer_body *answers;
    size_t answer_count;
};

/* The rules. Each fills effects and *after, or refuses and tells why with nothing in effects. */

/* Gives out a new link of an invitation, by hand; one that was given out before is void. */
enum error_code survey_send(const struct decision_context *context, const struct actor *actor,
                            const struct survey *before, struct effects *effects,
                            struct survey *after, struct error *error)
    __attribute__((warn_unused_result));
/* Answers an invitation. actor->staff NULL: the customer by the link; else who keys it in. */
enum error_code survey_answer(const struct decision_context *context, const struct actor *actor,
                              const struct survey *before, enum channel via,
                              const struct survey_answer_body *answers, size_t count,
                              struct effects *effects, struct survey *after, struct error *error)
    __attribute__((warn_unused_result));
/* Enters a survey of staff or a mystery visit, answered. */
enum error_code survey_enter(const struct decision_context *context, const struct actor *actor,
                             const struct survey_told *told, struct effects *effects,
                             struct survey *after, struct error *error)
    __attribute__((warn_unused_result));

/* ---- counting ---- */

/* An answer as the fact "answers" of survey-answered carries it, so that a recount needs no
 * definition: "question:topic:answer:mark", one after the other. */
enum survey_mark { MARK_NONE, MARK_SATISFIED, MARK_NOT };
struct survey_count {
    int question; /* its place in the instrument */
    enum survey_topic topic;
    int answer;
    enum survey_mark mark;
};
/* Reads the next one; returns what follows, NULL when there was none. */
const char *survey_count_read(const char *text, struct survey_count *count);

/* What a standard says of an answer, as the fact "judged" carries it: "standard:verdict", one after
 * the other. */
struct survey_verdict {
    int32_t standard_id;
    enum verdict verdict;
};
const char *survey_verdict_read(const char *text, struct survey_verdict *verdict);

/* Buckets of the counters. Per version and question, per kind and topic. */
static inline int32_t survey_answer_bucket(int32_t instrument_id, int question, int answer)
{
    return instrument_id * 256 + question * 8 + answer;
}
static inline int32_t survey_topic_bucket(enum survey_kind kind, enum survey_topic topic)
{
    return (int32_t)kind * 64 + (int32_t)topic;
}

#endif
