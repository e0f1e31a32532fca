/* Headers are made here, because what stands in them comes from outside: nothing may add a header
 * or a recipient. */
#include "daemon/mail.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "proto/arena.h"
#include "proto/http1.h"

enum {
    ADDRESS_MAX = 254,
    PLAIN_MAX = 70, /* characters of a header that need no folding */
    WORD_BYTES = 39 /* of text in one encoded word: a line has at most 76 characters */
};

bool mail_address_good(const char *address)
{
    size_t length = strlen(address);
    const char *at = strchr(address, '@');
    if (length > ADDRESS_MAX || at == NULL || at == address || at[1] == '\0') return false;
    if (strchr(at + 1, '@') != NULL) return false;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)address[i] <= ' ' || (unsigned char)address[i] >= 0x7f ||
            strchr("<>()[],;:\\\"", address[i]) != NULL)
            return false;
    return true;
}

const char *mail_address_of(struct arena *arena, const char *from)
{
    const char *open = strrchr(from, '<'), *close = strrchr(from, '>');
    const char *address = open == NULL || close == NULL || close < open
                              ? arena_strdup(arena, from)
                              : arena_strndup(arena, open + 1, (size_t)(close - open - 1));
    return address != NULL && mail_address_good(address) ? address : NULL;
}

const char *mail_domain(struct arena *arena, const char *from)
{
    const char *address = from == NULL ? NULL : mail_address_of(arena, from);
    return address == NULL ? NULL : strchr(address, '@') + 1;
}

static bool is_plain(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || (unsigned char)*at >= 0x7f) return false;
    return strlen(text) <= PLAIN_MAX && strstr(text, "=?") == NULL;
}

/* How many bytes of text go into one encoded word: whole characters. */
static size_t word_length(const char *text)
{
    size_t length = strnlen(text, WORD_BYTES);
    while (length > 1 && ((unsigned char)text[length] & 0xc0) == 0x80) length--;
    return length;
}

const char *mail_header_text(struct arena *arena, const char *text)
{
    const char *done = "";
    if (is_plain(text)) return text;
    char *clean = arena_strdup(arena, text);
    if (clean == NULL) return NULL;
    for (char *at = clean; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f) *at = ' ';
    for (size_t length; *clean != '\0' && done != NULL; clean += length) {
        char word[sodium_base64_ENCODED_LEN(WORD_BYTES, sodium_base64_VARIANT_ORIGINAL)];
        length = word_length(clean);
        sodium_bin2base64(word, sizeof word, (const unsigned char *)clean, length,
                          sodium_base64_VARIANT_ORIGINAL);
        done = arena_printf(arena, "%s%s=?UTF-8?B?%s?=", done, *done == '\0' ? "" : "\r\n ", word);
    }
    return done;
}

void mail_date(int64_t at_us, char text[MAIL_DATE])
{
    char date[HTTP1_DATE];
    http1_date(at_us, date);
    snprintf(text, MAIL_DATE, "%.*s+0000", (int)(strlen(date) - strlen("GMT")), date);
}

/* "Name <address>" as a header: the name quoted or encoded. */
static const char *from_header(struct arena *arena, const char *from)
{
    const char *address = mail_address_of(arena, from), *open = strrchr(from, '<');
    if (address == NULL || open == NULL) return address;
    size_t length = (size_t)(open - from);
    while (length > 0 && from[length - 1] == ' ') length--;
    char *name = arena_strndup(arena, from, length);
    if (name == NULL) return NULL;
    for (char *at = name; *at != '\0'; at++)
        if (*at == '"' || *at == '\\') *at = '\'';
    const char *text = mail_header_text(arena, name);
    if (text == NULL) return NULL;
    return arena_printf(arena, text == name ? "\"%s\" <%s>" : "%s <%s>", text, address);
}

static bool add_line(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = line == NULL ? NULL : curl_slist_append(*list, line);
    if (longer != NULL) *list = longer;
    return longer != NULL;
}

