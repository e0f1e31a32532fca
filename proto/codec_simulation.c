/* The body of a simulation. */
#include "proto/codec_int.h"

/* Numbers that JSON can carry exactly. */
#define SEED_MAX INT64_C(9007199254740991)

static const struct body_field simulation_fields[] = {
    F(simulation_body, queue, FIELD_CODE, true, 1, 63),
    F(simulation_body, agency, FIELD_CODE, false, 1, 63),
    F(simulation_body, weeks, FIELD_INT, false, 1, 104),
    F(simulation_body, staff, FIELD_INT, false, -100, 100),
    F(simulation_body, demand, FIELD_DECIMAL, false, 0, 10),
    F(simulation_body, runs, FIELD_INT, false, 10, 2000),
    F(simulation_body, seed, FIELD_LONG, false, 0, SEED_MAX),
};
TABLE(simulation)
