/* The page of a survey. What the administration asks comes from the desk, in any language; the
 * words around it are there in those below, and in English for all others, marked as such. */
#include "daemon/survey_page.h"

#include <json-c/json.h>
#include <string.h>

#include "daemon/public_page.h"
#include "proto/arena.h"
#include "proto/codec.h"
#include "proto/json_get.h"
#include "workflow/survey.h"
#include "workflow/template.h"

struct words {
    const char *language;
    const char *about, *until, *needed, *none, *yes, *no, *at_most, *send, *thanks;
    const char *error, *summary, *empty;
    const char *faults[SURVEY_TOO_LONG + 1];
};

_Static_assert(SURVEY_ANSWER_MAX == 4000, "as the words say");
static const struct words all_words[] = {
    {.language = "en",
     .about = "It is about: ",
     .until = "You can answer until ",
     .needed = "(please answer)",
     .none = "No answer",
     .yes = "Yes",
     .no = "No",
     .at_most = "At most 4000 characters.",
     .send = "Send the answers",
     .thanks = "Thank you. Your answers have arrived.",
     .error = "Error: ",
     .summary = "Your answers were not sent yet",
     .empty = "Please answer at least one question.",
     .faults = {[SURVEY_MISSING] = "Please answer this question.",
                [SURVEY_NO_ANSWER] = "Please choose one of the answers.",
                [SURVEY_TOO_LONG] = "Please make this shorter."}},
    {.language = "bg",
     .about = "Относно: ",
     .until = "Можете да отговорите до ",
     .needed = "(моля, отговорете)",
     .none = "Без отговор",
     .yes = "Да",
     .no = "Не",
     .at_most = "Най-много 4000 знака.",
     .send = "Изпратете отговорите",
     .thanks = "Благодарим Ви. Получихме отговорите Ви.",
     .error = "Грешка: ",
     .summary = "Отговорите Ви още не са изпратени",
     .empty = "Моля, отговорете поне на един въпрос.",
     .faults = {[SURVEY_MISSING] = "Моля, отговорете на този въпрос.",
                [SURVEY_NO_ANSWER] = "Моля, изберете един от отговорите.",
                [SURVEY_TOO_LONG] = "Моля, съкратете този текст."}},
};

/* A page being written, and its words. */
struct writing {
    struct html *html;
    const struct survey_page *page;
    const struct words *words;
    const char *foreign; /* " lang=…" of words in another language than the page; "": the same */
};

static struct writing begin(struct html *html, const struct survey_page *page, const char *language)
{
    struct writing writing = {html, page, NULL, ""};
    for (size_t i = 0; i < sizeof all_words / sizeof all_words[0]; i++)
        if (template_language_is(language, all_words[i].language)) writing.words = &all_words[i];
    if (writing.words == NULL) {
        writing.words = &all_words[0];
        writing.foreign = " lang=\"en\"";
    }
    return writing;
}

/* A text of the words. */
static void put_words(const struct writing *writing, const char *text)
{
    html_raw(writing->html, "<span");
    html_raw(writing->html, writing->foreign);
    html_put(writing->html, ">%s</span>", text);
}

/* ---- questions ---- */

static struct json_object *question_at(const struct writing *writing, size_t i)
{
    return json_object_array_get_idx(json_get_list(writing->page->asked, "questions"), i);
}

static const char *sent(const struct writing *writing, const char *code)
{
    const char *value = writing->page->form == NULL ? NULL : form_value(writing->page->form, code);
    return value == NULL ? "" : value;
}

/* One way to answer. number: its place; the first one has the id that the summary leads to. */
static void put_choice(const struct writing *writing, const char *code, int number,
                       const char *value, const char *label, bool words)
{
    struct html *html = writing->html;
    html_put(html, "<label><input type=\"radio\" name=\"%s\" value=\"%s\"", code, value);
    if (number == 0) html_put(html, " id=\"q-%s\"", code);
    if (strcmp(sent(writing, code), value) == 0) html_raw(html, " checked");
    html_raw(html, "> ");
    if (words)
        put_words(writing, label);
    else
        html_put(html, "%s", label);
    html_raw(html, "</label>\n");
}

