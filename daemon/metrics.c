/* Counting, and writing the counts down for Prometheus. */
#include "daemon/metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Upper bounds of the latency histogram, in microseconds. */
static const uint64_t bounds_us[METRICS_LATENCIES] = {250,    500,     1000,    2500,    5000,
                                                      10000,  25000,   50000,   100000,  250000,
                                                      500000, 1000000, 2500000, 10000000};

static const char *const lane_names[DB_LANES] = {
    [DB_WRITE] = "write", [DB_LOAD] = "load", [DB_READ] = "read",
    [DB_SLOW] = "slow",   [DB_CARE] = "care", [DB_PUBLIC] = "public"};

static size_t shared_size(int workers)
{
    return sizeof(struct metrics_shared) + (size_t)workers * sizeof(struct metrics);
}

struct metrics_shared *metrics_share(int workers)
{
    void *memory =
        mmap(NULL, shared_size(workers), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return NULL;
    struct metrics_shared *shared = memory;
    shared->workers = workers;
    return shared;
}

void metrics_unshare(struct metrics_shared *shared)
{
    if (shared != NULL) munmap(shared, shared_size(shared->workers));
}

static void count(_Atomic uint64_t *counter, uint64_t amount)
{
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + amount,
                          memory_order_relaxed);
}

void metrics_request(struct metrics *slot, int route, int status, uint64_t took_ns)
{
    if (route < 0 || route >= METRICS_ROUTES) route = METRICS_ROUTES - 1;
    int class = status / 100;
    if (class < 1 || class > 5) class = 0;
    struct metrics_route *of = &slot->routes[route];
    count(&of->by_class[class], 1);
    count(&of->latency_ns, took_ns);
    int bucket = 0;
    while (bucket < METRICS_LATENCIES && took_ns > bounds_us[bucket] * 1000) bucket++;
    count(&of->latency[bucket], 1);
}

static uint64_t sum_route(const struct metrics_shared *shared, int route, int class)
{
    uint64_t sum = 0;
    for (int i = 0; i < shared->workers; i++)
        sum += atomic_load_explicit(&shared->slots[i].routes[route].by_class[class],
                                    memory_order_relaxed);
    return sum;
}

static void print_requests(FILE *out, const struct metrics_shared *shared,
                           metrics_route_name route_name)
{
    fputs("# HELP onestop_requests_total Requests answered\n"
          "# TYPE onestop_requests_total counter\n",
          out);
    for (int route = 0; route < METRICS_ROUTES; route++) {
        const char *name = route_name(route);
        for (int class = 0; class <= 5; class ++) {
            uint64_t sum = sum_route(shared, route, class);
            if (sum == 0) continue;
            fprintf(out, "onestop_requests_total{route=\"%s\",status=\"%dxx\"} %llu\n",
                    name != NULL ? name : "none", class, (unsigned long long)sum);
        }
    }
}

static void print_latency(FILE *out, const struct metrics_shared *shared, int route,
                          const char *name)
{
    uint64_t total = 0, sum_ns = 0;
    uint64_t buckets[METRICS_LATENCIES + 1] = {0};
    for (int i = 0; i < shared->workers; i++) {
        const struct metrics_route *of = &shared->slots[i].routes[route];
        sum_ns += atomic_load_explicit(&of->latency_ns, memory_order_relaxed);
        for (int b = 0; b <= METRICS_LATENCIES; b++)
            buckets[b] += atomic_load_explicit(&of->latency[b], memory_order_relaxed);
    }
    for (int b = 0; b <= METRICS_LATENCIES; b++) total += buckets[b];
    if (total == 0) return;
    uint64_t running = 0;
    for (int b = 0; b < METRICS_LATENCIES; b++) {
        running += buckets[b];
        fprintf(out, "onestop_request_seconds_bucket{route=\"%s\",le=\"%g\"} %llu\n", name,
                (double)bounds_us[b] / 1e6, (unsigned long long)running);
    }
    fprintf(out,
            "onestop_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %llu\n"
            "onestop_request_seconds_sum{route=\"%s\"} %.6f\n"
            "onestop_request_seconds_count{route=\"%s\"} %llu\n",
            name, (unsigned long long)total, name, (double)sum_ns / 1e9, name,
            (unsigned long long)total);
}

static void print_latencies(FILE *out, const struct metrics_shared *shared,
                            metrics_route_name route_name)
{
    fputs("# HELP onestop_request_seconds From the last byte of a request to its answer\n"
          "# TYPE onestop_request_seconds histogram\n",
          out);
    for (int route = 0; route < METRICS_ROUTES; route++) {
        const char *name = route_name(route);
        print_latency(out, shared, route, name != NULL ? name : "none");
    }
}

