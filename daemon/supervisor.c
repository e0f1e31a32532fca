/* Sockets, workers, the courier and signals. The supervisor serves nobody itself, so that it stays
 * small and lives. */
#include "daemon/supervisor.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/settings.h"
#include "daemon/admin.h"
#include "daemon/courier.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/router.h"
#include "daemon/wallclock.h"
#include "daemon/worker_int.h"

enum {
    BACKLOG = 1024,
    BACKOFF_FIRST_MS = 100,
    BACKOFF_MAX_MS = 10000,
    SETTLED_MS = 60000, /* a child that lived this long is started anew at once */
    STEADY_MS = 1000,   /* and one that lived this long after the first wait again */
    KEYS_S = 24 * 3600, /* TLS tickets can be read this long */
    KILL_AFTER_MS = 5000,
    SIGNALS = 4
};

struct child {
    pid_t pid; /* 0: not running */
    uint64_t started_ms, start_at_ms;
    int backoff_ms;
};

struct supervisor {
    const char *path;
    struct settings *settings;
    struct event_base *base;
    struct event *signals[SIGNALS], *tick, *keys;
    struct admin *admin;
    struct metrics_shared *shared;
    int listen_fd, admin_fd;
    struct child children[METRICS_WORKERS + 1]; /* the workers, then the courier */
    int workers, child_count;
    int64_t courier_name;
    bool stopping;
    uint64_t kill_at_ms;
};

/* Sockets. */

static int listen_on(const char *address, int port)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                             .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char service[8];
    int on = 1, off = 0, wait_ms = 30000, unsent = 256 * 1024;
    snprintf(service, sizeof service, "%d", port);
    if (getaddrinfo(address, service, &hints, &found) != 0) return -1;
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0) {
        /* What is set here, accepted sockets inherit. */
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &wait_ms, sizeof wait_ms);
        setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
        if (found->ai_family == AF_INET6)
            setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
        if (bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0) {
            int saved = errno;
            close(fd);
            errno = saved;
            fd = -1;
        }
    }
    freeaddrinfo(found);
    return fd;
}

static int port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {.v6 = {0}};
    socklen_t length = sizeof address;
    if (getsockname(fd, &address.any, &length) != 0) return 0;
    return ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
}

/* Whole or not at all: who waits for the file must not read half a number. */
static bool write_port(const char *path, int port)
{
    char next[4096];
    if (path == NULL) return true;
    snprintf(next, sizeof next, "%s.new", path);
    FILE *file = fopen(next, "we");
    if (file == NULL) return false;
    fprintf(file, "%d\n", port);
    return fclose(file) == 0 && rename(next, path) == 0;
}

static bool open_socket(int *fd, const char *what, const char *address, int port,
                        const char *port_file)
{
    *fd = listen_on(address, port);
    if (*fd < 0) {
        LOG(LEVEL_ERROR, "cannot listen", LOG_TEXT("for", what), LOG_TEXT("address", address),
            LOG_NUMBER("port", port), LOG_TEXT("error", strerror(errno)));
        return false;
    }
    if (!write_port(port_file, port_of(*fd))) {
        LOG(LEVEL_ERROR, "cannot write the port file", LOG_TEXT("path", port_file),
            LOG_TEXT("error", strerror(errno)));
        return false;
    }
    LOG(LEVEL_INFO, "listening", LOG_TEXT("for", what), LOG_TEXT("address", address),
        LOG_NUMBER("port", port_of(*fd)));
    return true;
}

/* Workers and the courier. */

static void release_parents(struct supervisor *supervisor)
{
    event_reinit(supervisor->base);
    admin_free(supervisor->admin);
    for (int i = 0; i < SIGNALS; i++) event_free(supervisor->signals[i]);
    event_free(supervisor->tick);
    event_free(supervisor->keys);
    event_base_free(supervisor->base);
}

