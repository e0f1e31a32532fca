/* Reports: texts in every language, measures that are there and can be told apart as wished,
 * periods within the report's, recipients with one address. */
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "workflow/customer.h"
#include "workflow/measure.h"
#include "workflow/report.h"
#include "workflow/words.h"

struct checking {
    struct desk_definition *definition;
    const struct desk_item *report;
    enum period period;
};

static bool has(struct json_object *object, const char *key)
{
    return json_object_object_get_ex(object, key, NULL);
}

/* Texts in each language once, and at least one. below: of the object that has them. */
static void check_texts(const struct checking *checking, struct json_object *object,
                        const char *below)
{
    struct json_object *texts = json_get_list(object, "texts");
    char path[80];
    if (texts != NULL && json_get_length(texts) == 0) {
        snprintf(path, sizeof path, "%.40s/texts", below);
        desk_item_fault(checking->definition, checking->report, path,
                        "texts in one language at least are needed");
    }
    for (size_t i = 0; i < json_get_length(texts); i++) {
        const char *language = json_get_text(json_get_item(texts, i), "language");
        snprintf(path, sizeof path, "%.40s/texts/%zu/language", below, i);
        if (desk_stands_before(texts, i, "language"))
            desk_item_fault(checking->definition, checking->report, path, "\"%s\" is there already",
                            language);
    }
}

/* Whether each figure of the measure can be told apart by what the section asks for. */
static void check_dimensions(const struct checking *checking, struct json_object *section,
                             const struct measure *measure, const char *below)
{
    static const char *const filters[] = {"office", "service", "channel", "segment", "queue"};
    uint32_t possible = measure_dimensions(measure);
    struct json_object *by = json_get_list(section, "by");
    for (size_t i = 0; i < json_get_length(by); i++) {
        const char *name = json_get_element(by, i);
        int dimension = name_number(&dimension_names, name);
        if (dimension != DIMENSION_NONE && (possible & DIMENSION_BIT(dimension)) == 0)
            desk_item_fault(checking->definition, checking->report, below,
                            "\"%s\" cannot be told by %s", measure->name, name);
    }
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        int dimension = name_number(&dimension_names, filters[i]);
        if (has(section, filters[i]) && (possible & DIMENSION_BIT(dimension)) == 0)
            desk_item_fault(checking->definition, checking->report, below,
                            "\"%s\" cannot be told of one %s", measure->name, filters[i]);
    }
}

static void check_measures(const struct checking *checking, struct json_object *section, size_t i)
{
    struct json_object *names = json_get_list(section, "measures");
    size_t count = json_get_length(names);
    char path[80], near[200];
    snprintf(path, sizeof path, "/sections/%zu/measures", i);
    if (names != NULL && (count == 0 || count > REPORT_MEASURES))
        desk_item_fault(checking->definition, checking->report, path,
                        "a section has 1 to %d measures", REPORT_MEASURES);
    for (size_t k = 0; k < count; k++) {
        const char *name = json_get_element(names, k);
        const struct measure *measure = name == NULL ? NULL : measure_by_name(name);
        snprintf(path, sizeof path, "/sections/%zu/measures/%zu", i, k);
        if (measure != NULL) {
            check_dimensions(checking, section, measure, path);
        } else if (name != NULL) {
            measure_nearest(name, near, sizeof near);
            desk_item_fault(checking->definition, checking->report, path,
                            "\"%.80s\" is no measure; near it: %s", name, near);
        }
    }
}

static void check_section(const struct checking *checking, struct json_object *sections, size_t i)
{
    struct json_object *section = json_get_item(sections, i), *by = json_get_list(section, "by");
    const char *every = json_get_text(section, "every");
    char path[80], below[40];
    snprintf(below, sizeof below, "/sections/%zu", i);
    check_texts(checking, section, below);
    check_measures(checking, section, i);
    snprintf(path, sizeof path, "%s/code", below);
    if (desk_stands_before(sections, i, "code"))
        desk_item_fault(checking->definition, checking->report, path,
                        "this report has a section of that code already");
    snprintf(path, sizeof path, "%s/by", below);
    if (json_get_length(by) > MEASURE_BY)
        desk_item_fault(checking->definition, checking->report, path,
                        "figures are told by %d things at most", MEASURE_BY);
    snprintf(path, sizeof path, "%s/every", below);
    if (every != NULL && name_number(&period_names, every) >= (int)checking->period)
        desk_item_fault(checking->definition, checking->report, path,
                        "must be shorter than the period of the report");
}

static void check_recipient(const struct checking *checking, struct json_object *list, size_t i)
{
    struct json_object *recipient = json_get_item(list, i);
    struct json_object *webhooks = json_get_list(checking->report->agency->value, "webhooks");
    const char *email = json_get_text(recipient, "email"), *code = json_get_text(recipient, "code");
    const char *language = json_get_text(recipient, "language");
    bool mail = has(recipient, "email"), url = has(recipient, "url");
    char path[80];
    snprintf(path, sizeof path, "/recipients/%zu/%s", i, mail && !url ? "email" : "url");
    if (mail == url)
        desk_item_fault(checking->definition, checking->report, path,
                        "say either an e-mail address or a URL");
    else if (email != NULL && customer_email(checking->definition->arena, email) == NULL)
        desk_item_fault(checking->definition, checking->report, path,
                        "is no e-mail address, such as name@example.org");
    snprintf(path, sizeof path, "/recipients/%zu/code", i);
    if (desk_stands_before(list, i, "code"))
        desk_item_fault(checking->definition, checking->report, path,
                        "this report has a recipient of that code already");
    for (size_t k = 0; k < json_get_length(webhooks) && url && code != NULL; k++) {
        const char *webhook = json_get_text(json_get_item(webhooks, k), "code");
        if (webhook != NULL && strcmp(webhook, code) == 0)
            desk_item_fault(checking->definition, checking->report, path,
                            "a webhook of the agency has that code, and with it its secret");
    }
    snprintf(path, sizeof path, "/recipients/%zu/language", i);
    if (language != NULL && words_of(language) == NULL)
        desk_item_fault(checking->definition, checking->report, path,
                        "reports are written in the languages of config/words: en, bg");
}

void desk_check_reports(struct desk_definition *definition)
{
    const struct desk_items *reports = &definition->kinds[DESK_REPORT];
    for (size_t i = 0; i < reports->count; i++) {
        const struct desk_item *report = &reports->items[i];
        struct json_object *sections = json_get_list(report->value, "sections");
        struct json_object *recipients = json_get_list(report->value, "recipients");
        size_t count = json_get_length(sections);
        struct checking checking = {
            definition, report,
            (enum period)name_number(&period_names, json_get_text(report->value, "period"))};
        check_texts(&checking, report->value, "");
        if (sections != NULL && (count == 0 || count > REPORT_SECTIONS))
            desk_item_fault(definition, report, "/sections", "a report has 1 to %d sections",
                            REPORT_SECTIONS);
        for (size_t k = 0; k < count; k++) check_section(&checking, sections, k);
        for (size_t k = 0; k < json_get_length(recipients); k++)
            check_recipient(&checking, recipients, k);
    }
}