static bool add_headers(struct arena *arena, const struct settings *settings,
                        const struct mail *mail, struct curl_slist **list)
{
    char date[MAIL_DATE];
    const char *from = from_header(arena, settings->courier.from);
    const char *subject = mail_header_text(arena, mail->subject == NULL ? "" : mail->subject);
    if (from == NULL || subject == NULL) return false;
    mail_date(mail->created_at_us, date);
    bool good = add_line(list, arena_printf(arena, "Date: %s", date)) &&
                add_line(list, arena_printf(arena, "From: %s", from)) &&
                add_line(list, arena_printf(arena, "To: %s", mail->to)) &&
                add_line(list, arena_printf(arena, "Subject: %s", subject)) &&
                add_line(list, arena_printf(arena, "Message-ID: <%s>", mail->message_id)) &&
                add_line(list, "Auto-Submitted: auto-generated");
    if (mail->language != NULL && is_plain(mail->language))
        good = good && add_line(list, arena_printf(arena, "Content-Language: %s", mail->language));
    if (mail->file != NULL)
        good = good && add_line(list, "Content-Type: multipart/mixed");
    else if (mail->html != NULL)
        good = good && add_line(list, "Content-Type: multipart/alternative");
    return good;
}

/* Lines end with CR LF in mail. */
static char *with_crlf(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, 2 * strlen(text) + 1), *to = out;
    if (out == NULL) return NULL;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\r') continue;
        if (*at == '\n') *to++ = '\r';
        *to++ = *at;
    }
    return out;
}

static bool add_part(curl_mime *mime, struct arena *arena, const char *text, const char *type)
{
    curl_mimepart *part = curl_mime_addpart(mime);
    char *lines = with_crlf(arena, text);
    return part != NULL && lines != NULL &&
           curl_mime_data(part, lines, CURL_ZERO_TERMINATED) == CURLE_OK &&
           curl_mime_type(part, type) == CURLE_OK &&
           curl_mime_encoder(part, "quoted-printable") == CURLE_OK;
}

/* What is to be read: the text, and the same as a page if there is one. */
static bool add_texts(curl_mime *mime, struct arena *arena, const struct mail *mail)
{
    return add_part(mime, arena, mail->body, "text/plain; charset=utf-8") &&
           (mail->html == NULL || add_part(mime, arena, mail->html, "text/html; charset=utf-8"));
}

static bool add_file(curl_mime *mime, const struct mail_file *file)
{
    curl_mimepart *part = curl_mime_addpart(mime);
    return part != NULL &&
           curl_mime_data(part, (const char *)file->bytes, file->length) == CURLE_OK &&
           curl_mime_type(part, file->type) == CURLE_OK &&
           curl_mime_filename(part, file->name) == CURLE_OK &&
           curl_mime_encoder(part, "base64") == CURLE_OK;
}

/* With a file and a page, the texts are a part of their own: either of them is to be read. */
static bool add_mime(CURL *easy, struct arena *arena, const struct mail *mail,
                     struct mail_parts *parts)
{
    parts->mime = curl_mime_init(easy);
    if (parts->mime == NULL) return false;
    if (mail->file == NULL || mail->html == NULL)
        return add_texts(parts->mime, arena, mail) &&
               (mail->file == NULL || add_file(parts->mime, mail->file));
    curl_mimepart *part = curl_mime_addpart(parts->mime);
    curl_mime *texts = part == NULL ? NULL : curl_mime_init(easy);
    if (texts == NULL) return false;
    if (curl_mime_subparts(part, texts) != CURLE_OK) {
        curl_mime_free(texts);
        return false;
    }
    return curl_mime_type(part, "multipart/alternative") == CURLE_OK &&
           add_texts(texts, arena, mail) && add_file(parts->mime, mail->file);
}

static bool begins(const char *line, size_t length, const char *with)
{
    return length >= strlen(with) && memcmp(line, with, strlen(with)) == 0;
}

void mail_overhear(struct mail_dialogue *dialogue, bool ours, const char *line, size_t length)
{
    if (ours) {
        if (begins(line, length, "QUIT")) return;
        dialogue->code = 0;
        if (begins(line, length, "MAIL FROM"))
            dialogue->stage = MAIL_SENDER;
        else if (begins(line, length, "RCPT TO"))
            dialogue->stage = MAIL_RECIPIENT;
        else if (begins(line, length, "DATA"))
            dialogue->stage = MAIL_CONTENT;
        return;
    }
    if (length < 3 || (line[0] != '4' && line[0] != '5')) return;
    int class, subject, detail, used = 0;
    char text[64];
    snprintf(text, sizeof text, "%.*s", (int)(length < 63 ? length : 63), line);
    dialogue->code = (int)strtol(text, NULL, 10);
    dialogue->enhanced[0] = '\0';
    if (sscanf(text + 3, "%*[ -]%1d.%3d.%3d%n", &class, &subject, &detail, &used) == 3 && used > 0)
        snprintf(dialogue->enhanced, sizeof dialogue->enhanced, "%d.%d.%d", class % 10,
                 subject % 1000, detail % 1000);
}

