/* What all generators share: clocks, random numbers, sockets, CPU time of the server under test. */
#ifndef COMMON_H
#define COMMON_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUFFER 4096

static inline uint64_t clock_nanos(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static inline uint64_t now_nanos(void) { return clock_nanos(CLOCK_MONOTONIC); }

static inline void die(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static unsigned random_state = 12345;

static inline unsigned random_word(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static inline struct sockaddr_in address_of(const char *text) {
    char host[64];
    int port;
    struct sockaddr_in a = {.sin_family = AF_INET};
    if (sscanf(text, "%63[^:]:%d", host, &port) != 2 || inet_pton(AF_INET, host, &a.sin_addr) != 1) {
        fprintf(stderr, "not address:port: %s\n", text);
        exit(2);
    }
    a.sin_port = htons(port);
    return a;
}

/* A non-blocking UDP socket with buffers that do not make the generator the place of the loss. */
static inline int udp_socket(struct sockaddr_in a) {
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), size = 16 << 20, on = 1;
    setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s, (void *) &a, sizeof a)) die("bind");
    return s;
}

static inline void watch(int epoll, int fd, uint32_t events, uint32_t id) {
    struct epoll_event e = {.events = events, .data.u32 = id};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e)) die("epoll_ctl");
}

/* The n-th of many source addresses: 127.1.0.1, 127.1.0.2, ... (all of 127/8 is local). */
static inline uint32_t source_address(uint32_t net, int n) { return htonl(net + ((n / 250) << 8) + n % 250 + 1); }

/* CPU time of processes with all their threads, dead ones too: exact in ns; the kernel divides it by ticks into user and system. */
static int pids[256], pid_count;

static inline void read_pids(char *list) {
    for (char *t = strtok(list, ", "); t; t = strtok(NULL, ", ")) pids[pid_count++] = atoi(t);
}

struct cpu { double total, user, system; };

static inline struct cpu read_cpu(void) {
    struct cpu c = {0, 0, 0};
    for (int i = 0; i < pid_count; i++) {
        clockid_t clock;
        if (!clock_getcpuclockid(pids[i], &clock)) c.total += clock_nanos(clock);
        char path[64], line[2048];
        snprintf(path, sizeof path, "/proc/%d/stat", pids[i]);
        FILE *f = fopen(path, "r");
        if (!f) continue;
        size_t n = fread(line, 1, sizeof line - 1, f);
        fclose(f);
        line[n] = 0;
        unsigned long u = 0, s = 0;
        char *end = strrchr(line, ')');
        if (end) sscanf(end + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &u, &s);
        c.user += u * 1e7;
        c.system += s * 1e7;
    }
    return c;
}

/* Latencies in a histogram of 1/16 octaves, from 1 ns to 17 s. */
struct histogram { long count[1024], total; };

static inline void record(struct histogram *h, uint64_t nanos) {
    int bits = nanos < 16 ? 4 : 63 - __builtin_clzll(nanos);
    int slot = ((bits - 4) << 4) + (int) (nanos >> (bits - 4) & 15);
    h->count[slot > 1023 ? 1023 : slot]++;
    h->total++;
}

static inline double percentile_us(const struct histogram *h, double share) {
    long seen = 0, wanted = (long) (h->total * share);
    for (int i = 0; i < 1024; i++) {
        seen += h->count[i];
        if (seen > wanted) return ((16.5 + (i & 15)) * (1ull << (i >> 4))) / 1000.0;
    }
    return 0;
}
#endif