/* What a child does before anything of its own. */
static void become(struct supervisor *supervisor, const char *process, const sigset_t *mask)
{
    release_parents(supervisor);
    log_set_process(process);
    prctl(PR_SET_NAME, process);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    signal(SIGINT, SIG_IGN); /* the supervisor says when to end */
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
}

static int be_worker(struct supervisor *supervisor, int number, const sigset_t *mask)
{
    char process[32];
    struct worker_start start = {.settings_path = supervisor->path,
                                 .settings = supervisor->settings,
                                 .shared = supervisor->shared,
                                 .number = number,
                                 .listen_fd = supervisor->listen_fd};
    snprintf(process, sizeof process, "worker-%d", number);
    become(supervisor, process, mask);
    return worker_run(&start);
}

static int be_courier(struct supervisor *supervisor, const sigset_t *mask)
{
    struct courier_start start = {.settings_path = supervisor->path,
                                  .settings = supervisor->settings,
                                  .shared = supervisor->shared,
                                  .name = supervisor->courier_name};
    close(supervisor->listen_fd);
    close(supervisor->admin_fd);
    signal(SIGUSR1, SIG_IGN); /* new ticket keys: no matter of its */
    become(supervisor, "courier", mask);
    return courier_run(&start);
}

static bool is_courier(const struct supervisor *supervisor, int number)
{
    return number == supervisor->workers;
}

static void start_child(struct supervisor *supervisor, int number)
{
    struct child *child = &supervisor->children[number];
    sigset_t all, mask;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &mask);
    pid_t pid = fork();
    if (pid == 0) {
        int status = is_courier(supervisor, number) ? be_courier(supervisor, &mask)
                                                    : be_worker(supervisor, number, &mask);
        settings_free(supervisor->settings);
        metrics_unshare(supervisor->shared);
        exit(status);
    }
    sigprocmask(SIG_SETMASK, &mask, NULL);
    child->started_ms = monotonic_ms();
    if (pid < 0) {
        LOG(LEVEL_ERROR, "could not fork", LOG_TEXT("error", strerror(errno)));
        child->start_at_ms = child->started_ms + BACKOFF_MAX_MS;
        return;
    }
    child->pid = pid;
    if (is_courier(supervisor, number)) {
        metrics_set(&supervisor->shared->courier, pid, pid);
        LOG(LEVEL_INFO, "courier started", LOG_NUMBER("pid", pid));
    } else {
        metrics_set(&supervisor->shared->slots[number], alive_ms, child->started_ms);
        metrics_set(&supervisor->shared->slots[number], pid, pid);
        LOG(LEVEL_INFO, "worker started", LOG_NUMBER("worker", number), LOG_NUMBER("pid", pid));
    }
}

/* Gauges of a worker that is gone. Its totals stay. */
static void clear_gauges(struct metrics *slot)
{
    metrics_set(slot, pid, 0);
    metrics_set(slot, ready, false);
#define CLEAR(name, help) metrics_set(slot, name, 0);
    METRICS_GAUGES(CLEAR)
#undef CLEAR
}

/* The figures of a child that has ended, and that it is started anew unless all stops. */
static void count_end(struct supervisor *supervisor, int number)
{
    struct courier_metrics *courier = &supervisor->shared->courier;
    struct metrics *slot = &supervisor->shared->slots[number]; /* of a worker */
    uint64_t again = supervisor->stopping ? 0 : 1;
    if (is_courier(supervisor, number)) {
        metrics_set(courier, pid, 0);
        metrics_set(courier, under_way, 0);
        metrics_set(courier, restarts, metrics_get(courier, restarts) + again);
        return;
    }
    clear_gauges(slot);
    metrics_set(slot, restarts, metrics_get(slot, restarts) + again);
}

