/* Values that are written as text: what each type may look like. */
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "workflow/holiday.h"
#include "workflow/hours.h"

static bool lower_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A code (others "-") or a user name (others "-._"). */
static bool is_code(const char *text, const char *others)
{
    size_t length = strlen(text);
    if (length == 0 || length > 63 || !lower_or_digit(text[0])) return false;
    for (const char *at = text; *at != '\0'; at++)
        if (!lower_or_digit(*at) && strchr(others, *at) == NULL) return false;
    return true;
}

/* "Europe/Sofia", "Etc/GMT+2", "UTC"; whether there is such a zone is for the database to say. */
static bool is_zone(const char *text)
{
    size_t length = strlen(text);
    if (length > 63 || !letter(text[0]) || text[length - 1] == '/') return false;
    for (const char *at = text; *at != '\0'; at++)
        if (!letter(*at) && strchr("0123456789/_+-", *at) == NULL) return false;
    return strstr(text, "//") == NULL;
}

/* "en", "bg", "pt-BR" */
static bool is_language(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    if (length < 2 || length > 3) return false;
    if (text[length] == '\0') return true;
    const char *region = text + length + 1;
    return text[length] == '-' && strspn(region, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2 &&
           region[2] == '\0';
}

static bool is_currency(const char *text)
{
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 && text[3] == '\0';
}

static bool is_item_code(const char *text)
{
    return is_code(text, "-");
}

static bool is_user_name(const char *text)
{
    return is_code(text, "-._");
}

static bool is_date(const char *text)
{
    civil_day day;
    return civil_day_parse(text, &day);
}

static bool is_time(const char *text)
{
    return hours_time(text) >= 0;
}

static bool is_hours(const char *text)
{
    struct span span;
    return hours_span(text, &span);
}

static bool is_rule(const char *text)
{
    struct holiday_rule rule;
    return holiday_rule_parse(text, &rule);
}

/* HTTPS, without a password in it; what the host resolves to is for the courier to judge. */
static bool is_url(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-._~:/?[]!$&'()*+,;=%";
    if (strncmp(text, "https://", 8) != 0 || strspn(text, plain) != strlen(text)) return false;
    size_t host = strcspn(text + 8, "/?");
    return host > 0 && text[8] != ':' && text[8] != '.';
}

static const struct {
    bool (*is)(const char *text);
    const char *right;
} forms[] = {
    [TYPE_CODE] = {is_item_code,
                   ERROR_SAYS("a code: lower-case letters, digits and hyphens, at most 63, a "
                              "letter or digit first")},
    [TYPE_USER_NAME] = {is_user_name,
                        ERROR_SAYS("a user name: lower-case letters, digits, hyphens, dots and "
                                   "underscores, at most 63, a letter or digit first")},
    [TYPE_ZONE] = {is_zone, ERROR_SAYS("a time zone such as \"Europe/Sofia\"")},
    [TYPE_LANGUAGE] = {is_language, ERROR_SAYS("a language such as \"en\" or \"pt-BR\"")},
    [TYPE_CURRENCY] = {is_currency, ERROR_SAYS("a currency such as \"EUR\"")},
    [TYPE_DATE] = {is_date, ERROR_SAYS("a date such as \"2026-03-03\"")},
    [TYPE_TIME] = {is_time, ERROR_SAYS("a time such as \"17:00\"")},
    [TYPE_HOURS] = {is_hours,
                    ERROR_SAYS(
                        "opening hours such as \"08:30-12:00\", the first before the second")},
    [TYPE_URL] = {is_url,
                  ERROR_SAYS(
                      "an address such as \"https://hooks.example/onestop\", without user and "
                      "password")},
    [TYPE_RULE] = {is_rule,
                   ERROR_SAYS(
                       "a holiday rule such as \"12-25\", \"easter+1\", \"orthodox-easter-2\", "
                       "\"first-monday-of-9\" or \"last-monday-of-5\"")},
};

/* Plain text: some characters, no control characters but line ends, no blanks at the ends. */
static const char *text_fault(const char *text, size_t length)
{
    static const char control[] = ERROR_SAYS("has a control character in it; write plain text");
    if (length == 0)
        return ERROR_SAYS("is empty; write something, or leave the key out when it may be");
    if (strlen(text) != length) return control;
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] < 0x20 && text[i] != '\n' && text[i] != '\t') ||
            text[i] == 0x7f)
            return control;
    if (strchr(" \n\t", text[0]) != NULL || strchr(" \n\t", text[length - 1]) != NULL)
        return ERROR_SAYS("begins or ends with a blank; take it away");
    return NULL;
}

static bool check_name(const struct desk_scope *scope, const char *path, const char *text,
                       const struct desk_field *field)
{
    const struct name_set *set = field->names;
    char all[256] = "";
    for (int i = 0; i < set->count; i++) {
        if (set->names[i][0] == '\0') continue;
        if (strcmp(set->names[i], text) == 0) return true;
        size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "%s%s", used > 0 ? ", " : "", set->names[i]);
    }
    const char *nearest = desk_nearest(text, set->names, (size_t)set->count);
    if (nearest != NULL)
        desk_fault(scope->definition, scope->file, path,
                   "\"%.80s\" is not known here; did you mean \"%s\"? Known: %s", text, nearest,
                   all);
    else
        desk_fault(scope->definition, scope->file, path, "\"%.80s\" is not known here; known: %s",
                   text, all);
    return false;
}

bool desk_check_text(const struct desk_scope *scope, const char *path, const char *text,
                     size_t length, const struct desk_field *field)
{
    size_t max = field->max > 0 ? (size_t)field->max : DESK_TEXT_MAX;
    const char *fault = text_fault(text, length);
    if (fault != NULL) {
        desk_fault(scope->definition, scope->file, path, "the text %s", fault);
        return false;
    }
    if (length > max) {
        desk_fault(scope->definition, scope->file, path,
                   "the text is too long: %zu bytes, at most %zu are allowed", length, max);
        return false;
    }
    if (field->type == TYPE_NAME) return check_name(scope, path, text, field);
    enum desk_type type = field->type;
    if (type == TYPE_REFERENCE) type = field->target == DESK_STAFF ? TYPE_USER_NAME : TYPE_CODE;
    if (type >= sizeof forms / sizeof *forms || forms[type].is == NULL || forms[type].is(text))
        return true;
    desk_fault(scope->definition, scope->file, path, "\"%.80s\" is not %s", text,
               forms[type].right);
    return false;
}
