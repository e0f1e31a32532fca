/* libcurl's transfers on libevent's loop. */
#ifndef ONESTOP_DAEMON_WIRE_H
#define ONESTOP_DAEMON_WIRE_H

#include <curl/curl.h>
#include <stdbool.h>

struct event_base;
struct wire;

/* A transfer has ended: easy no longer belongs to the wire. context is its CURLOPT_PRIVATE. */
typedef void (*wire_done)(void *context, CURLcode result);

struct wire *wire_new(struct event_base *base, wire_done done); /* NULL without memory */
/* Transfers under way end without a word; their handles stay the caller's. */
void wire_free(struct wire *wire);

/* Starts a transfer; it ends later, never from within this call. */
bool wire_add(struct wire *wire, CURL *easy);
void wire_remove(struct wire *wire, CURL *easy);

#endif