static void print_totals(FILE *out, const struct metrics_shared *shared)
{
#define PRINT_TOTAL(name, help)                                                                    \
    {                                                                                              \
        int64_t sum = 0;                                                                           \
        for (int i = 0; i < shared->workers; i++) sum += metrics_get(&shared->slots[i], name);     \
        fprintf(out,                                                                               \
                "# HELP onestop_" #name "_total " help "\n# TYPE onestop_" #name                   \
                "_total counter\nonestop_" #name "_total %lld\n",                                  \
                (long long)sum);                                                                   \
    }
    METRICS_COUNTERS(PRINT_TOTAL)
    METRICS_COPIED(PRINT_TOTAL)
#undef PRINT_TOTAL
}

static void print_gauges(FILE *out, const struct metrics_shared *shared)
{
#define PRINT_GAUGE(name, help)                                                                    \
    fprintf(out, "# HELP onestop_" #name " " help "\n# TYPE onestop_" #name " gauge\n");           \
    for (int i = 0; i < shared->workers; i++)                                                      \
        fprintf(out, "onestop_" #name "{worker=\"%d\"} %lld\n", i,                                 \
                (long long)metrics_get(&shared->slots[i], name));
    METRICS_GAUGES(PRINT_GAUGE)
#undef PRINT_GAUGE
}

static void print_workers(FILE *out, const struct metrics_shared *shared)
{
    fputs("# HELP onestop_worker_ready Whether a worker serves\n"
          "# TYPE onestop_worker_ready gauge\n",
          out);
    for (int i = 0; i < shared->workers; i++)
        fprintf(out, "onestop_worker_ready{worker=\"%d\"} %d\n", i,
                metrics_get(&shared->slots[i], ready) ? 1 : 0);
    fputs("# HELP onestop_worker_restarts_total How often a worker was started anew\n"
          "# TYPE onestop_worker_restarts_total counter\n",
          out);
    for (int i = 0; i < shared->workers; i++)
        fprintf(out, "onestop_worker_restarts_total{worker=\"%d\"} %llu\n", i,
                (unsigned long long)metrics_get(&shared->slots[i], restarts));
    fputs("# HELP onestop_db_lane_load Groups waiting or in flight on the least busy connection\n"
          "# TYPE onestop_db_lane_load gauge\n",
          out);
    for (int i = 0; i < shared->workers; i++)
        for (int lane = 0; lane < DB_LANES; lane++)
            fprintf(out, "onestop_db_lane_load{worker=\"%d\",lane=\"%s\"} %lld\n", i,
                    lane_names[lane], (long long)metrics_get(&shared->slots[i], lane_load[lane]));
    fputs("# HELP onestop_db_lane_ready Whether a lane is connected\n"
          "# TYPE onestop_db_lane_ready gauge\n",
          out);
    for (int i = 0; i < shared->workers; i++)
        for (int lane = 0; lane < DB_LANES; lane++)
            fprintf(out, "onestop_db_lane_ready{worker=\"%d\",lane=\"%s\"} %d\n", i,
                    lane_names[lane], metrics_get(&shared->slots[i], lane_ready[lane]) ? 1 : 0);
}

static void print_courier(FILE *out, const struct courier_metrics *courier)
{
    fprintf(out,
            "# HELP onestop_courier_running Whether this host's courier runs\n"
            "# TYPE onestop_courier_running gauge\n"
            "onestop_courier_running %d\n"
            "# HELP onestop_courier_restarts_total How often the courier was started anew\n"
            "# TYPE onestop_courier_restarts_total counter\n"
            "onestop_courier_restarts_total %llu\n",
            metrics_get(courier, pid) != 0, (unsigned long long)metrics_get(courier, restarts));
#define PRINT(name, help, type, suffix)                                                            \
    fputs("# HELP onestop_courier_" #name suffix " " help "\n"                                     \
          "# TYPE onestop_courier_" #name suffix " " type "\n",                                    \
          out);                                                                                    \
    fprintf(out, "onestop_courier_" #name suffix " %lld\n", (long long)metrics_get(courier, name));
#define PRINT_TOTAL(name, help) PRINT(name, help, "counter", "_total")
#define PRINT_NOW(name, help)   PRINT(name, help, "gauge", "")
    METRICS_COURIER_COUNTERS(PRINT_TOTAL)
    METRICS_COURIER_GAUGES(PRINT_NOW)
#undef PRINT_NOW
#undef PRINT_TOTAL
#undef PRINT
}

char *metrics_text(const struct metrics_shared *shared, metrics_route_name route_name,
                   size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    if (out == NULL) return NULL;
    print_workers(out, shared);
    print_courier(out, &shared->courier);
    print_totals(out, shared);
    print_gauges(out, shared);
    print_requests(out, shared, route_name);
    print_latencies(out, shared, route_name);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}
