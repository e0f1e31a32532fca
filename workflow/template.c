/* The language of templates: one reader, one loop for checking and filling. */
#include "workflow/template.h"

#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/types.h"
#include "workflow/html.h"

enum { NAME_SHOWN = 40, OUT_FIRST = 1024, MISSING_MAX = 160 };

enum token_kind {
    TOKEN_END,
    TOKEN_TEXT,
    TOKEN_FIELD,
    TOKEN_IF,
    TOKEN_ELSE,
    TOKEN_ENDIF,
    TOKEN_BAD
};

enum filter { FILTER_NONE, FILTER_DATE, FILTER_TIME, FILTER_LINES, FILTER_PARAGRAPHS, FILTERS };
static const char *const filter_names[FILTERS] = {"", "date", "time", "lines", "paragraphs"};

struct token {
    enum token_kind kind;
    const char *at; /* where it begins in the text */
    size_t length;  /* of TOKEN_TEXT */
    int field;
    enum filter filter;
};

/* An {{#if}} that is open. */
struct branch {
    const char *at;
    bool outer; /* what is around it is written */
    bool holds;
    bool in_else;
};

struct filling {
    struct arena *arena;
    const struct template_fields *fields;
    const struct template_value *values; /* NULL: only checked */
    const struct template_style *style;
    const char *text, *where, *next;
    struct error *error;
    struct branch branches[TEMPLATE_DEPTH_MAX];
    size_t depth;
    bool wrong, writes, full;
    char missing[MISSING_MAX];
    char *out;
    size_t length, capacity;
};

/* ---- faults ---- */

static void fault(struct filling *filling, const char *at, const char *what, const char *name,
                  size_t length)
{
    int line = 1, column = 1;
    for (const char *c = filling->text; c < at; c++) {
        if (*c == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)*c & 0xC0) != 0x80) {
            column++;
        }
    }
    size_t shown = length < NAME_SHOWN ? length : NAME_SHOWN;
    if (shown > 0)
        error_field(filling->error, filling->where, "line %d, column %d: %s %.*s", line, column,
                    what, (int)shown, name);
    else
        error_field(filling->error, filling->where, "line %d, column %d: %s", line, column, what);
    filling->wrong = true;
}

static void hint_fields(struct filling *filling)
{
    char text[ERROR_TEXT];
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < filling->fields->count && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? ", " : "",
                                 filling->fields->fields[i].name);
    error_hint(filling->error, "fields: %s", text);
}

/* ---- reading ---- */

struct span {
    const char *at;
    size_t length;
};

static struct span trimmed(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t')) from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t')) to--;
    return (struct span){from, (size_t)(to - from)};
}

static bool is(struct span span, const char *word)
{
    return span.length == strlen(word) && memcmp(span.at, word, span.length) == 0;
}

static int find_field(const struct filling *filling, struct span name)
{
    for (size_t i = 0; i < filling->fields->count; i++)
        if (is(name, filling->fields->fields[i].name)) return (int)i;
    return -1;
}

static void read_filter(struct filling *filling, struct span name, struct token *token)
{
    for (int i = FILTER_DATE; i < FILTERS; i++)
        if (is(name, filter_names[i])) token->filter = (enum filter)i;
    bool of_time = token->filter == FILTER_DATE || token->filter == FILTER_TIME;
    if (token->filter == FILTER_NONE) {
        fault(filling, name.at,
              ERROR_SAYS("there is no form of this name (date, time, lines, paragraphs):"), name.at,
              name.length);
        token->kind = TOKEN_BAD;
    } else if (token->field >= 0 && of_time != filling->fields->fields[token->field].is_time) {
        fault(filling, name.at,
              of_time ? ERROR_SAYS("is no time, so it has no")
                      : ERROR_SAYS("is a time, so it has no"),
              name.at, name.length);
        token->kind = TOKEN_BAD;
    }
}

static void read_name(struct filling *filling, struct span name, struct token *token)
{
    token->field = find_field(filling, name);
    if (token->field >= 0) return;
    if (name.length == 0)
        fault(filling, token->at, ERROR_SAYS("a field's name is missing"), "", 0);
    else
        fault(filling, name.at, ERROR_SAYS("there is no field"), name.at, name.length);
    token->kind = TOKEN_BAD;
}

