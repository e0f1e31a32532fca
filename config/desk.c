/* Loading a desk definition: files, items, checks, document. */
#include "config/desk.h"

#include "config/desk_int.h"
#include "proto/arena.h"

static struct desk_definition *begin(struct arena *arena, struct desk_faults *faults)
{
    struct desk_definition *definition = arena_alloc(arena, sizeof *definition);
    faults->items = arena_array(arena, DESK_FAULTS_MAX, sizeof *faults->items);
    faults->count = faults->more = 0;
    if (definition == NULL || faults->items == NULL) return NULL;
    definition->arena = arena;
    definition->faults = faults;
    return definition;
}

static enum error_code no_room(struct error *error)
{
    return error_set(error, ERR_TOO_LARGE, "the definition is too large");
}

static enum error_code check(struct desk_definition *definition, struct error *error)
{
    const struct desk_faults *faults = definition->faults;
    desk_collect(definition);
    if (definition->full) return no_room(error);
    desk_check_links(definition);
    desk_check_calendars(definition);
    desk_check_standards(definition);
    desk_check_scopes(definition);
    desk_check_processes(definition);
    desk_check_ladders(definition);
    desk_check_staff(definition);
    desk_check_surveys(definition);
    desk_check_reports(definition);
    desk_check_charts(definition);
    if (definition->full) return no_room(error);
    if (faults->count > 0)
        return error_set(error, ERR_INVALID,
                         faults->count + faults->more == 1
                             ? "the definition has %zu fault; nothing was changed"
                             : "the definition has %zu faults; nothing was changed",
                         faults->count + faults->more);
    definition->document = desk_write_document(definition);
    return definition->document == NULL ? no_room(error) : ERR_OK;
}

enum error_code desk_load_dir(struct arena *arena, const char *path,
                              struct desk_definition **definition, struct desk_faults *faults,
                              struct error *error)
{
    *definition = begin(arena, faults);
    if (*definition == NULL) return no_room(error);
    enum error_code code = desk_read_dir(*definition, path, error);
    return code != ERR_OK ? code : check(*definition, error);
}

enum error_code desk_load_files(struct arena *arena, struct json_object *files,
                                struct desk_definition **definition, struct desk_faults *faults,
                                struct error *error)
{
    *definition = begin(arena, faults);
    if (*definition == NULL) return no_room(error);
    enum error_code code = desk_read_list(*definition, files, error);
    return code != ERR_OK ? code : check(*definition, error);
}
