/* The route table as data. */
#include "proto/route.h"

const struct route route_table[ROUTES] = {
#define ROUTE_ROW(name, method, path, roles, flags, fields, summary)                               \
    {ROUTE_##name, #name, method, path, roles, flags, BODY_##fields, summary},
    ROUTE_TABLE(ROUTE_ROW)
#undef ROUTE_ROW
};
