/* Keeps clients of the daemon busy over HTTPS, and tells how fast they were answered.
 *
 *   bench_load PORT TOKENS CLIENTS SECONDS post PATH BODIES
 *   bench_load PORT TOKENS CLIENTS SECONDS get PATHS
 *   bench_load PORT TOKENS CLIENTS 0 idle
 *
 * TOKENS, BODIES and PATHS are files with one item a line: bearer tokens (clients take turns),
 * JSON bodies (in order, each POST with a fresh Idempotency-Key), paths. Each client has one
 * keep-alive TLS connection and sends its next request when it has the answer to the last one.
 * What happens in the first tenth of the time is not counted. idle: each client asks once who it
 * is, then all stay quiet until standard input ends.
 *
 * Prints one JSON object. Ends with 1 when a connection broke; answers other than 2xx are counted
 * as failed. One thread, epoll, OpenSSL on the sockets: the generator shares the machine with what
 * it measures, so it must be cheap. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MAX = 4096, REQUEST_BYTES = 16384, ANSWER_BYTES = 1 << 18, SAMPLES = 1 << 22 };
enum { LINE_BYTES = 12288, EVENTS_A_TURN = 256, CONNECTS_AT_ONCE = 64, STUCK_S = 30 };

struct lines {
    char **items;
    size_t count, next;
};

struct load;

struct client {
    struct load *load;
    SSL *ssl;
    const char *token;
    int64_t sent_ns;
    bool connected, waiting; /* for an answer */
    size_t answer_length;    /* of what has arrived */
    char *answer;
};

struct load {
    int epoll, port;
    SSL_CTX *tls;
    struct lines tokens, items;
    const char *method, *path; /* path: NULL when the items are paths */
    struct client *clients;
    size_t client_count, connected, begun;
    bool idle;
    int64_t count_from_ns, end_ns;
    uint64_t key_high, key_low;
    uint64_t answered, failed, bytes;
    uint32_t *samples_us;
    size_t sample_count;
    char first_failure[512];
};

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

__attribute__((noreturn)) static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_load: %s%s%s\n", what, why[0] != '\0' ? ": " : "", why);
    exit(1);
}

static void *get_memory(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL) die("no memory", "");
    return memory;
}

static void read_lines(struct lines *lines, const char *path)
{
    static char line[LINE_BYTES];
    size_t room = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL) die(path, strerror(errno));
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] == '\0') continue;
        if (lines->count == room) {
            room = room == 0 ? 1024 : room * 2;
            lines->items = realloc(lines->items, room * sizeof(char *));
            if (lines->items == NULL) die("no memory", "");
        }
        lines->items[lines->count++] = strdup(line);
    }
    fclose(file);
    if (lines->count == 0) die(path, "is empty");
}

static const char *next_line(struct lines *lines)
{
    return lines->items[lines->next++ % lines->count];
}

/* ---- requests ---- */

static size_t write_request(struct load *load, const struct client *client, char *out)
{
    const char *item = load->idle ? "/api/v1/session" : next_line(&load->items);
    bool post = load->path != NULL;
    int length = snprintf(out, REQUEST_BYTES,
                          "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                          "Accept: application/json\r\n",
                          load->method, post ? load->path : item, client->token);
    if (post)
        length += snprintf(out + length, (size_t)(REQUEST_BYTES - length),
                           "Content-Type: application/json\r\nContent-Length: %zu\r\n"
                           "Idempotency-Key: %016" PRIx64 "-%" PRIu64 "\r\n\r\n%s",
                           strlen(item), load->key_high, ++load->key_low, item);
    else
        length += snprintf(out + length, (size_t)(REQUEST_BYTES - length), "\r\n");
    if (length >= REQUEST_BYTES) die("a request is too long", "");
    return (size_t)length;
}

/* A request always fits into the empty socket's buffer: it is only sent when the last answer is
 * there. */