static int on_debug(CURL *easy, curl_infotype type, char *data, size_t size, void *context)
{
    (void)easy;
    if (type == CURLINFO_HEADER_OUT || type == CURLINFO_HEADER_IN)
        mail_overhear(context, type == CURLINFO_HEADER_OUT, data, size);
    return 0;
}

static void set_server(CURL *easy, const struct settings *settings)
{
    const char *user = settings->courier.smtp_user;
    curl_easy_setopt(easy, CURLOPT_URL, settings->courier.smtp_url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     (long)(settings->courier.smtp_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (settings->courier.smtp_ca != NULL)
        curl_easy_setopt(easy, CURLOPT_CAINFO, settings->courier.smtp_ca);
    if (user != NULL && *user != '\0') {
        curl_easy_setopt(easy, CURLOPT_USERNAME, user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD,
                         settings->courier.smtp_password == NULL ? ""
                                                                 : settings->courier.smtp_password);
    }
}

bool mail_prepare(CURL *easy, struct arena *arena, const struct settings *settings,
                  const struct mail *mail, struct mail_dialogue *dialogue, struct mail_parts *parts)
{
    const char *sender = mail_address_of(arena, settings->courier.from);
    if (sender == NULL || !add_line(&parts->recipients, arena_printf(arena, "<%s>", mail->to)) ||
        !add_headers(arena, settings, mail, &parts->headers) || !add_mime(easy, arena, mail, parts))
        return false;
    sender = arena_printf(arena, "<%s>", sender);
    if (sender == NULL) return false;
    set_server(easy, settings);
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, sender);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, parts->recipients);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, parts->headers);
    curl_easy_setopt(easy, CURLOPT_MIMEPOST, parts->mime);
    /* Heard, not logged: libcurl does not say which of its commands was refused. */
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, dialogue);
    return true;
}

void mail_release(struct mail_parts *parts)
{
    curl_mime_free(parts->mime);
    curl_slist_free_all(parts->headers);
    curl_slist_free_all(parts->recipients);
    *parts = (struct mail_parts){NULL, NULL, NULL};
}

void try_tell_transfer(CURLcode result, char text[TRY_TEXT])
{
    static const struct {
        CURLcode result;
        const char *says;
    } known[] = {
        {CURLE_COULDNT_RESOLVE_HOST, ERROR_SAYS("the name of the host was not found")},
        {CURLE_COULDNT_CONNECT, ERROR_SAYS("the host could not be reached")},
        {CURLE_OPERATION_TIMEDOUT, ERROR_SAYS("the host took too long")},
        {CURLE_USE_SSL_FAILED, ERROR_SAYS("the host offers no TLS")},
        {CURLE_SSL_CONNECT_ERROR, ERROR_SAYS("could not agree with the host on TLS")},
        {CURLE_PEER_FAILED_VERIFICATION, ERROR_SAYS("the certificate of the host is not trusted")},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].result == result) {
            snprintf(text, TRY_TEXT, "%s", known[i].says);
            return;
        }
    snprintf(text, TRY_TEXT, ERROR_SAYS("could not send: %s"), curl_easy_strerror(result));
}

enum try_end mail_judge(CURLcode result, const struct mail_dialogue *dialogue, char text[TRY_TEXT])
{
    static const char *const places[] = {ERROR_SAYS("the log-in"), ERROR_SAYS("the sender"),
                                         ERROR_SAYS("the recipient"), ERROR_SAYS("the content")};
    char answer[sizeof dialogue->enhanced + 16];
    text[0] = '\0';
    if (result == CURLE_OK) return TRY_SENT;
    if (dialogue->code == 0) {
        try_tell_transfer(result, text);
        return TRY_LATER;
    }
    snprintf(answer, sizeof answer, "%d%s%s", dialogue->code,
             dialogue->enhanced[0] != '\0' ? " " : "", dialogue->enhanced);
    snprintf(text, TRY_TEXT, ERROR_SAYS("%s: the mail server refused %s"), answer,
             places[dialogue->stage]);
    if (dialogue->code < 500 || dialogue->stage < MAIL_RECIPIENT) return TRY_LATER;
    /* 5.7: a matter of policy (we may not send there), which says nothing of the address. */
    bool policy = strncmp(dialogue->enhanced, "5.7.", 4) == 0;
    return dialogue->stage == MAIL_RECIPIENT && !policy ? TRY_BOUNCED : TRY_REFUSED;
}
