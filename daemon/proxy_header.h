/* The header that a proxy sends before TLS to say who its client is: PROXY protocol, version 2
 * (HAProxy's send-proxy-v2). Only read from addresses that server.proxies names. */
#ifndef ONESTOP_DAEMON_PROXY_HEADER_H
#define ONESTOP_DAEMON_PROXY_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

enum { PROXY_HEADER_FIXED = 16, PROXY_HEADER_MAX = 536 };

enum proxy_header_state {
    PROXY_HEADER_MORE,   /* *missing bytes are to be read, and no more */
    PROXY_HEADER_DONE,   /* *client is who the proxy speaks for */
    PROXY_HEADER_ITSELF, /* the proxy speaks for itself (health checks) */
    PROXY_HEADER_REFUSED /* no such header */
};

enum proxy_header_state proxy_header_parse(const unsigned char *bytes, size_t length,
                                           size_t *missing, struct sockaddr_storage *client);

/* Whether an address is one of those in list: numeric, separated by spaces or commas. */
bool proxy_header_trusted(const char *list, const struct sockaddr *address);
/* Whether list is such a list. */
bool proxy_header_list_valid(const char *list);

#endif
