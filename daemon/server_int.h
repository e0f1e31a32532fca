/* What server.c and connection.c share. */
#ifndef ONESTOP_DAEMON_SERVER_INT_H
#define ONESTOP_DAEMON_SERVER_INT_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <uthash.h>

#include "daemon/server.h"
#include "proto/error.h"
#include "proto/http1.h"

struct connection;
struct request;

enum connection_phase {
    CONNECTION_PROXY, /* its proxy is to say who the client is */
    CONNECTION_HANDSHAKE,
    CONNECTION_IDLE,      /* between two requests */
    CONNECTION_HEAD,      /* a part of a head is there */
    CONNECTION_BODY,      /* the head is there, a part of the body is missing */
    CONNECTION_BUSY,      /* its request is under way */
    CONNECTION_WRITING,   /* the answer could not be sent in one go */
    CONNECTION_STREAMING, /* server-sent events */
    CONNECTION_LINGERING, /* all is said; waits for the client to close, so that it can read it */
    CONNECTION_DEAD,      /* to be freed at the end of the turn */
    CONNECTION_PHASES
};

/* Connections of one phase, the one that has been in it longest first. */
struct phase_list {
    struct connection *first, *last;
};

struct address_count {
    uint8_t address[16]; /* IPv4 mapped into IPv6 */
    int connections;
    UT_hash_handle hh;
};

enum {
    SERVER_READ = 16 * 1024 + 512, /* one TLS record and a bit */
    SERVER_WRITE = 64 * 1024,
    SERVER_SWEEP_MS = 200,
    SERVER_LINGER_MS = 2000,
    SERVER_BODIES_MAX = 256 * 1024 * 1024, /* bytes of bodies that are not there in full */
    SERVER_ADDRESS_TEXT = 46
};

struct server {
    struct worker *worker;
    SSL_CTX *tls;
    int listen_fd;
    struct event *accept_event, *later_event, *sweep_event;
    struct phase_list phases[CONNECTION_PHASES];
    size_t connections, bodies_bytes;
    size_t public_connections; /* those that have asked for a page */
    struct address_count *addresses;
    bool draining;
    char date[HTTP1_DATE];
    int64_t date_s;
    struct http1_limits limits;
    struct error error; /* scratch: it is large */
    char in[SERVER_READ], out[SERVER_WRITE];
};

struct connection {
    struct server *server;
    int fd;
    enum connection_phase phase;
    SSL *ssl;
    struct event read_event, write_event;
    struct connection *next, *prior; /* in the list of its phase */
    uint64_t since_ms;               /* in this phase */
    struct address_count *address;
    char address_text[SERVER_ADDRESS_TEXT];

    struct http1_head head;
    struct request *request; /* from the head on, until it is answered */
    char *input;             /* read, and not parsed yet */
    size_t input_length, input_room;
    char *body; /* of the request, as far as it has come */
    size_t body_length, body_room;
    char *output; /* not sent yet: output_sent … output_length */
    size_t output_length, output_sent, output_room;
    size_t moved; /* bytes of body read, or of output taken by the client, in this phase */
    int held;     /* by the kernel, when last looked */

    int in_a_row;               /* pipelined requests answered in this turn */
    enum error_code over_limit; /* what its first request is answered with; ERR_OK: nothing */
    bool reading, writing;      /* whether the events are armed */
    bool close;                 /* after the answer */
    bool ended;                 /* the client will send nothing more */
    bool is_public;             /* it has asked for a page, and counts as such */
};

/* A connection on an accepted socket; NULL without memory, fd is still the caller's then. */
struct connection *connection_new(struct server *server, int fd);
/* Says whose connection it is, and so what it may; from here on it speaks TLS. */
void connection_set_client(struct connection *connection, const struct sockaddr *address,
                           struct address_count *count, enum error_code over_limit);
/* Counts the client of a connection and holds it against the limits. False: far over them. */
bool server_admit(struct server *server, struct connection *connection,
                  const struct sockaddr *address);
/* Counts a connection that asks for what is public, once. False: there are as many as may be. */
bool server_admit_public(struct server *server, struct connection *connection);
/* Moves to another phase: the only place that does. */
void connection_set_phase(struct connection *connection, enum connection_phase phase);
/* Nothing is sent or read any more; freed at the end of the turn. */
void connection_condemn(struct connection *connection);
void connection_free(struct connection *connection);
/* The request is answered, or given up, because it took longer than server.request_timeout. */
void connection_give_up(struct connection *connection);
/* Refuses what is arriving: 408. */
void connection_too_slow(struct connection *connection);

const char *server_date(struct server *server);

#endif
