/* The daemon's settings: one INI file, described by one table in settings.c, from which the
 * sample file (config/onestop.ini.sample), the checks and the messages come.
 *
 * Loading collects every fault with its line, key and remedy. Paths are relative to the folder of
 * the INI file. */
#ifndef ONESTOP_CONFIG_SETTINGS_H
#define ONESTOP_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "proto/error.h"

struct arena;

struct settings {
    struct {
        const char *listen; /* numeric address */
        int port;           /* 0: any free one, told in port_file */
        const char *port_file;
        const char *public_url; /* https://…, no slash at the end; NULL: the public has none */
        const char *certificate, *key;
        const char *client_ca; /* NULL: client certificates are not asked for */
        int workers;           /* 0: one for every two cores */
        int max_connections;   /* of one worker */
        int max_connections_per_address;
        int max_public_connections; /* of max_connections, for who asks for pages */
        const char *proxies;        /* addresses that say whom they speak for; NULL or "": none */
        int64_t handshake_timeout_ms;
        int64_t header_timeout_ms; /* the whole header section */
        int64_t idle_timeout_ms;   /* between two requests */
        int64_t request_timeout_ms;
        int64_t drain_timeout_ms; /* after SIGTERM */
        size_t body_min_rate;     /* bytes a second */
        size_t max_header, max_body;
        int max_pipelined;
        size_t stream_buffer; /* high-water mark of a stream */
    } server;
    struct {
        const char *listen;
        int port;
        const char *port_file;
    } admin;
    struct {
        const char *conninfo;         /* secret: may hold a password */
        const char *migrate_conninfo; /* never NULL: conninfo when it is not set */
        const char *write_role, *read_role, *courier_role;
        int write_connections, load_connections, read_connections, slow_connections;
        int64_t slow_timeout_ms, connect_timeout_ms;
        bool allow_unsafe_durability;
    } database;
    struct {
        const char *directory; /* of the built web client; NULL: the one that was installed */
    } web;
    struct {
        int64_t idle_ms, absolute_ms;
    } session;
    struct {
        int attempts;       /* failures of one name or address in window before it has to wait */
        int64_t window_ms;  /* how long failures count */
        int password_min;   /* characters of a new password */
        int hash_queue;     /* log-ins that may wait for the password thread */
        size_t hash_memory; /* argon2id */
        int hash_passes;    /* argon2id */
    } login;
    struct {
        int level;        /* syslog number: 3 error, 4 warning, 6 info, 7 debug */
        const char *file; /* NULL: standard error */
    } log;
    struct {
        int64_t max_skew_ms; /* against the database's clock; beyond it no rung fires */
    } clock;
    struct {
        size_t request_memory; /* the arena of one request */
        int streams_per_user;
        int64_t charter_interval_ms; /* between two looks at what a charter shows */
    } limits;
    struct {
        bool enabled;          /* false: this host sends nothing */
        const char *smtp_url;  /* NULL or "": e-mail waits */
        const char *smtp_user; /* NULL or "": no log-in */
        const char *smtp_password;
        bool smtp_tls; /* a server without TLS gets nothing */
        const char *smtp_ca;
        const char *from;            /* "City <desk@city.example>" or the address alone */
        const char *webhook_secrets; /* file, see config/README.md; NULL: none */
        const char *webhook_ca;
        bool allow_private; /* webhooks to addresses of this network */
        int parallel;
        int64_t timeout_ms, retry_first_ms, retry_most_ms, give_up_after_ms, keep_ms;
    } courier;
    struct arena *arena; /* holds the texts */
};

/* Fills *settings from the file, or with the defaults alone when path is NULL (then nothing is
 * required). On a fault settings stays empty and error->fields name every fault. */
enum error_code settings_load(const char *path, struct settings *settings, struct error *error)
    __attribute__((warn_unused_result));
void settings_free(struct settings *settings);

/* Loads path anew and takes over the values that may change while the daemon runs. The names of
 * others that differ are written to needs_restart ("server.port, log.file"; empty when none). On a
 * fault *settings stays as it was. */
enum error_code settings_reload(struct settings *settings, const char *path, char *needs_restart,
                                size_t size, struct error *error)
    __attribute__((warn_unused_result));

/* Writes the sample file: every key with its help, bounds and default. */
void settings_print_sample(FILE *out);
/* Writes the values in force, secrets masked. */
void settings_print(const struct settings *settings, FILE *out);

#endif
