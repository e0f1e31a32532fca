/* From a row to a transfer, and what its end means. */
#include "daemon/delivery.h"

#include <stdio.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/wallclock.h"
#include "proto/arena.h"

enum {
    OWN_BYTES = 64 * 1024,
    COPIES = 8
}; /* headers; lines with CR LF, and what libcurl is given */

/* The file that goes along, if there is one. */
static bool take_file(struct delivery *delivery, const PGresult *rows, int i)
{
    size_t length;
    if (PQgetisnull(rows, i, CLAIM_FILE)) return true;
    delivery->file.name = db_get_text(delivery->arena, rows, i, CLAIM_FILE_NAME);
    delivery->file.type = db_get_text(delivery->arena, rows, i, CLAIM_FILE_TYPE);
    delivery->file.bytes = db_get_bytes(delivery->arena, rows, i, CLAIM_FILE, &length);
    delivery->file.length = length;
    return delivery->file.name != NULL && delivery->file.type != NULL &&
           delivery->file.bytes != NULL;
}

static bool take_texts(struct delivery *delivery, const PGresult *rows, int i)
{
    struct arena *arena = delivery->arena;
    delivery->message_id = db_get_text(arena, rows, i, CLAIM_MESSAGE_ID);
    delivery->agency = db_get_text(arena, rows, i, CLAIM_AGENCY);
    delivery->endpoint = db_get_text(arena, rows, i, CLAIM_ENDPOINT);
    delivery->language = db_get_text(arena, rows, i, CLAIM_LANGUAGE);
    delivery->address = db_get_text(arena, rows, i, CLAIM_ADDRESS);
    delivery->subject = db_get_text(arena, rows, i, CLAIM_SUBJECT);
    delivery->body = db_get_text(arena, rows, i, CLAIM_BODY);
    delivery->html = db_get_text(arena, rows, i, CLAIM_HTML);
    return delivery->message_id != NULL && delivery->agency != NULL && delivery->address != NULL &&
           delivery->body != NULL && take_file(delivery, rows, i);
}

struct delivery *delivery_new(struct courier *courier, const PGresult *rows, int i)
{
    size_t length = OWN_BYTES;
    for (int column = CLAIM_ADDRESS; column <= CLAIM_HTML; column++)
        length += COPIES * (size_t)PQgetlength(rows, i, column);
    length += (size_t)PQgetlength(rows, i, CLAIM_FILE);
    struct arena *arena = arena_new(length);
    struct delivery *delivery = arena == NULL ? NULL : arena_alloc(arena, sizeof *delivery);
    if (delivery == NULL) {
        arena_free(arena);
        return NULL;
    }
    delivery->courier = courier;
    delivery->arena = arena;
    delivery->agency_id = (int32_t)db_get_int(rows, i, CLAIM_AGENCY_ID, 0);
    delivery->id = db_get_int(rows, i, CLAIM_ID, 0);
    delivery->kind = (enum outbox_kind)db_get_int(rows, i, CLAIM_KIND, 0);
    delivery->tries = (int)db_get_int(rows, i, CLAIM_TRIES, 1);
    delivery->created_at_us = db_get_time(rows, i, CLAIM_CREATED);
    delivery->waiting_since_us = db_get_time(rows, i, CLAIM_WAITING_SINCE);
    if (take_texts(delivery, rows, i)) return delivery;
    delivery_free(delivery);
    return NULL;
}

void delivery_free(struct delivery *delivery)
{
    if (delivery->easy != NULL) curl_easy_cleanup(delivery->easy);
    mail_release(&delivery->mail);
    webhook_release(&delivery->webhook);
    arena_free(delivery->arena); /* holds of itself */
}

static bool not_tried(struct delivery *delivery, enum try_end end, const char *reason)
{
    delivery->end = end;
    snprintf(delivery->text, sizeof delivery->text, "%s", reason);
    return false;
}

static bool prepare_mail(struct delivery *delivery, const struct settings *settings)
{
    struct mail mail = {.message_id = delivery->message_id,
                        .to = delivery->address,
                        .subject = delivery->subject,
                        .body = delivery->body,
                        .html = delivery->html,
                        .language = delivery->language,
                        .file = delivery->file.name == NULL ? NULL : &delivery->file,
                        .created_at_us = delivery->created_at_us};
    if (!mail_address_good(delivery->address))
        return not_tried(delivery, TRY_REFUSED, "the address is none that mail can go to");
    return mail_prepare(delivery->easy, delivery->arena, settings, &mail, &delivery->dialogue,
                        &delivery->mail) ||
           not_tried(delivery, TRY_LATER, "could not get memory");
}

static bool prepare_webhook(struct delivery *delivery, const struct settings *settings,
                            const struct webhook_secrets *secrets)
{
    struct webhook_call call = {.message_id = delivery->message_id,
                                .url = delivery->address,
                                .body = delivery->body,
                                .file = delivery->file.name == NULL ? NULL : &delivery->file,
                                .secret =
                                    webhook_secret(secrets, delivery->agency, delivery->endpoint),
                                .now_us = wallclock_now_us()};
    if (call.secret == NULL)
        return not_tried(delivery, TRY_LATER,
                         "courier.webhook_secrets has no secret for this endpoint");
    return webhook_prepare(delivery->easy, delivery->arena, settings, &call, &delivery->webhook) ||
           not_tried(delivery, TRY_LATER, "could not get memory");
}

bool delivery_prepare(struct delivery *delivery, const struct settings *settings,
                      const struct webhook_secrets *secrets)
{
    delivery->easy = curl_easy_init();
    if (delivery->easy == NULL) return not_tried(delivery, TRY_LATER, "could not get memory");
    curl_easy_setopt(delivery->easy, CURLOPT_PRIVATE, delivery);
    curl_easy_setopt(delivery->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(delivery->easy, CURLOPT_TIMEOUT_MS, (long)settings->courier.timeout_ms);
    curl_easy_setopt(delivery->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    return delivery->kind == OUTBOX_EMAIL ? prepare_mail(delivery, settings)
                                          : prepare_webhook(delivery, settings, secrets);
}

void delivery_judge(struct delivery *delivery, CURLcode result)
{
    long status = 0;
    if (delivery->kind == OUTBOX_EMAIL) {
        delivery->end = mail_judge(result, &delivery->dialogue, delivery->text);
        return;
    }
    curl_easy_getinfo(delivery->easy, CURLINFO_RESPONSE_CODE, &status);
    delivery->end = webhook_judge(result, status, &delivery->webhook, delivery->text);
}
