/* SQLSTATE to error code, most special first. */
#include "db/sqlstate.h"

#include <string.h>

static const struct sqlstate_info table[] = {
    {"23505", ERR_CONFLICT, ERROR_SAYS("another record stands in the way"), false, false},
    {"23", ERR_CONFLICT, ERROR_SAYS("what this refers to is not there"), false, false},
    {"22", ERR_INVALID, ERROR_SAYS("cannot store a value"), false, false},
    {"40001", ERR_UNAVAILABLE, ERROR_SAYS("could not finish beside others, try again"), false,
     false},
    {"40P01", ERR_UNAVAILABLE, ERROR_SAYS("could not finish beside others, try again"), false,
     false},
    {"25006", ERR_UNAVAILABLE, ERROR_SAYS("the database takes no changes now"), true, true},
    {"53100", ERR_UNAVAILABLE, ERROR_SAYS("the database has no room left"), true, false},
    {"53", ERR_UNAVAILABLE, ERROR_SAYS("the database is short of resources"), true, false},
    {"54", ERR_TOO_LARGE, ERROR_SAYS("cannot store that much at once"), false, false},
    {"55P03", ERR_UNAVAILABLE, ERROR_SAYS("another change takes too long, try again"), false,
     false},
    {"57014", ERR_UNAVAILABLE, ERROR_SAYS("this took too long"), true, false},
    {"57", ERR_UNAVAILABLE, ERROR_SAYS("the database is shutting down or starting"), true, true},
    {"58", ERR_UNAVAILABLE, ERROR_SAYS("the database could not reach its files"), true, false},
    {"08", ERR_UNAVAILABLE, ERROR_SAYS("the database cannot be reached"), true, true},
    {"28", ERR_UNAVAILABLE, ERROR_SAYS("the database refuses our user"), true, true},
    {"26000", ERR_UNAVAILABLE, ERROR_SAYS("could not prepare a statement"), true, true},
    {"", ERR_INTERNAL, ERROR_SAYS("the database refused a statement"), false, false},
};

const struct sqlstate_info *sqlstate_info(const char *sqlstate)
{
    const struct sqlstate_info *info = table;
    while (strncmp(info->state, sqlstate, strlen(info->state)) != 0) info++;
    return info;
}
