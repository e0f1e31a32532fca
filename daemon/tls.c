/* The one place that sets up OpenSSL. */
#include "daemon/tls.h"

#include <openssl/err.h>
#include <string.h>

#include "config/settings.h"

static const unsigned char alpn[] = "\x08http/1.1";

/* No ALPN offered is fine; one without http/1.1 is not for us. */
static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_length,
                   const unsigned char *in, unsigned int in_length, void *context)
{
    unsigned char *chosen;
    (void)ssl;
    (void)context;
    if (SSL_select_next_proto(&chosen, out_length, alpn, sizeof alpn - 1, in, in_length) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static enum error_code openssl_failed(struct error *error, const char *what, const char *path,
                                      const char *hint)
{
    unsigned long code = ERR_peek_last_error();
    const char *reason = ERR_reason_error_string(code);
    error_set(error, ERR_INVALID, "cannot use the %s %s: %s", what, path != NULL ? path : "(none)",
              reason != NULL ? reason : "unknown reason");
    error_hint(error, "%s", hint);
    ERR_clear_error();
    return error->code;
}

static void set_up(SSL_CTX *context)
{
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE |
                                     SSL_OP_IGNORE_UNEXPECTED_EOF);
    /* Idle connections hold no buffers; what a write could not send may move; one read a turn. */
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1);
    /* Tickets instead of a cache: a session can be resumed at any worker. */
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 1);
    SSL_CTX_set_timeout(context, 3600);
    SSL_CTX_set_session_id_context(context, (const unsigned char *)"onestop", 7);
    SSL_CTX_set_alpn_select_cb(context, on_alpn, NULL);
}

static enum error_code load_files(SSL_CTX *context, const struct settings *settings,
                                  struct error *error)
{
    const char *certificate = settings->server.certificate, *key = settings->server.key;
    if (certificate == NULL || SSL_CTX_use_certificate_chain_file(context, certificate) != 1)
        return openssl_failed(error, "certificate", certificate,
                              "server.certificate must name a PEM file with the chain");
    if (key == NULL || SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context) != 1)
        return openssl_failed(error, "key", key,
                              "server.key must name the PEM file of the certificate's key");
    const char *client_ca = settings->server.client_ca;
    if (client_ca == NULL) return ERR_OK;
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(client_ca);
    if (names == NULL || SSL_CTX_load_verify_locations(context, client_ca, NULL) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        return openssl_failed(error, "client CA", client_ca,
                              "server.client_ca must name a PEM file of certificates");
    }
    SSL_CTX_set_client_CA_list(context, names);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    return ERR_OK;
}

SSL_CTX *tls_context(const struct settings *settings, const uint8_t ticket_keys[80],
                     struct error *error)
{
    unsigned char keys[80];
    ERR_clear_error();
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (context == NULL) {
        error_set(error, ERR_UNAVAILABLE, "could not get memory for TLS");
        return NULL;
    }
    set_up(context);
    memcpy(keys, ticket_keys, sizeof keys);
    if (SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1 ||
        SSL_CTX_set_tlsext_ticket_keys(context, keys, sizeof keys) != 1)
        openssl_failed(error, "ciphers", "", "OpenSSL lacks what TLS 1.2 needs");
    else if (load_files(context, settings, error) == ERR_OK)
        return context;
    SSL_CTX_free(context);
    return NULL;
}