static void child_ended(struct supervisor *supervisor, int number, int status)
{
    struct child *child = &supervisor->children[number];
    uint64_t now_ms = monotonic_ms();
    count_end(supervisor, number);
    child->pid = 0;
    if (supervisor->stopping) return;
    bool settled = now_ms - child->started_ms > SETTLED_MS;
    bool steady = now_ms - child->started_ms > STEADY_MS;
    if (steady || child->backoff_ms == 0)
        child->backoff_ms = BACKOFF_FIRST_MS;
    else if (child->backoff_ms < BACKOFF_MAX_MS)
        child->backoff_ms *= 2;
    child->start_at_ms = settled ? now_ms : now_ms + (uint64_t)child->backoff_ms;
    LOG(LEVEL_ERROR, is_courier(supervisor, number) ? "courier ended" : "worker ended",
        LOG_NUMBER("worker", is_courier(supervisor, number) ? -1 : number),
        LOG_NUMBER("exit", WIFEXITED(status) ? WEXITSTATUS(status) : -1),
        LOG_NUMBER("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
        LOG_NUMBER("again_in_ms", settled ? 0 : child->backoff_ms));
}

static void reap(struct supervisor *supervisor)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (int i = 0; i < supervisor->child_count; i++)
            if (supervisor->children[i].pid == pid) child_ended(supervisor, i, status);
}

static void signal_children(const struct supervisor *supervisor, int number)
{
    for (int i = 0; i < supervisor->child_count; i++)
        if (supervisor->children[i].pid != 0) kill(supervisor->children[i].pid, number);
}

static bool any_child(const struct supervisor *supervisor)
{
    for (int i = 0; i < supervisor->child_count; i++)
        if (supervisor->children[i].pid != 0) return true;
    return false;
}

/* Signals. */

static void stop(struct supervisor *supervisor)
{
    if (supervisor->stopping) return;
    supervisor->stopping = true;
    supervisor->kill_at_ms =
        monotonic_ms() + (uint64_t)supervisor->settings->server.drain_timeout_ms + KILL_AFTER_MS;
    log_line(LEVEL_INFO, "stopping", NULL, 0);
    signal_children(supervisor, SIGTERM);
}

static void reload(struct supervisor *supervisor)
{
    struct error error = {.code = ERR_OK};
    char needs_restart[1024];
    if (settings_reload(supervisor->settings, supervisor->path, needs_restart, sizeof needs_restart,
                        &error) != ERR_OK) {
        log_error("the settings stay as they were", &error);
        return;
    }
    if (!log_reopen(supervisor->settings->log.file))
        LOG(LEVEL_ERROR, "cannot open the log", LOG_TEXT("path", supervisor->settings->log.file));
    log_set_level((enum log_level)supervisor->settings->log.level);
    if (needs_restart[0] != '\0')
        LOG(LEVEL_WARNING, "some settings need a restart", LOG_TEXT("settings", needs_restart));
    signal_children(supervisor, SIGHUP);
}

static void on_signal(evutil_socket_t number, short what, void *context)
{
    struct supervisor *supervisor = context;
    (void)what;
    if (number == SIGCHLD)
        reap(supervisor);
    else if (number == SIGHUP)
        reload(supervisor);
    else
        stop(supervisor);
}

static void on_tick(evutil_socket_t fd, short what, void *context)
{
    struct supervisor *supervisor = context;
    (void)fd;
    (void)what;
    if (supervisor->stopping && monotonic_ms() >= supervisor->kill_at_ms)
        signal_children(supervisor, SIGKILL);
}

static void on_keys(evutil_socket_t fd, short what, void *context)
{
    struct supervisor *supervisor = context;
    (void)fd;
    (void)what;
    randombytes_buf(supervisor->shared->ticket_keys, sizeof supervisor->shared->ticket_keys);
    signal_children(supervisor, SIGUSR1);
}

/* Beginning, loop, end. */

