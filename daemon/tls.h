/* TLS as OneStop speaks it: 1.2 and up, forward secrecy, ALPN http/1.1, tickets that all workers
 * can read. */
#ifndef ONESTOP_DAEMON_TLS_H
#define ONESTOP_DAEMON_TLS_H

#include <openssl/ssl.h>
#include <stdint.h>

#include "proto/error.h"

struct settings;

/* A context from the certificate, key and client CA of the settings. NULL with the error; the hint
 * names the setting. The caller frees it with SSL_CTX_free(). */
SSL_CTX *tls_context(const struct settings *settings, const uint8_t ticket_keys[80],
                     struct error *error);

#endif
