/* Pages for the public: the frame, the style, what goes out with each, refusals. */
#include "daemon/public_page.h"

#include <string.h>

#include "daemon/page_policy.h"
#include "proto/arena.h"

/* Sizes follow the reader's font, so that 400 % zoom is a narrow window; contrasts are 7 to 1 and
 * more; what is pressed is 44 px high (WCAG 2.2: 1.4.4, 1.4.6, 1.4.10, 2.4.13, 2.5.8). */
static const char style[] =
    "*{box-sizing:border-box}"
    "body{margin:0;font:1.125rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;"
    "overflow-wrap:anywhere}"
    "header,main{max-width:40rem;margin:0 auto;padding:1rem}"
    "header{border-bottom:.25rem solid #0b4a82;font-weight:600}"
    "h1{font-size:1.6rem;line-height:1.2;margin:.5rem 0 1rem}"
    "h2{font-size:1.2rem;line-height:1.3;margin:0 0 .5rem}"
    "p{margin:0 0 1rem}"
    ".said{white-space:pre-line}"
    "fieldset,.written{border:0;margin:0 0 1.5rem;padding:0;min-width:0}"
    "legend,.question{display:block;padding:0;margin:0 0 .5rem;font-weight:600}"
    "legend{float:left;width:100%}" /* so that a border of the fieldset begins above it */
    ".answers,.error{clear:both}"
    ".needed{font-weight:400}"
    ".answers{display:flex;flex-wrap:wrap;gap:.5rem}"
    ".answers label{display:inline-flex;align-items:center;gap:.5rem;min-height:2.75rem;"
    "min-width:3.5rem;padding:.25rem .75rem;border:.125rem solid #595959;border-radius:.25rem}"
    "input{width:1.25rem;height:1.25rem;margin:0;flex:none}"
    "textarea{display:block;width:100%;min-height:8rem;padding:.5rem;font:inherit;color:inherit;"
    "background:#fff;border:.125rem solid #595959;border-radius:.25rem}"
    "button{min-height:2.75rem;padding:.5rem 1.25rem;font:inherit;font-weight:600;color:#fff;"
    "background:#0b4a82;border:.125rem solid #0b4a82;border-radius:.25rem;white-space:normal}"
    "a{color:#0b4a82}"
    ":focus-visible{outline:.1875rem solid #1a1a1a;outline-offset:.1875rem}"
    ".summary{border:.25rem solid #a00020;padding:1rem;margin:0 0 1.5rem}"
    ".summary ul{margin:0;padding-left:1.25rem}"
    ".summary a,.error{color:#a00020;font-weight:600}"
    ".error{margin:0 0 .5rem}"
    ".wrong{border-left:.25rem solid #a00020;padding-left:.75rem}"
    "section+section{margin-top:2rem}";

void public_page_begin(struct html *html, struct arena *arena, const char *language,
                       const char *before, const char *title, const char *agency)
{
    html_begin(html, arena);
    html_put(html,
             "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"robots\" content=\"noindex\">\n"
             "<title>%s%s</title>\n<style>",
             language, before, title);
    html_raw(html, style);
    html_raw(html, "</style>\n</head>\n<body>\n");
    if (agency != NULL) html_put(html, "<header>%s</header>\n", agency);
    html_raw(html, "<main>\n");
}

void public_page_end(struct html *html)
{
    html_raw(html, "</main>\n</body>\n</html>\n");
}

void public_page_answer(struct request *request, int status, struct html *html)
{
    const char *text = html_page(html);
    const char *policy = page_policy(request->arena, style, "self", "");
    if (text == NULL || policy == NULL) { /* a page that refuses is small; this cannot go round */
        request_answer_empty(request, status == 200 ? 413 : status);
        return;
    }
    request_header(request, "Content-Security-Policy", policy);
    request_header(request, "Referrer-Policy", "no-referrer");
    request_header(request, "X-Robots-Tag", "noindex");
    request_answer_html(request, status, text);
}

/* ---- refusals ---- */

enum refusal {
    REFUSAL_MISSING,
    REFUSAL_VOID,
    REFUSAL_BUSY,
    REFUSAL_UNREAD,
    REFUSAL_UNFIT,
    REFUSALS
};

static const struct {
    const char *language;
    struct {
        const char *title, *text;
    } of[REFUSALS];
} words[] = {
    {"en",
     {[REFUSAL_MISSING] = {"There is no such page",
                           "Perhaps it was taken back, or its address is not complete."},
      [REFUSAL_VOID] = {"This link is not valid, or not any more",
                        "A survey can be answered once, and for a limited time. Answers that were "
                        "sent have arrived, and we thank you for them. If you have not answered "
                        "yet, please open the link again, whole, as it stands in our message."},
      [REFUSAL_BUSY] = {"We cannot take this at the moment",
                        "Please wait some minutes and try again."},
      [REFUSAL_UNREAD] = {"We could not read what was sent",
                          "Please open the link in our message again and send the form once "
                          "more."},
      [REFUSAL_UNFIT] = {"This page cannot be shown like this",
                         "Please open its address in a web browser."}}},
    {"bg",
     {[REFUSAL_MISSING] = {"Няма такава страница",
                           "Може да е била оттеглена или адресът да не е пълен."},
      [REFUSAL_VOID] = {"Тази връзка не е валидна или вече не е валидна",
                        "На анкетата може да се отговори веднъж и в определен срок. Изпратените "
                        "отговори са получени, благодарим Ви за тях. Ако още не сте отговорили, "
                        "моля, отворете отново цялата връзка от нашето съобщение."},
      [REFUSAL_BUSY] = {"В момента не можем да приемем това",
                        "Моля, изчакайте няколко минути и опитайте отново."},
      [REFUSAL_UNREAD] = {"Изпратеното не можа да бъде прочетено",
                          "Моля, отворете отново връзката от нашето съобщение и изпратете "
                          "формуляра още веднъж."},
      [REFUSAL_UNFIT] = {"Страницата не може да бъде показана по този начин",
                         "Моля, отворете адреса ѝ в уеб браузър."}}},
};
enum { LANGUAGES = sizeof words / sizeof words[0] };

static enum refusal refusal_of(const struct request *request, int status)
{
    bool survey = strcmp(request->route->path, PATH_SURVEY_PAGE) == 0;
    if (status == 404) return survey ? REFUSAL_VOID : REFUSAL_MISSING;
    if (status == 429 || status >= 500) return REFUSAL_BUSY;
    return request->method == HTTP1_POST ? REFUSAL_UNREAD : REFUSAL_UNFIT;
}

void public_page_refuse(struct request *request, int status)
{
    enum refusal refusal = refusal_of(request, status);
    struct html html;
    public_page_begin(&html, request->arena, words[0].language, "", words[0].of[refusal].title,
                      NULL);
    for (int i = 0; i < LANGUAGES; i++)
        html_put(&html,
                 i == 0 ? "<section lang=\"%s\">\n<h1>%s</h1>\n<p>%s</p>\n</section>\n"
                        : "<section lang=\"%s\">\n<h2>%s</h2>\n<p>%s</p>\n</section>\n",
                 words[i].language, words[i].of[refusal].title, words[i].of[refusal].text);
    public_page_end(&html);
    public_page_answer(request, status, &html);
}