static void send_request(struct client *client)
{
    static char request[REQUEST_BYTES];
    size_t length = write_request(client->load, client, request);
    client->sent_ns = now_ns();
    client->waiting = true;
    client->answer_length = 0;
    if (SSL_write(client->ssl, request, (int)length) != (int)length)
        die("a request could not be sent", "");
}

/* ---- answers ---- */

static void note_answer(struct client *client, int status, size_t length)
{
    struct load *load = client->load;
    int64_t now = now_ns();
    if (status < 200 || status > 299) {
        if (load->failed++ == 0)
            snprintf(load->first_failure, sizeof load->first_failure, "%.*s",
                     (int)(length < 500 ? length : 500), client->answer);
        return;
    }
    if (now < load->count_from_ns || (now >= load->end_ns && !load->idle)) return;
    load->answered++;
    load->bytes += length;
    if (load->sample_count < SAMPLES)
        load->samples_us[load->sample_count++] = (uint32_t)((now - client->sent_ns) / 1000);
}

/* The whole length of the answer once its head is there; 0 before. */
static size_t answer_size(struct client *client)
{
    client->answer[client->answer_length] = '\0';
    char *end = strstr(client->answer, "\r\n\r\n");
    if (end == NULL) return 0;
    char *length = strcasestr(client->answer, "\r\nContent-Length:");
    size_t body = length != NULL && length < end ? strtoul(length + 17, NULL, 10) : 0;
    return (size_t)(end + 4 - client->answer) + body;
}

static void read_answer(struct client *client)
{
    int got = 1;
    while (got > 0 && client->answer_length < ANSWER_BYTES - 1) {
        got = SSL_read(client->ssl, client->answer + client->answer_length,
                       (int)(ANSWER_BYTES - 1 - client->answer_length));
        if (got > 0) client->answer_length += (size_t)got;
        size_t size = client->answer_length == 0 ? 0 : answer_size(client);
        if (size != 0 && client->answer_length >= size) {
            client->waiting = false;
            note_answer(client, (int)strtol(client->answer + 9, NULL, 10), client->answer_length);
            return;
        }
    }
    if (SSL_get_error(client->ssl, got) != SSL_ERROR_WANT_READ)
        die("a connection broke", client->answer);
}

/* ---- connections ---- */