static void put_choices(const struct writing *writing, struct json_object *question,
                        enum question_kind kind)
{
    static const char *const scale[] = {"1", "2", "3", "4", "5"};
    const char *code = json_get_text(question, "code");
    int number = 0;
    html_raw(writing->html, "<div class=\"answers\">\n");
    if (kind == QUESTION_SCALE)
        for (; number < SURVEY_SCALE; number++)
            put_choice(writing, code, number, scale[number], scale[number], false);
    if (kind == QUESTION_YES_NO) {
        put_choice(writing, code, number++, name_of(&yes_no_names, ANSWER_YES), writing->words->yes,
                   true);
        put_choice(writing, code, number++, name_of(&yes_no_names, ANSWER_NO), writing->words->no,
                   true);
    }
    if (!json_get_bool(question, "required"))
        put_choice(writing, code, number, "", writing->words->none, true);
    html_raw(writing->html, "</div>\n");
}

/* What is said of the question: its text, that it is needed, what is wrong. */
static void put_asked(const struct writing *writing, struct json_object *question)
{
    html_put(writing->html, "%s", json_get_text(question, "text"));
    if (!json_get_bool(question, "required")) return;
    html_raw(writing->html, " ");
    html_raw(writing->html, "<span class=\"needed\"");
    html_raw(writing->html, writing->foreign);
    html_put(writing->html, ">%s</span>", writing->words->needed);
}

static void put_fault(const struct writing *writing, const char *code, enum survey_fault fault)
{
    if (fault == SURVEY_FINE) return;
    html_raw(writing->html, "<p class=\"error\"");
    html_raw(writing->html, writing->foreign);
    html_put(writing->html, " id=\"error-%s\">%s</p>\n", code, writing->words->faults[fault]);
}

static void put_written(const struct writing *writing, struct json_object *question,
                        enum survey_fault fault)
{
    struct html *html = writing->html;
    const char *code = json_get_text(question, "code");
    html_raw(html, fault == SURVEY_FINE ? "<div class=\"written\">\n"
                                        : "<div class=\"written wrong\">\n");
    html_put(html, "<label class=\"question\" for=\"q-%s\">", code);
    put_asked(writing, question);
    html_raw(html, "</label>\n");
    put_fault(writing, code, fault);
    html_raw(html, "<p");
    html_raw(html, writing->foreign);
    html_put(html, " id=\"most-%s\">%s</p>\n", code, writing->words->at_most);
    html_put(html, "<textarea id=\"q-%s\" name=\"%s\" rows=\"5\" aria-describedby=\"", code, code);
    if (fault != SURVEY_FINE) html_put(html, "error-%s ", code);
    html_put(html, "most-%s\"", code);
    if (fault != SURVEY_FINE) html_raw(html, " aria-invalid=\"true\"");
    /* The first line break after the tag is the tag's, and not of the text. */
    html_put(html, ">\n%s</textarea>\n</div>\n", sent(writing, code));
}

static void put_question(const struct writing *writing, size_t i)
{
    struct html *html = writing->html;
    struct json_object *question = question_at(writing, i);
    const char *code = json_get_text(question, "code");
    int kind = name_number(&question_kind_names, json_get_text(question, "kind"));
    enum survey_fault fault = writing->page->faults[i];
    if (kind == QUESTION_TEXT) {
        put_written(writing, question, fault);
        return;
    }
    html_raw(html, fault == SURVEY_FINE ? "<fieldset" : "<fieldset class=\"wrong\"");
    if (fault != SURVEY_FINE) html_put(html, " aria-describedby=\"error-%s\"", code);
    html_raw(html, ">\n<legend>");
    put_asked(writing, question);
    html_raw(html, "</legend>\n");
    put_fault(writing, code, fault);
    put_choices(writing, question, (enum question_kind)kind);
    html_raw(html, "</fieldset>\n");
}

