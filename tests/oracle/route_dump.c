/* The tables of the API as JSON, for tests that compare them with what is published: routes,
 * bodies, closed sets of names, errors. */
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>

#include "proto/codec.h"
#include "proto/error.h"
#include "proto/route.h"
#include "proto/types.h"

static const struct {
    const char *name;
    const struct body_fields *body;
} bodies[] = {
#define NAMED(body) {#body, &body_##body},
    BODY_TABLE(NAMED)
#undef NAMED
};
enum { BODIES = sizeof bodies / sizeof bodies[0] };

static const struct {
    const char *name;
    const struct name_set *set;
} sets[] = {
#define NAMED(set)                                                                                 \
    {                                                                                              \
#set, &set##_names                                                                         \
    }
    NAMED(channel),       NAMED(role),           NAMED(direction),         NAMED(purpose),
    NAMED(cause),         NAMED(clock_unit),     NAMED(clock_state),       NAMED(service_kind),
    NAMED(task_kind),     NAMED(task_state),     NAMED(event_kind),        NAMED(standard_kind),
    NAMED(pause_reason),  NAMED(link_kind),      NAMED(verdict),           NAMED(record_kind),
    NAMED(feedback_kind), NAMED(feedback_state), NAMED(improvement_state), NAMED(basis),
    NAMED(aim),           NAMED(outbox_kind),    NAMED(outbox_state),      NAMED(personal_act),
    NAMED(survey_kind),   NAMED(survey_state),   NAMED(question_kind),     NAMED(survey_topic),
    NAMED(yes_no),        NAMED(delivery),       NAMED(complaint_state),   NAMED(complaint_outcome),
    NAMED(stage_end),     NAMED(answerer_of),    NAMED(report_state),      NAMED(report_step),
    NAMED(report_format), NAMED(recipient_kind), NAMED(evidence_kind),     NAMED(evidence_state),
    NAMED(signal_rule),   NAMED(signal_side),    NAMED(signal_state),      NAMED(assurance),
#undef NAMED
};
enum { SETS = sizeof sets / sizeof sets[0] };

static const char *const types[] = {
    [FIELD_LINE] = "line", [FIELD_TEXT] = "text",       [FIELD_SECRET] = "secret",
    [FIELD_CODE] = "code", [FIELD_NAME] = "name",       [FIELD_INT] = "int",
    [FIELD_LONG] = "long", [FIELD_BOOL] = "bool",       [FIELD_TIME] = "time",
    [FIELD_LIST] = "list", [FIELD_DECIMAL] = "decimal", [FIELD_OBJECT] = "object"};

static void add_text(json_object *object, const char *name, const char *text)
{
    json_object_object_add(object, name, text == NULL ? NULL : json_object_new_string(text));
}

static json_object *fields_json(const struct body_fields *body);

static json_object *field_json(const struct body_field *field)
{
    json_object *object = json_object_new_object();
    add_text(object, "name", field->name);
    add_text(object, "type", types[field->type]);
    json_object_object_add(object, "required", json_object_new_boolean(field->required));
    json_object_object_add(object, "min", json_object_new_int64(field->min));
    json_object_object_add(object, "max", json_object_new_int64(field->max));
    for (int i = 0; i < SETS; i++)
        if (field->set == sets[i].set) add_text(object, "set", sets[i].name);
    if (field->of != NULL) json_object_object_add(object, "of", fields_json(field->of));
    return object;
}

static json_object *fields_json(const struct body_fields *body)
{
    json_object *list = json_object_new_array();
    for (size_t i = 0; i < body->count; i++)
        json_object_array_add(list, field_json(&body->fields[i]));
    return list;
}

static json_object *roles_json(uint32_t roles)
{
    json_object *list = json_object_new_array();
    for (int i = 1; i < ROLES; i++)
        if ((roles & ROLE_BIT(i)) != 0)
            json_object_array_add(list, json_object_new_string(name_of(&role_names, i)));
    return list;
}

static json_object *route_json(const struct route *route)
{
    static const struct {
        const char *name;
        unsigned flag;
    } flags[] = {{"key", ROUTE_KEY},     {"if_match", ROUTE_IF_MATCH}, {"stream", ROUTE_STREAM},
                 {"large", ROUTE_LARGE}, {"page", ROUTE_PAGE},         {"object", ROUTE_OBJECT},
                 {"copy", ROUTE_COPY},   {"root", ROUTE_ROOT}};
    json_object *object = json_object_new_object();
    add_text(object, "name", route->name);
    add_text(object, "method", route->method);
    add_text(object, "path", route->path);
    add_text(object, "summary", route->summary);
    json_object_object_add(object, "public", json_object_new_boolean(route->roles == ROLES_NOBODY));
    json_object_object_add(object, "roles", roles_json(route->roles));
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        json_object_object_add(object, flags[i].name,
                               json_object_new_boolean((route->flags & flags[i].flag) != 0));
    add_text(object, "body", NULL);
    for (int i = 0; i < BODIES; i++)
        if (route->body == bodies[i].body) add_text(object, "body", bodies[i].name);
    return object;
}

static json_object *set_json(const struct name_set *set)
{
    json_object *list = json_object_new_array();
    for (int i = 1; i < set->count; i++)
        json_object_array_add(list, json_object_new_string(set->names[i]));
    return list;
}

static json_object *errors_json(void)
{
    json_object *list = json_object_new_array();
    for (int i = ERR_OK + 1; i < ERR_CODES; i++) {
        const struct error_info *info = error_info((enum error_code)i);
        json_object *object = json_object_new_object();
        json_object_object_add(object, "status", json_object_new_int(info->status));
        add_text(object, "type", info->type);
        add_text(object, "title", info->title);
        json_object_array_add(list, object);
    }
    return list;
}

int main(void)
{
    json_object *dump = json_object_new_object();
    json_object *routes = json_object_new_array(), *tables = json_object_new_object();
    json_object *names = json_object_new_object();
    for (int i = 0; i < ROUTES; i++) json_object_array_add(routes, route_json(&route_table[i]));
    for (int i = 0; i < BODIES; i++)
        json_object_object_add(tables, bodies[i].name, fields_json(bodies[i].body));
    for (int i = 0; i < SETS; i++)
        json_object_object_add(names, sets[i].name, set_json(sets[i].set));
    add_text(dump, "prefix", API_PREFIX);
    json_object_object_add(dump, "routes", routes);
    json_object_object_add(dump, "bodies", tables);
    json_object_object_add(dump, "sets", names);
    json_object_object_add(dump, "errors", errors_json());
    bool printed =
        printf("%s\n", json_object_to_json_string_ext(dump, JSON_C_TO_STRING_PRETTY)) > 0;
    json_object_put(dump);
    return printed ? 0 : 1;
}