static void watch(struct client *client, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    if (epoll_ctl(client->load->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        die("epoll", strerror(errno));
}

static int connect_socket(const struct load *load)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)load->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        die("cannot connect", strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static void begin_client(struct load *load, struct client *client)
{
    int fd = connect_socket(load);
    client->load = load;
    client->token = next_line(&load->tokens);
    client->answer = get_memory(1, ANSWER_BYTES);
    client->ssl = SSL_new(load->tls);
    if (client->ssl == NULL || SSL_set_fd(client->ssl, fd) != 1) die("no TLS", "");
    SSL_set_connect_state(client->ssl);
    watch(client, fd);
    (void)SSL_do_handshake(client->ssl);
    load->begun++;
}

static void go_on_connecting(struct client *client)
{
    struct load *load = client->load;
    int done = SSL_do_handshake(client->ssl);
    if (done != 1) {
        if (SSL_get_error(client->ssl, done) != SSL_ERROR_WANT_READ) die("TLS fails", "");
        return;
    }
    client->connected = true;
    load->connected++;
}

/* A few at a time, so that the backlog of the listening socket holds them. */
static void begin_more(struct load *load)
{
    while (load->begun < load->client_count && load->begun < load->connected + CONNECTS_AT_ONCE)
        begin_client(load, &load->clients[load->begun]);
}

static void turn(struct load *load)
{
    struct epoll_event events[EVENTS_A_TURN];
    int count = epoll_wait(load->epoll, events, EVENTS_A_TURN, STUCK_S * 1000);
    if (count == 0) die("nothing was answered for a long time", "");
    for (int i = 0; i < count; i++) {
        struct client *client = events[i].data.ptr;
        ERR_clear_error();
        if (!client->connected) {
            go_on_connecting(client);
            continue;
        }
        read_answer(client);
        if (!client->waiting && load->end_ns > now_ns()) send_request(client);
    }
}

static void run(struct load *load, double seconds)
{
    while (load->connected < load->client_count) {
        begin_more(load);
        if (load->connected < load->client_count) turn(load);
    }
    int64_t begin_ns = now_ns();
    load->count_from_ns = begin_ns + (int64_t)(seconds * 1e8);
    load->end_ns = begin_ns + (int64_t)(seconds * 1e9);
    for (size_t i = 0; i < load->client_count; i++) {
        send_request(&load->clients[i]);
        if (!load->idle) continue;
        while (load->clients[i].waiting) turn(load);
    }
    while (!load->idle && now_ns() < load->end_ns) turn(load);
}

/* ---- what came out ---- */

static int compare(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, two = *(const uint32_t *)b;
    return (one > two) - (one < two);
}

static double percentile_ms(const struct load *load, double share)
{
    if (load->sample_count == 0) return 0;
    size_t at = (size_t)((double)load->sample_count * share);
    return load->samples_us[at < load->sample_count ? at : load->sample_count - 1] / 1e3;
}

static void report(const struct load *load)
{
    struct timespec own;
    double counted_s = (double)(load->end_ns - load->count_from_ns) / 1e9;
    qsort(load->samples_us, load->sample_count, sizeof(uint32_t), compare);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    printf("{\"clients\":%zu,\"answered\":%" PRIu64 ",\"failed\":%" PRIu64
           ",\"rate\":%.1f,\"p50_ms\":%.3f,\"p90_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,"
           "\"bytes\":%.0f,\"own_cpu_us\":%.1f}\n",
           load->client_count, load->answered, load->failed,
           counted_s > 0 ? (double)load->answered / counted_s : 0, percentile_ms(load, 0.5),
           percentile_ms(load, 0.9), percentile_ms(load, 0.99), percentile_ms(load, 1),
           load->answered > 0 ? (double)load->bytes / (double)load->answered : 0,
           load->answered > 0
               ? ((double)own.tv_sec * 1e6 + (double)own.tv_nsec / 1e3) / (double)load->answered
               : 0);
    fflush(stdout);
    if (load->failed > 0) fprintf(stderr, "bench_load: first failure:\n%s\n", load->first_failure);
}

static void set_what(struct load *load, int argc, char **argv)
{
    const char *what = argv[5];
    load->method = "GET";
    if (strcmp(what, "post") == 0 && argc == 8) {
        load->method = "POST";
        load->path = argv[6];
        read_lines(&load->items, argv[7]);
    } else if (strcmp(what, "get") == 0 && argc == 7) {
        read_lines(&load->items, argv[6]);
    } else if (strcmp(what, "idle") == 0 && argc == 6) {
        load->idle = true;
    } else {
        die("post PATH BODIES, get PATHS or idle is needed", what);
    }
}

int main(int argc, char **argv)
{
    if (argc < 6) {
        fprintf(stderr, "usage: bench_load PORT TOKENS CLIENTS SECONDS post PATH BODIES | get "
                        "PATHS | idle\n");
        return 2;
    }
    static struct load load;
    load.port = (int)strtol(argv[1], NULL, 10);
    read_lines(&load.tokens, argv[2]);
    load.client_count = strtoul(argv[3], NULL, 10);
    if (load.client_count < 1 || load.client_count > CLIENTS_MAX) die("1 to 4096 clients", "");
    set_what(&load, argc, argv);
    load.key_high = (uint64_t)now_ns() ^ (uint64_t)getpid() << 40;
    load.epoll = epoll_create1(EPOLL_CLOEXEC);
    load.tls = SSL_CTX_new(TLS_client_method());
    load.clients = get_memory(load.client_count, sizeof *load.clients);
    load.samples_us = get_memory(SAMPLES, sizeof *load.samples_us);
    if (load.epoll < 0 || load.tls == NULL) die("cannot begin", strerror(errno));
    run(&load, strtod(argv[4], NULL));
    report(&load);
    if (load.idle)
        while (getchar() != EOF) continue;
    return 0;
}
