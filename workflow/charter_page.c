/* The frame of a charter's page, and the pieces of which its sections are made. */
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/charter_int.h"
#include "workflow/template.h"

/* Sizes follow the reader's font, so that 400 % zoom is a narrow window; contrasts of text are 7 to
 * 1 and more, light or dark (WCAG 2.2: 1.4.3, 1.4.6, 1.4.10, 1.4.11, 2.4.1, 2.4.7). */
const char charter_style[] =
    ":root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--soft:#f2f4f7;--line:#6b6b6b;"
    "--link:#0b4a82;--good:#0b5a2b;--bad:#8f0018}"
    "@media (prefers-color-scheme:dark){:root{--ink:#ededed;--paper:#141414;--soft:#222426;"
    "--line:#9a9a9a;--link:#9ccaff;--good:#8fe0a8;--bad:#ffb3b3}}"
    "*{box-sizing:border-box}"
    "html{scroll-padding-top:1rem}"
    "body{margin:0;font:1.0625rem/1.55 system-ui,sans-serif;color:var(--ink);"
    "background:var(--paper);overflow-wrap:break-word}"
    "body>*{max-width:60rem;margin:0 auto;padding:1rem}"
    "header{border-bottom:.25rem solid var(--link)}"
    "footer{border-top:.0625rem solid var(--line);margin-top:2rem}"
    "h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0}"
    "h2{font-size:1.4rem;line-height:1.25;margin:2.5rem 0 .75rem;padding-top:.75rem;"
    "border-top:.0625rem solid var(--line)}"
    "h3{font-size:1.15rem;line-height:1.3;margin:1.75rem 0 .5rem}"
    "p,ul,ol,dl{margin:0 0 1rem}"
    "li{margin:.25rem 0}"
    "dt{font-weight:600}"
    "dd{margin:0 0 .5rem}"
    "a{color:var(--link)}"
    "nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}"
    "nav a{display:inline-block;padding:.35rem 0}"
    ".skip{position:absolute;left:-100rem}"
    ".skip:focus{position:static;display:block}"
    ":focus-visible{outline:.1875rem solid var(--ink);outline-offset:.1875rem}"
    "main:focus{outline:none}"
    ".wide{overflow-x:auto;margin:0 0 1.25rem}"
    "table{border-collapse:collapse;width:100%}"
    "caption{text-align:left;font-weight:600;padding:.25rem 0}"
    "th,td{border:.0625rem solid var(--line);padding:.5rem .625rem;text-align:left;"
    "vertical-align:top}"
    "thead th{background:var(--soft)}"
    "tbody th{font-weight:600}"
    ".note{display:block;font-weight:400}"
    ".kept{color:var(--good);font-weight:600}"
    ".missed{color:var(--bad);font-weight:600}"
    ".now{font-weight:600}"
    ".said{white-space:pre-line}"
    "blockquote{margin:0 0 1rem;padding:.25rem 0 .25rem 1rem;border-left:.25rem solid var(--link)}"
    "@media print{nav,.skip{display:none}body{font-size:11pt;color:#000;background:#fff}"
    "h2,h3,caption{break-after:avoid}tr,li,blockquote{break-inside:avoid}.wide{overflow:visible}"
    "a{color:#000}thead th{background:none}.kept,.missed{color:#000}}";

/* ---- pieces ---- */

void charter_say(const struct charter_page *page, const char *key)
{
    html_put(page->html, "%s", words_text(page->words, key));
}

void charter_say_paragraph(const struct charter_page *page, const char *key)
{
    html_put(page->html, "<p>%s</p>\n", words_text(page->words, key));
}

void charter_quote(const struct charter_page *page, const char *text, const char *language)
{
    if (language == NULL || template_language_is(language, words_language(page->words)))
        html_put(page->html, "%s", text);
    else
        html_put(page->html, "<span lang=\"%s\">%s</span>", language, text);
}

void charter_quote_desk(const struct charter_page *page, const char *text)
{
    charter_quote(page, text, page->charter->agency->locale);
}

void charter_section(const struct charter_page *page, const char *name)
{
    char key[CHARTER_KEY];
    snprintf(key, sizeof key, "charter.%s.title", name);
    html_put(page->html, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", name, name,
             words_text(page->words, key));
}

