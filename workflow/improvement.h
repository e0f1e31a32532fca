/* The register of improvements: from idea to done or refused, with what stands behind them, what
 * they should move, and the line for the public: "you said, we did".
 *
 * A record (workflow/record.h) that counts for the office and the service it concerns; without an
 * office it concerns the whole agency. Feedback is linked from its own side (feedback_link()). */
#ifndef ONESTOP_WORKFLOW_IMPROVEMENT_H
#define ONESTOP_WORKFLOW_IMPROVEMENT_H

#include "proto/codec.h"
#include "workflow/record_alarm.h"

/* Customers are told that it is done this many at a time, each portion a command of its own. */
enum { IMPROVEMENT_LINKS_MAX = 100, IMPROVEMENT_PORTION = 100 };

struct improvement_link {
    enum basis kind;
    const char
        *target;      /* a reference of a case or complaint; else any text: a figure, an address */
    int64_t id;       /* of the case or complaint; 0: none */
    const char *note; /* NULL: none */
    int32_t by;
    int64_t at_us;
};

struct improvement {
    struct record header;
    enum improvement_state state;
    int64_t state_at_us; /* since when */
    const char *title, *description;
    int32_t owner_id, added_by; /* owner 0: nobody yet */
    int64_t added_at_us, due_at_us;
    int64_t cost;         /* thousandths of the currency; NO_DECIMAL: not costed */
    const char *currency; /* NULL with no cost */
    const char *reason;   /* of the refusal */
    /* The indicator that it should move, and its value before and after. */
    enum metric metric;
    int32_t metric_office_id, metric_service_id; /* 0: of all */
    enum aim aim;
    int64_t before, after; /* thousandths; NO_DECIMAL: not known */
    const struct improvement_link *links;
    size_t link_count;
    /* The public line. */
    const char *line, *language;
    bool published;
    int64_t published_at_us;
    /* While it is done: the last customer who was told, in the order of their ids, and when the
     * next ones are. */
    int64_t told_to;             /* 0: nobody yet */
    struct record_alarm telling; /* none: nobody is left */
    uint8_t salt[16];
};

/* What a transition asks for beside the role. */
enum improvement_need {
    IMPROVEMENT_NEEDS_OWNER = 1,
    IMPROVEMENT_NEEDS_DUE = 2,
    IMPROVEMENT_NEEDS_COST = 4,
    IMPROVEMENT_NEEDS_REASON = 8 /* with the command */
};
struct improvement_move {
    enum improvement_state from, to;
    bool lead;      /* takes a team lead or manager; else the owner may do it too */
    unsigned needs; /* enum improvement_need */
};
/* The state machine: every way from one state to another. */
extern const struct improvement_move improvement_moves[];
extern const size_t improvement_move_count;
/* Why a way is not open to the actor now, in words; NULL: it is. A reason is not asked for. */
const char *improvement_move_missing(const struct improvement *row,
                                     const struct improvement_move *move,
                                     const struct actor *actor);

/* What a body says, its codes resolved. */
struct improvement_told {
    const struct improvement_body *body;
    uint64_t given; /* of body_decode() */
    int32_t agency_id, office_id, service_id, metric_office_id, metric_service_id;
};

/* The rules. Each fills effects and *after, or refuses (ERR_REFUSED, ERR_FORBIDDEN, ERR_INVALID)
 * and tells why with nothing in effects. actor->roles are those that hold for the improvement. */
enum error_code improvement_add(const struct decision_context *context, const struct actor *actor,
                                const struct improvement_told *told, struct effects *effects,
                                struct improvement *after, struct error *error)
    __attribute__((warn_unused_result));
/* A change that changes nothing leaves effects empty and the version as it is. */
enum error_code improvement_change(const struct decision_context *context,
                                   const struct actor *actor, const struct improvement *before,
                                   const struct improvement_told *told, struct effects *effects,
                                   struct improvement *after, struct error *error)
    __attribute__((warn_unused_result));
/* Who is told when it is done: the owners of the feedback linked to it, and its customers after
 * told_to, a portion of them. Of these, who wishes to be written to (message_way()) is. */
struct improvement_audience {
    const int32_t *owners;
    size_t owner_count;
    const struct decision_customer *customers; /* by id */
    size_t customer_count;
    bool more; /* there are others after these */
};
enum error_code improvement_move(const struct decision_context *context, const struct actor *actor,
                                 const struct improvement *before, enum improvement_state to,
                                 const char *reason, const struct improvement_audience *audience,
                                 struct effects *effects, struct improvement *after,
                                 struct error *error) __attribute__((warn_unused_result));
enum error_code improvement_add_link(const struct decision_context *context,
                                     const struct actor *actor, const struct improvement *before,
                                     const struct improvement_link *link, struct effects *effects,
                                     struct improvement *after, struct error *error)
    __attribute__((warn_unused_result));
/* What time does: tells the next portion of customers. Nothing is in effects when none is due. */
enum error_code improvement_fire(const struct decision_context *context,
                                 const struct improvement *before,
                                 const struct improvement_audience *audience,
                                 struct effects *effects, struct error *error)
    __attribute__((warn_unused_result));
/* line NULL: the one that is there. Not while it is an idea. */
enum error_code improvement_publish(const struct decision_context *context,
                                    const struct actor *actor, const struct improvement *before,
                                    const struct improvement_publish_body *body,
                                    struct effects *effects, struct improvement *after,
                                    struct error *error) __attribute__((warn_unused_result));

#endif
