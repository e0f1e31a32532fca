/* One message on its way: claimed, sent, judged. Private to the courier. */
#ifndef ONESTOP_DAEMON_DELIVERY_H
#define ONESTOP_DAEMON_DELIVERY_H

#include "daemon/mail.h"
#include "daemon/webhook.h"
#include "db/db.h"
#include "proto/types.h"

struct arena;
struct courier;

/* Columns of db/query/outbox_claim.sql. */
enum claim_column {
    CLAIM_AGENCY_ID,
    CLAIM_ID,
    CLAIM_KIND,
    CLAIM_MESSAGE_ID,
    CLAIM_TRIES,
    CLAIM_CREATED,
    CLAIM_WAITING_SINCE,
    CLAIM_AGENCY,
    CLAIM_ENDPOINT,
    CLAIM_LANGUAGE,
    CLAIM_ADDRESS,
    CLAIM_SUBJECT,
    CLAIM_BODY,
    CLAIM_HTML,
    CLAIM_STATE, /* held: to nobody */
    CLAIM_SENDS, /* a letter is only asked about */
    CLAIM_FILE_NAME,
    CLAIM_FILE_TYPE,
    CLAIM_FILE
};

enum delivery_phase {
    DELIVERY_SENDING,  /* libcurl is at it */
    DELIVERY_JUDGED,   /* what became of it is to be written down */
    DELIVERY_SETTLING, /* the database is at it */
    DELIVERY_DONE
};

struct delivery {
    struct courier *courier;
    struct arena *arena; /* holds all of this */
    enum delivery_phase phase;
    int32_t agency_id;
    int64_t id;
    enum outbox_kind kind;
    const char *message_id, *agency, *endpoint, *language, *address, *subject, *body, *html;
    struct mail_file file; /* goes along; name NULL: none */
    int tries;
    int64_t created_at_us, waiting_since_us;
    uint64_t claimed_until_ms; /* monotonic */
    CURL *easy;
    struct mail_dialogue dialogue;
    struct mail_parts mail;
    struct webhook_parts webhook;
    enum try_end end;
    char text[TRY_TEXT]; /* why */
    struct db_statement statements[2];
    struct delivery *next, **link;
};

/* A delivery from row i of outbox_claim; NULL without memory: then the claim runs out. */
struct delivery *delivery_new(struct courier *courier, const PGresult *rows, int i);
void delivery_free(struct delivery *delivery);

/* Makes the transfer. False: it cannot even be tried; end and text say why. */
bool delivery_prepare(struct delivery *delivery, const struct settings *settings,
                      const struct webhook_secrets *secrets);
/* What the end of the transfer means: fills end and text. */
void delivery_judge(struct delivery *delivery, CURLcode result);

#endif