void charter_section_end(const struct charter_page *page)
{
    html_raw(page->html, "</section>\n");
}

void charter_table(const struct charter_page *page, const char *name)
{
    html_put(page->html,
             "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s-table\">\n"
             "<table>\n<caption id=\"%s-table\">",
             name, name);
}

void charter_columns(const struct charter_page *page, const char *const *keys)
{
    html_raw(page->html, "</caption>\n<thead>\n<tr>");
    for (; *keys != NULL; keys++)
        html_put(page->html, "<th scope=\"col\">%s</th>", words_text(page->words, *keys));
    html_raw(page->html, "</tr>\n</thead>\n<tbody>\n");
}

void charter_table_end(const struct charter_page *page)
{
    html_raw(page->html, "</tbody>\n</table>\n</div>\n");
}

/* ---- the frame ---- */

static void head(struct html *html, struct arena *arena, const struct words *words,
                 const char *title, const char *of)
{
    html_begin(html, arena);
    html_put(html,
             "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<title>%s%s%s</title>\n",
             words_language(words), title, of == NULL ? "" : ": ", of == NULL ? "" : of);
}

/* Ends the head and begins the body: the way past the navigation comes first. */
static void body(struct html *html, const struct words *words)
{
    html_raw(html, "<style>");
    html_raw(html, charter_style);
    html_raw(html, "</style>\n</head>\n<body>\n");
    html_put(html, "<a class=\"skip\" href=\"#main\">%s</a>\n", words_text(words, "charter.skip"));
}

/* The page in each language there is; path: "city", or "charter" of the index. */
static void alternates(struct html *html, const struct words *words, const char *base,
                       const char *path)
{
    html_put(html, "<link rel=\"canonical\" href=\"%s%s?language=%s\">\n", base, path,
             words_language(words));
    const struct words *other;
    for (size_t i = 0; (other = words_at(i)) != NULL; i++)
        html_put(html, "<link rel=\"alternate\" hreflang=\"%s\" href=\"%s%s?language=%s\">\n",
                 words_language(other), base, path, words_language(other));
    html_put(html, "<link rel=\"alternate\" hreflang=\"x-default\" href=\"%s%s\">\n", base, path);
}

static void languages(struct html *html, const struct words *words)
{
    html_put(html, "<nav aria-label=\"%s\">\n<ul>\n", words_text(words, "charter.nav.language"));
    const struct words *other;
    for (size_t i = 0; (other = words_at(i)) != NULL; i++) {
        const char *code = words_language(other);
        html_put(html, "<li><a href=\"?language=%s\" hreflang=\"%s\" lang=\"%s\"", code, code,
                 code);
        if (other == words) html_raw(html, " aria-current=\"true\"");
        html_put(html, ">%s</a></li>\n", charter_language_name(code));
    }
    html_raw(html, "</ul>\n</nav>\n");
}

static void contents(const struct charter_page *page)
{
    static const char *const sections[] = {"standards", "complaints", "said",    "offices",
                                           "languages", "services",   "reports", "data"};
    char key[CHARTER_KEY];
    html_put(page->html, "<nav aria-label=\"%s\">\n<ul>\n",
             words_text(page->words, "charter.nav.contents"));
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        snprintf(key, sizeof key, "charter.%s.title", sections[i]);
        html_put(page->html, "<li><a href=\"#%s\">%s</a></li>\n", sections[i],
                 words_text(page->words, key));
    }
    html_raw(page->html, "</ul>\n</nav>\n");
}

static void put_said(const struct charter_page *page)
{
    const struct charter *charter = page->charter;
    char date[WORDS_DATE];
    charter_section(page, "said");
    if (charter->said_count == 0) charter_say_paragraph(page, "charter.said.none");
    for (size_t i = 0; i < charter->said_count; i++) {
        words_date(page->words, charter->said[i].day, date);
        html_raw(page->html, "<blockquote><p class=\"said\">");
        charter_quote(page, charter->said[i].line, charter->said[i].language);
        html_put(page->html, "</p><p>%s</p></blockquote>\n", date);
    }
    charter_section_end(page);
}