/* What stands between {{ and }}. */
static void read_tag(struct filling *filling, struct span inside, struct token *token)
{
    const char *end = inside.at + inside.length;
    if (is(inside, "else")) {
        token->kind = TOKEN_ELSE;
    } else if (is(inside, "/if")) {
        token->kind = TOKEN_ENDIF;
    } else if (inside.length > 3 && memcmp(inside.at, "#if", 3) == 0 &&
               (inside.at[3] == ' ' || inside.at[3] == '\t')) {
        token->kind = TOKEN_IF;
        read_name(filling, trimmed(inside.at + 3, end), token);
        token->kind = TOKEN_IF; /* of a field that is not there too: its {{/if}} has an opening */
    } else if (inside.length > 0 && (*inside.at == '#' || *inside.at == '/')) {
        token->kind = TOKEN_BAD;
        fault(filling, inside.at,
              ERROR_SAYS("there is only {{#if FIELD}}, {{else}} and {{/if}}, not"), inside.at,
              inside.length);
    } else {
        const char *bar = memchr(inside.at, '|', inside.length);
        token->kind = TOKEN_FIELD;
        read_name(filling, trimmed(inside.at, bar == NULL ? end : bar), token);
        if (bar != NULL) read_filter(filling, trimmed(bar + 1, end), token);
    }
}

static struct token read_token(struct filling *filling)
{
    struct token token = {.at = filling->next, .field = -1};
    const char *open = strstr(filling->next, "{{");
    if (*filling->next == '\0') return token;
    if (open != filling->next) {
        token.kind = TOKEN_TEXT;
        token.length = open == NULL ? strlen(filling->next) : (size_t)(open - filling->next);
        filling->next += token.length;
        return token;
    }
    const char *close = strstr(open + 2, "}}");
    const char *again = strstr(open + 2, "{{");
    if (close == NULL || (again != NULL && again < close)) {
        fault(filling, open, ERROR_SAYS("{{ without }}"), "", 0);
        token.kind = TOKEN_BAD;
        filling->next = again == NULL ? open + strlen(open) : again;
        return token;
    }
    filling->next = close + 2;
    read_tag(filling, trimmed(open + 2, close), &token);
    return token;
}

/* ---- writing ---- */

static void put(struct filling *filling, const char *bytes, size_t length)
{
    size_t capacity = filling->capacity == 0 ? OUT_FIRST : filling->capacity;
    while (filling->length + length + 1 > capacity) capacity *= 2;
    if (capacity != filling->capacity) {
        char *more = filling->full ? NULL : arena_alloc(filling->arena, capacity);
        if (more == NULL) {
            filling->full = true;
            return;
        }
        if (filling->length > 0) memcpy(more, filling->out, filling->length);
        filling->out = more;
        filling->capacity = capacity;
    }
    memcpy(filling->out + filling->length, bytes, length);
    filling->length += length;
    filling->out[filling->length] = '\0';
}

static void put_text(struct filling *filling, const char *text)
{
    put(filling, text, strlen(text));
}

static void put_html(struct filling *filling, const char *text, enum filter filter)
{
    if (filter == FILTER_PARAGRAPHS) put_text(filling, "<p>");
    for (; *text != '\0'; text++) {
        size_t breaks = strspn(text, "\r\n");
        const char *as = html_escape(*text);
        if (breaks > 0 && filter != FILTER_NONE) {
            size_t lines = 0;
            for (size_t i = 0; i < breaks; i++) lines += text[i] == '\n';
            bool paragraph = filter == FILTER_PARAGRAPHS && lines > 1;
            put_text(filling, paragraph ? "</p>\n<p>" : "<br>\n");
            text += breaks - 1;
        } else if (as != NULL) {
            put_text(filling, as);
        } else {
            put(filling, text, 1);
        }
    }
    if (filter == FILTER_PARAGRAPHS) put_text(filling, "</p>");
}

static bool has_value(const struct filling *filling, int field)
{
    const struct template_value *value = &filling->values[field];
    if (filling->fields->fields[field].is_time) return value->at_us != NO_TIME;
    return value->text != NULL && value->text[0] != '\0';
}

static void miss(struct filling *filling, int field)
{
    const char *name = filling->fields->fields[field].name;
    size_t used = strlen(filling->missing);
    const char *found = strstr(filling->missing, name);
    if (found != NULL && (found[strlen(name)] == ',' || found[strlen(name)] == '\0')) return;
    snprintf(filling->missing + used, sizeof filling->missing - used, "%s%s", used > 0 ? ", " : "",
             name);
}

