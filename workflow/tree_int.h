/* Writes a JSON document as json-c objects, for who also reads some: proto/json_write.h has the
 * same names as json-c. Keys are written in the order in which they are added. */
#ifndef ONESTOP_WORKFLOW_TREE_INT_H
#define ONESTOP_WORKFLOW_TREE_INT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

struct arena;

enum { TREE_DEPTH = 16 };

struct tree {
    struct json_object *open[TREE_DEPTH]; /* objects and lists that have not ended */
    int depth;
    struct json_object *root;
    bool full;
};

void tree_begin(struct tree *tree);
/* name NULL: the outermost value, or an item of a list. */
void tree_object(struct tree *tree, const char *name);
void tree_list(struct tree *tree, const char *name);
void tree_end(struct tree *tree); /* of the object or list begun last */
void tree_text(struct tree *tree, const char *name, const char *text); /* NULL: null */
void tree_number(struct tree *tree, const char *name, int64_t number);
void tree_bool(struct tree *tree, const char *name, bool value);
/* Another value as it is, shared; NULL: null. */
void tree_value(struct tree *tree, const char *name, struct json_object *value);

/* The text in the arena; NULL: there was no memory. Frees the objects in any case. */
const char *tree_finish(struct tree *tree, struct arena *arena);

#endif