static void put_reports(const struct charter_page *page)
{
    const struct charter *charter = page->charter;
    char period[WORDS_DATE];
    charter_section(page, "reports");
    if (charter->report_count == 0) charter_say_paragraph(page, "charter.reports.none");
    html_raw(page->html, charter->report_count == 0 ? "" : "<ul>\n");
    for (size_t i = 0; i < charter->report_count; i++) {
        const struct charter_report *report = &charter->reports[i];
        const char *language,
            *title = charter_report_title(charter, page->words, report, &language);
        html_put(page->html, "<li><a href=\"%s\">",
                 charter_report_link(charter, page->words, page->arena, report));
        charter_quote(page, title, language);
        html_put(page->html, ": %s</a></li>\n",
                 charter_period_text(page->words, report->period, period));
    }
    html_raw(page->html, charter->report_count == 0 ? "" : "</ul>\n");
    charter_section_end(page);
}

static void put_data(const struct charter_page *page)
{
    const struct charter *charter = page->charter;
    const char *language = words_language(page->words), *code = charter->agency->code;
    char date[WORDS_DATE];
    charter_section(page, "data");
    charter_say_paragraph(page, "charter.data.about");
    html_put(page->html,
             "<ul>\n<li><a href=\"%s.json?language=%s\" type=\"application/json\">JSON</a></li>\n"
             "<li><a href=\"%s.csv?language=%s\" type=\"text/csv\">CSV</a></li>\n</ul>\n",
             code, language, code, language);
    words_date(page->words, charter->as_of, date);
    html_put(page->html, "<p>%s</p>\n",
             words_fill_one(page->words, page->arena, "charter.data.as-of", "date", date));
    charter_section_end(page);
}

void charter_html(struct html *html, struct arena *arena, const struct charter *charter,
                  const struct words *words)
{
    struct charter_page page = {html, arena, charter, words};
    const char *name = charter->agency->name;
    head(html, arena, words, words_text(words, "charter.title"), name);
    alternates(html, words, charter->base, charter->agency->code);
    body(html, words);
    html_raw(html, "<header>\n<p>");
    charter_say(&page, "charter.title");
    html_raw(html, "</p>\n<h1>");
    charter_quote_desk(&page, name);
    html_raw(html, "</h1>\n");
    charter_say_paragraph(&page, "charter.about");
    languages(html, words);
    contents(&page);
    html_raw(html, "</header>\n<main id=\"main\" tabindex=\"-1\">\n");
    charter_html_promises(&page);
    charter_html_complaints(&page);
    put_said(&page);
    charter_html_offices(&page);
    charter_html_services(&page);
    put_reports(&page);
    put_data(&page);
    html_put(html,
             "</main>\n<footer>\n<p><a href=\"../charter?language=%s\">%s</a></p>\n</footer>\n",
             words_language(words), words_text(words, "charter.others"));
    html_raw(html, "</body>\n</html>\n");
}

void charter_index_html(struct html *html, struct arena *arena, const struct desk *desk,
                        const struct words *words, bool missing)
{
    const char *title =
        words_text(words, missing ? "charter.missing.title" : "charter.index.title");
    head(html, arena, words, title, NULL);
    if (!missing) alternates(html, words, "", "charter");
    body(html, words);
    html_put(html, "<header>\n<h1>%s</h1>\n", title);
    if (!missing) languages(html, words);
    html_raw(html, "</header>\n<main id=\"main\" tabindex=\"-1\">\n");
    html_put(html, "<p>%s</p>\n<ul>\n",
             words_text(words, missing ? "charter.missing.about" : "charter.index.about"));
    for (size_t i = 0; i < desk->agencies_count; i++) {
        const struct agency *agency = &desk->agencies[i];
        if (!agency->active) continue;
        /* The one stands at /charter, the other at /charter/CODE. */
        html_put(html, "<li><a href=\"%s%s?language=%s\" lang=\"%s\">%s</a></li>\n",
                 missing ? "" : "charter/", agency->code, words_language(words), agency->locale,
                 agency->name);
    }
    html_raw(html, "</ul>\n</main>\n</body>\n</html>\n");
}
