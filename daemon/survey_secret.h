/* Secrets of links to surveys: 32 random bytes as text, of which only the hash is kept. */
#ifndef ONESTOP_DAEMON_SURVEY_SECRET_H
#define ONESTOP_DAEMON_SURVEY_SECRET_H

#include "workflow/kase.h"

struct arena;

/* A fresh one in the arena, and its hash. NULL: the arena is full. */
const char *survey_secret(struct arena *arena, uint8_t hash[LINK_HASH]);
void survey_secret_hash(const char *secret, uint8_t hash[LINK_HASH]);

#endif