/* ---- the page ---- */

/* What is wrong, each with a way there; the keyboard begins at it. */
static void put_summary(const struct writing *writing, size_t questions)
{
    struct html *html = writing->html;
    size_t told = 0;
    html_raw(html, "<div class=\"summary\" role=\"alert\" tabindex=\"-1\" autofocus "
                   "aria-labelledby=\"summary\">\n<h2 id=\"summary\">");
    put_words(writing, writing->words->summary);
    html_raw(html, "</h2>\n<ul>\n");
    for (size_t i = 0; i < questions; i++) {
        struct json_object *question = question_at(writing, i);
        enum survey_fault fault = writing->page->faults[i];
        if (fault == SURVEY_FINE) continue;
        told++;
        html_put(html, "<li><a href=\"#q-%s\">", json_get_text(question, "code"));
        put_words(writing, writing->words->faults[fault]);
        html_put(html, " %s</a></li>\n", json_get_text(question, "text"));
    }
    if (told == 0) {
        html_put(html, "<li><a href=\"#q-%s\">", json_get_text(question_at(writing, 0), "code"));
        put_words(writing, writing->words->empty);
        html_raw(html, "</a></li>\n");
    }
    html_raw(html, "</ul>\n</div>\n");
}

static void put_beginning(const struct writing *writing, const char *language)
{
    struct html *html = writing->html;
    const char *invitation = json_get_text(writing->page->asked, "invitation");
    const char *service = json_get_text(writing->page->asked, "service");
    char until[TEMPLATE_TIME_SIZE];
    if (invitation != NULL) html_put(html, "<p class=\"said\">%s</p>\n", invitation);
    if (service != NULL) {
        html_raw(html, "<p>");
        put_words(writing, writing->words->about);
        html_put(html, "%s</p>\n", service);
    }
    template_time(writing->page->zone, language, writing->page->until_us, TEMPLATE_DATE_TIME,
                  until);
    html_raw(html, "<p>");
    put_words(writing, writing->words->until);
    html_put(html, "%s</p>\n", until);
}

void survey_page_form(struct html *html, struct arena *arena, const struct survey_page *page)
{
    const char *language = json_get_text(page->asked, "language");
    const char *title = json_get_text(page->asked, "title");
    struct writing writing = begin(html, page, language);
    size_t questions = json_get_length(json_get_list(page->asked, "questions"));
    public_page_begin(html, arena, language, page->refused ? writing.words->error : "", title,
                      json_get_text(page->asked, "agency"));
    if (page->refused) put_summary(&writing, questions);
    html_put(html, "<h1>%s</h1>\n", title);
    put_beginning(&writing, language);
    html_raw(html, "<form method=\"post\" accept-charset=\"utf-8\" autocomplete=\"off\" "
                   "novalidate>\n");
    for (size_t i = 0; i < questions; i++) put_question(&writing, i);
    html_raw(html, "<button type=\"submit\"");
    html_raw(html, writing.foreign);
    html_put(html, ">%s</button>\n</form>\n", writing.words->send);
    public_page_end(html);
}

void survey_page_thanks(struct html *html, struct arena *arena, struct json_object *asked)
{
    const char *language = json_get_text(asked, "language");
    const char *thanks = json_get_text(asked, "thanks");
    struct writing writing = begin(html, NULL, language);
    public_page_begin(html, arena, language, "", json_get_text(asked, "title"),
                      json_get_text(asked, "agency"));
    html_raw(html, "<h1>");
    put_words(&writing, writing.words->thanks);
    html_raw(html, "</h1>\n");
    if (thanks != NULL) html_put(html, "<p class=\"said\">%s</p>\n", thanks);
    public_page_end(html);
}
