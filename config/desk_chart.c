/* Watched charts: measures that are there, figures that they have, owners who may decide. */
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "workflow/chart_measure.h"

static void check_measure(struct desk_definition *definition, const struct desk_item *chart)
{
    const char *name = json_get_text(chart->value, "measure");
    const char *figure = json_get_text(chart->value, "figure");
    const struct measure *measure = name == NULL ? NULL : measure_by_name(name);
    char nearest[DESK_TEXT_MAX];
    if (name == NULL) return;
    if (measure == NULL) {
        measure_nearest(name, nearest, sizeof nearest);
        desk_item_fault(definition, chart, "/measure", "there is no measure \"%s\"; nearest are %s",
                        name, nearest);
        return;
    }
    if (!chart_has_figure(measure, (enum chart_figure)name_number(&chart_figure_names, figure)))
        desk_item_fault(definition, chart, "/figure", "\"%s\" has no \"%s\"; take this away", name,
                        figure);
    if (json_get_text(chart->value, "queue") != NULL && !measure_is_by_queue(measure))
        desk_item_fault(definition, chart, "/queue",
                        "\"%s\" is not counted by queue; take this away", name);
}

/* Whether a grant is one to lead: in the chart's agency, for all offices or for the chart's. */
static bool leads(const struct desk_item *staff, struct json_object *grant,
                  const struct desk_item *chart)
{
    const char *agency = json_get_text(grant, "agency"), *office = json_get_text(grant, "office");
    const char *of = json_get_text(chart->value, "office");
    int role = name_number(&role_names, json_get_text(grant, "role"));
    if (strcmp(agency == NULL ? staff->agency->code : agency, chart->agency->code) != 0)
        return false;
    return (role == ROLE_TEAM_LEAD || role == ROLE_MANAGER) &&
           (office == NULL || (of != NULL && strcmp(office, of) == 0));
}

static void check_owner(struct desk_definition *definition, const struct desk_item *chart)
{
    const char *owner = json_get_text(chart->value, "owner");
    const struct desk_item *staff =
        owner == NULL ? NULL : desk_find(definition, DESK_STAFF, NULL, owner);
    if (staff == NULL) return; /* told by the links */
    struct json_object *grants = json_get_list(staff->value, "grants");
    bool may = false;
    for (size_t i = 0; i < json_get_length(grants); i++)
        may |= leads(staff, json_object_array_get_idx(grants, i), chart);
    if (!may || !json_get_bool(staff->value, "active"))
        desk_item_fault(definition, chart, "/owner",
                        "\"%s\" does not lead here: an active team lead or manager of the agency, "
                        "or of the chart's office, decides about signals",
                        owner);
}

static void check_office(struct desk_definition *definition, const struct desk_item *chart)
{
    const char *code = json_get_text(chart->value, "office");
    bool many;
    if (code == NULL || desk_find_office(definition, chart->agency, code, &many) != NULL) return;
    desk_item_fault(definition, chart, "/office",
                    many ? "several agencies have an office \"%s\" that serves \"%s\""
                         : "there is no office \"%s\" of \"%s\", nor one that serves it",
                    code, chart->agency->code);
}

void desk_check_charts(struct desk_definition *definition)
{
    const struct desk_items *charts = &definition->kinds[DESK_CHART];
    for (size_t i = 0; i < charts->count; i++) {
        const struct desk_item *chart = &charts->items[i];
        check_measure(definition, chart);
        check_owner(definition, chart);
        check_office(definition, chart);
        if (json_get_length(json_get_list(chart->value, "rebase")) > WATCHED_REBASE)
            desk_item_fault(definition, chart, "/rebase", "at most %d days", WATCHED_REBASE);
    }
}
