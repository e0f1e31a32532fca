/* A JSON document under way. */
#include <assert.h>

#include "proto/arena.h"
#include "workflow/tree_int.h"

void tree_begin(struct tree *tree)
{
    *tree = (struct tree){.depth = 0};
}

/* Adds a value, which is the tree's from here on. */
static void add(struct tree *tree, const char *name, struct json_object *value)
{
    struct json_object *in = tree->depth == 0 ? NULL : tree->open[tree->depth - 1];
    if (in == NULL)
        tree->root = value;
    else if (name != NULL)
        tree->full |= json_object_object_add(in, name, value) != 0;
    else
        tree->full |= json_object_array_add(in, value) != 0;
}

static void open(struct tree *tree, const char *name, struct json_object *value)
{
    assert(tree->depth < TREE_DEPTH);
    tree->full |= value == NULL;
    if (value != NULL) add(tree, name, value);
    tree->open[tree->depth++] = value;
}

/* Once there was no memory, nothing more is added. */
static bool can_add(const struct tree *tree)
{
    return !tree->full;
}

void tree_object(struct tree *tree, const char *name)
{
    open(tree, name, can_add(tree) ? json_object_new_object() : NULL);
}

void tree_list(struct tree *tree, const char *name)
{
    open(tree, name, can_add(tree) ? json_object_new_array() : NULL);
}

void tree_end(struct tree *tree)
{
    assert(tree->depth > 0);
    tree->depth--;
}

static void add_new(struct tree *tree, const char *name, struct json_object *value)
{
    tree->full |= value == NULL;
    if (value != NULL) add(tree, name, value);
}

void tree_text(struct tree *tree, const char *name, const char *text)
{
    if (!can_add(tree)) return;
    if (text == NULL)
        add(tree, name, NULL);
    else
        add_new(tree, name, json_object_new_string(text));
}

void tree_number(struct tree *tree, const char *name, int64_t number)
{
    if (can_add(tree)) add_new(tree, name, json_object_new_int64(number));
}

void tree_bool(struct tree *tree, const char *name, bool value)
{
    if (can_add(tree)) add_new(tree, name, json_object_new_boolean(value));
}

void tree_value(struct tree *tree, const char *name, struct json_object *value)
{
    if (can_add(tree)) add(tree, name, json_object_get(value));
}

const char *tree_finish(struct tree *tree, struct arena *arena)
{
    const char *text =
        tree->full || tree->root == NULL
            ? NULL
            : json_object_to_json_string_ext(tree->root, JSON_C_TO_STRING_PLAIN |
                                                             JSON_C_TO_STRING_NOSLASHESCAPE);
    const char *copy = text == NULL ? NULL : arena_strdup(arena, text);
    json_object_put(tree->root);
    tree->root = NULL;
    return copy;
}
