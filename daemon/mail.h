/* E-mail for libcurl: headers, MIME, the dialogue with the mail server, and what its end means. */
#ifndef ONESTOP_DAEMON_MAIL_H
#define ONESTOP_DAEMON_MAIL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct settings;

/* A file that goes along: attached to an e-mail, the body of a webhook. */
struct mail_file {
    const char *name, *type; /* "monthly-2011-08.xlsx" and its media type */
    const uint8_t *bytes;
    size_t length;
};

/* What is to be sent. */
struct mail {
    const char *message_id; /* without brackets */
    const char *to, *subject, *body;
    const char *html, *language;  /* NULL: none */
    const struct mail_file *file; /* NULL: none */
    int64_t created_at_us;
};

/* How far the dialogue has come, and the last refusal of the server: "550", "5.1.1". */
enum mail_stage { MAIL_CONNECTING, MAIL_SENDER, MAIL_RECIPIENT, MAIL_CONTENT };
struct mail_dialogue {
    enum mail_stage stage;
    int code;          /* 0: nothing was refused */
    char enhanced[16]; /* "" when the server does not say */
};

/* What became of a try to send something. */
enum try_end {
    TRY_SENT,
    TRY_LATER,   /* may go another time */
    TRY_REFUSED, /* will never go */
    TRY_BOUNCED  /* nor will anything else to this address */
};
enum { TRY_TEXT = 120 };
/* Why a transfer failed, in English, as the catalogues of problems have it. */
void try_tell_transfer(CURLcode result, char text[TRY_TEXT]);

/* Whether an address is one that mail can be sent to and nothing else: ASCII, one @, no blanks,
 * brackets or control characters. */
bool mail_address_good(const char *address);
/* The address in "Name <address>", or all of it; and its domain. NULL when it is none. */
const char *mail_address_of(struct arena *arena, const char *from);
const char *mail_domain(struct arena *arena, const char *from);
/* A header's text: as it is when it is plain ASCII, else in encoded words (RFC 2047), folded.
 * Control characters become blanks. NULL: the arena is full. */
const char *mail_header_text(struct arena *arena, const char *text);
/* "Sun, 22 Nov 2026 01:20:00 +0000" */
enum { MAIL_DATE = 40 };
void mail_date(int64_t at_us, char text[MAIL_DATE]);

/* What a transfer borrows until it has ended. */
struct mail_parts {
    struct curl_slist *headers, *recipients;
    curl_mime *mime;
};
/* Fills an easy handle. dialogue is written to while it runs. False: out of memory. */
bool mail_prepare(CURL *easy, struct arena *arena, const struct settings *settings,
                  const struct mail *mail, struct mail_dialogue *dialogue,
                  struct mail_parts *parts);
void mail_release(struct mail_parts *parts);

/* One line of the dialogue, as libcurl shows it. */
void mail_overhear(struct mail_dialogue *dialogue, bool ours, const char *line, size_t length);
/* What the end of a transfer means; text says why, with codes only. */
enum try_end mail_judge(CURLcode result, const struct mail_dialogue *dialogue, char text[TRY_TEXT]);

#endif