static void put_field(struct filling *filling, const struct token *token)
{
    char text[TEMPLATE_TIME_SIZE];
    if (!has_value(filling, token->field)) {
        miss(filling, token->field);
        return;
    }
    const struct template_value *value = &filling->values[token->field];
    const char *words = value->text;
    if (filling->fields->fields[token->field].is_time) {
        template_time(filling->style->zone, filling->style->language, value->at_us,
                      token->filter == FILTER_DATE   ? TEMPLATE_DATE
                      : token->filter == FILTER_TIME ? TEMPLATE_TIME
                                                     : TEMPLATE_DATE_TIME,
                      text);
        words = text;
    }
    if (filling->style->html)
        put_html(filling, words, token->filter);
    else
        put_text(filling, words);
}

/* ---- the loop ---- */

static void open_branch(struct filling *filling, const struct token *token)
{
    if (filling->depth == TEMPLATE_DEPTH_MAX) {
        fault(filling, token->at, ERROR_SAYS("too many {{#if}} within each other"), "", 0);
        return;
    }
    struct branch *branch = &filling->branches[filling->depth++];
    *branch = (struct branch){.at = token->at, .outer = filling->writes};
    branch->holds = token->field >= 0 && filling->writes && has_value(filling, token->field);
    filling->writes = branch->outer && branch->holds;
}

static void turn_branch(struct filling *filling, const struct token *token)
{
    struct branch *branch = filling->depth == 0 ? NULL : &filling->branches[filling->depth - 1];
    if (branch == NULL || branch->in_else) {
        fault(filling, token->at, ERROR_SAYS("{{else}} without {{#if}}"), "", 0);
        return;
    }
    branch->in_else = true;
    filling->writes = branch->outer && !branch->holds;
}

static void close_branch(struct filling *filling, const struct token *token)
{
    if (filling->depth == 0)
        fault(filling, token->at, ERROR_SAYS("{{/if}} without {{#if}}"), "", 0);
    else
        filling->writes = filling->branches[--filling->depth].outer;
}

static void run(struct filling *filling)
{
    for (;;) {
        struct token token = read_token(filling);
        switch (token.kind) {
        case TOKEN_END: return;
        case TOKEN_TEXT:
            if (filling->writes) put(filling, token.at, token.length);
            break;
        case TOKEN_FIELD:
            if (filling->writes) put_field(filling, &token);
            break;
        case TOKEN_IF: open_branch(filling, &token); break;
        case TOKEN_ELSE: turn_branch(filling, &token); break;
        case TOKEN_ENDIF: close_branch(filling, &token); break;
        case TOKEN_BAD: break;
        }
    }
}

/* Reads the whole text; false: it has faults, which are told. */
static bool run_whole(struct filling *filling)
{
    run(filling);
    while (filling->depth > 0)
        fault(filling, filling->branches[--filling->depth].at,
              ERROR_SAYS("{{#if}} without {{/if}}"), "", 0);
    if (filling->wrong) hint_fields(filling);
    return !filling->wrong;
}

enum error_code template_check(const struct template_fields *fields, const char *text,
                               const char *where, struct error *error)
{
    struct filling filling = {
        .fields = fields, .text = text, .next = text, .where = where, .error = error};
    return run_whole(&filling) ? ERR_OK : error->code;
}

enum error_code template_fill(struct arena *arena, const struct template_fields *fields,
                              const struct template_value *values,
                              const struct template_style *style, const char *text,
                              const char *where, const char **out, struct error *error)
{
    enum error_code code = template_check(fields, text, where, error);
    struct filling filling = {.arena = arena,
                              .fields = fields,
                              .values = values,
                              .style = style,
                              .text = text,
                              .next = text,
                              .where = where,
                              .error = error,
                              .writes = true};
    if (code != ERR_OK) return code;
    put(&filling, "", 0);
    run(&filling);
    if (filling.full)
        return error_set(error, ERR_UNAVAILABLE, "could not get memory for this request");
    if (filling.missing[0] != '\0') {
        error_set(error, ERR_REFUSED, "the text needs what there is not here: %s", filling.missing);
        error_hint(error, "write it out, or put {{#if FIELD}} … {{/if}} around what needs it");
        return ERR_REFUSED;
    }
    *out = filling.out;
    return ERR_OK;
}