static bool start_events(struct supervisor *supervisor)
{
    static const int numbers[SIGNALS] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};
    struct timeval tick = {0, 100000}, keys = {KEYS_S, 0};
    supervisor->base = event_base_new();
    if (supervisor->base == NULL) return false;
    for (int i = 0; i < SIGNALS; i++) {
        supervisor->signals[i] = evsignal_new(supervisor->base, numbers[i], on_signal, supervisor);
        if (supervisor->signals[i] == NULL || event_add(supervisor->signals[i], NULL) != 0)
            return false;
    }
    supervisor->tick = event_new(supervisor->base, -1, EV_PERSIST, on_tick, supervisor);
    supervisor->keys = event_new(supervisor->base, -1, EV_PERSIST, on_keys, supervisor);
    return supervisor->tick != NULL && event_add(supervisor->tick, &tick) == 0 &&
           supervisor->keys != NULL && event_add(supervisor->keys, &keys) == 0;
}

static void raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static int count_workers(const struct settings *settings)
{
    long half = (sysconf(_SC_NPROCESSORS_ONLN) + 1) / 2; /* PostgreSQL needs the others */
    long workers = settings->server.workers > 0 ? settings->server.workers : half;
    return workers < 1 ? 1 : workers > METRICS_WORKERS ? METRICS_WORKERS : (int)workers;
}

static bool start(struct supervisor *supervisor)
{
    const struct settings *settings = supervisor->settings;
    signal(SIGPIPE, SIG_IGN);
    raise_file_limit();
    router_prepare();
    supervisor->workers = count_workers(settings);
    supervisor->child_count = supervisor->workers + (settings->courier.enabled ? 1 : 0);
    randombytes_buf(&supervisor->courier_name, sizeof supervisor->courier_name);
    supervisor->shared = metrics_share(supervisor->workers);
    if (supervisor->shared == NULL || !start_events(supervisor)) return false;
    randombytes_buf(supervisor->shared->ticket_keys, sizeof supervisor->shared->ticket_keys);
    if (!open_socket(&supervisor->listen_fd, "clients", settings->server.listen,
                     settings->server.port, settings->server.port_file) ||
        !open_socket(&supervisor->admin_fd, "admin", settings->admin.listen, settings->admin.port,
                     settings->admin.port_file))
        return false;
    supervisor->admin = admin_new(supervisor->base, supervisor->admin_fd, supervisor->shared);
    return supervisor->admin != NULL;
}

/* Children are forked here, between two turns of the loop, never from within a callback. */
static void run(struct supervisor *supervisor)
{
    while (!supervisor->stopping || any_child(supervisor)) {
        uint64_t now_ms = monotonic_ms();
        for (int i = 0; i < supervisor->child_count && !supervisor->stopping; i++) {
            struct child *child = &supervisor->children[i];
            if (child->pid == 0 && now_ms >= child->start_at_ms) start_child(supervisor, i);
        }
        if (event_base_loop(supervisor->base, EVLOOP_ONCE) != 0) break;
    }
}

int supervisor_run(const char *path, struct settings *settings)
{
    struct supervisor *supervisor = calloc(1, sizeof *supervisor);
    if (supervisor == NULL) return 1;
    supervisor->path = path;
    supervisor->settings = settings;
    supervisor->listen_fd = supervisor->admin_fd = -1;
    bool started = start(supervisor);
    if (started) run(supervisor);
    for (int i = 0; i < SIGNALS; i++)
        if (supervisor->signals[i] != NULL) event_free(supervisor->signals[i]);
    if (supervisor->tick != NULL) event_free(supervisor->tick);
    if (supervisor->keys != NULL) event_free(supervisor->keys);
    admin_free(supervisor->admin);
    if (supervisor->base != NULL) event_base_free(supervisor->base);
    if (supervisor->listen_fd >= 0) close(supervisor->listen_fd);
    metrics_unshare(supervisor->shared);
    free(supervisor);
    if (started) log_line(LEVEL_INFO, "stopped", NULL, 0);
    return started ? 0 : 1;
}
