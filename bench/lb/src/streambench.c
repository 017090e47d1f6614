/* streambench - SIP over TCP, TLS, WS or WSS through a load balancer to UDP proxies, which are played here too (--sink) or by another process.
 *
 * relay     --connections N, then REGISTER/INVITE/ACK/BYE over all of them in turn, --window in flight; CPU of the server a relayed message
 * register  --rate new connections a second, --count in all: connect, handshake (full, no resumption), upgrade, REGISTER, 200. With --keep they stay
 *           open for --hold seconds and are counted again; else each is closed after its 200
 * sink      only the proxies, until killed
 */
#include "traffic.h"
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>

enum { POOL = 20000, MAX_PROXIES = 16, SINK_IDS = 1 << 24 };
enum state { CONNECTING, HANDSHAKE, UPGRADING, OPEN, CLOSED };

struct connection {
    int fd, number, wants_write, got_reply;
    enum state state;
    SSL *ssl;
    char *in, *out;
    int in_length, out_length;
    uint64_t since;
};

static const char *public_address = "127.0.0.1:5060", *proxy = "127.0.0.1:5071", *mix = "40,20,20,20", *transport = "tcp", *mode = "relay", *via;
static int proxies = 4, window = 128, connections = 100, keep, hold, with_sink, tls, ws;
static unsigned net = 0x7f020000;
static long count = 100000, warm = 20000;
static double rate = 100;

static struct sockaddr_in to;
static int epoll, proxy_socket[MAX_PROXIES];
static char proxy_name[MAX_PROXIES][40];
static SSL_CTX *context;
static struct connection *all;
static struct { int length; enum kind kind; char *bytes; } pool[POOL];
static long sent, arrived, replies, replies_sent, trying, in_flight, opened, registered, failed, dropped, open_now;
static struct histogram handshakes, registrations;
static char read_buffer[1 << 17];

static void serve_proxy(int p) {
    static char in[BUFFER], out[BUFFER];
    struct sockaddr_in from;
    for (int i = 0; i < 64; i++) {
        socklen_t l = sizeof from;
        int n = recvfrom(proxy_socket[p], in, BUFFER - 1, 0, (void *) &from, &l);
        if (n <= 0) return;
        in[n] = 0;
        arrived++;
        if (!*route_set && !memcmp(in, "INVITE ", 7)) learn_routes(in, proxy_name[p]);
        int r = build_reply(in, n, out, proxy_name[p], 200, "OK");
        if (r == 0) in_flight--;
        else if (sendto(proxy_socket[p], out, r, 0, (void *) &from, l) == r) replies_sent++;
    }
}

static void open_sink(void) {
    struct sockaddr_in p = address_of(proxy);
    for (int i = 0; i < proxies; i++, p.sin_port = htons(ntohs(p.sin_port) + 1)) {
        snprintf(proxy_name[i], sizeof proxy_name[i], "%s:%d", inet_ntoa(p.sin_addr), ntohs(p.sin_port));
        if (!with_sink) continue;
        proxy_socket[i] = udp_socket(p);
        watch(epoll, proxy_socket[i], EPOLLIN, SINK_IDS + i);
    }
}

/* ---- connections ---- */
static void interest(struct connection *c, int write) {
    if (c->wants_write == write) return;
    c->wants_write = write;
    struct epoll_event e = {.events = EPOLLIN | (write ? EPOLLOUT : 0), .data.u32 = c->number};
    epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &e);
}

static void shut(struct connection *c) {
    if (c->state == CLOSED) return;
    if (c->state == OPEN) open_now--;
    c->state = CLOSED;
    if (c->ssl) { SSL_shutdown(c->ssl); SSL_free(c->ssl); c->ssl = NULL; }
    close(c->fd);
    free(c->in);
    free(c->out);
    c->in = c->out = NULL;
}

static void broken(struct connection *c) {
    if (c->state == CLOSED) return;
    if (c->got_reply) dropped++; else failed++;
    shut(c);
}

/* Bytes written, 0 if it has to wait, -1 if broken. */
static int put(struct connection *c, const char *b, int n) {
    if (!c->ssl) {
        int w = send(c->fd, b, n, MSG_NOSIGNAL);
        return w >= 0 ? w : errno == EAGAIN ? 0 : -1;
    }
    ERR_clear_error();
    int w = SSL_write(c->ssl, b, n), e = w > 0 ? 0 : SSL_get_error(c->ssl, w);
    return w > 0 ? w : e == SSL_ERROR_WANT_WRITE || e == SSL_ERROR_WANT_READ ? 0 : -1;
}

static void flush(struct connection *c) {
    while (c->out_length > 0) {
        int w = put(c, c->out, c->out_length);
        if (w < 0) { broken(c); return; }
        if (w == 0) { interest(c, 1); return; }
        memmove(c->out, c->out + w, c->out_length -= w);
    }
    interest(c, 0);
}

static void write_raw(struct connection *c, const char *b, int n) {
    int w = c->out_length ? 0 : put(c, b, n);
    if (w < 0) { broken(c); return; }
    if (w == n) return;
    c->out = realloc(c->out, c->out_length + n - w);
    memcpy(c->out + c->out_length, b + w, n - w);
    c->out_length += n - w;
    interest(c, 1);
}

static void write_message(struct connection *c, const char *b, int n) {
    if (!ws) { write_raw(c, b, n); return; }
    static char frame[BUFFER + 16];
    unsigned mask = random_word();
    frame[0] = (char) 0x81;
    int h = n < 126 ? 2 : 4;
    frame[1] = (char) (0x80 | (n < 126 ? n : 126));
    if (n >= 126) { frame[2] = (char) (n >> 8); frame[3] = (char) n; }
    memcpy(frame + h, &mask, 4);
    for (int i = 0; i < n; i++) frame[h + 4 + i] = b[i] ^ ((char *) &mask)[i & 3];
    write_raw(c, frame, h + 4 + n);
}

static void begin(struct connection *c, int number) {
    char ip[32];
    memset(c, 0, sizeof *c);
    c->number = number;
    c->since = now_nanos();
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = source_address(net, number % 1000)};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) die("socket");
    int on = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(c->fd, (void *) &from, sizeof from)) die(inet_ntop(AF_INET, &from.sin_addr, ip, sizeof ip));
    if (connect(c->fd, (void *) &to, sizeof to) && errno != EINPROGRESS) die("connect");
    c->state = CONNECTING;
    c->wants_write = 1;
    watch(epoll, c->fd, EPOLLIN | EPOLLOUT, number);
}

static int local_port(struct connection *c, char *ip) {
    struct sockaddr_in a;
    socklen_t l = sizeof a;
    getsockname(c->fd, (void *) &a, &l);
    inet_ntop(AF_INET, &a.sin_addr, ip, 32);
    return ntohs(a.sin_port);
}

static void ready(struct connection *c) {
    c->state = OPEN;
    opened++;
    open_now++;
    record(&handshakes, now_nanos() - c->since);
    if (strcmp(mode, "register")) return;
    char b[BUFFER], ip[32];
    int port = local_port(c, ip);
    write_message(c, b, build_request(b, REGISTER, (struct phone) {ip, port, via}, c->number, proxy_name[0]));
}

static void upgrade(struct connection *c) {
    if (!ws) { ready(c); return; }
    static const char *request = "GET / HTTP/1.1\r\nHost: " DOMAIN "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Protocol: sip\r\nOrigin: http://" DOMAIN "\r\nSec-WebSocket-Version: 13\r\n\r\n";
    c->state = UPGRADING;
    write_raw(c, request, strlen(request));
}

static void handshake(struct connection *c) {
    ERR_clear_error();
    int r = SSL_do_handshake(c->ssl), e = r == 1 ? 0 : SSL_get_error(c->ssl, r);
    if (r == 1) { interest(c, 0); upgrade(c); }
    else if (e == SSL_ERROR_WANT_READ) interest(c, 0);
    else if (e == SSL_ERROR_WANT_WRITE) interest(c, 1);
    else broken(c);
}

static void connected(struct connection *c) {
    int error = 0;
    socklen_t l = sizeof error;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &l);
    if (error) { broken(c); return; }
    interest(c, 0);
    if (!tls) { upgrade(c); return; }
    c->state = HANDSHAKE;
    c->ssl = SSL_new(context);
    SSL_set_fd(c->ssl, c->fd);
    SSL_set_connect_state(c->ssl);
    SSL_set_tlsext_host_name(c->ssl, DOMAIN);
    handshake(c);
}

/* ---- incoming ---- */
static void on_message(struct connection *c, const char *m, int n) {
    if (is_trying(m, n)) { trying++; return; }
    if (n < 8 || memcmp(m, "SIP/2.0 ", 8)) return;
    replies++;
    in_flight--;
    if (strcmp(mode, "register") || c->got_reply) return;
    if (memcmp(m + 8, "200", 3)) { failed++; shut(c); return; }
    c->got_reply = 1;
    registered++;
    record(&registrations, now_nanos() - c->since);
    if (!keep) shut(c);
}

/* Length of the first whole SIP message, 0 if it is not complete. */
static int sip_length(const char *b, int n) {
    const char *end = memmem(b, n, "\r\n\r\n", 4);
    if (!end) return 0;
    int body = 0;
    for (const char *p = b; p && p < end; p = memchr(p, '\n', end - p), p = p ? p + 1 : p) {
        if (!strncasecmp(p, "content-length:", 15)) body = atoi(p + 15);
        else if (!strncasecmp(p, "l:", 2)) body = atoi(p + 2);
    }
    int total = (int) (end + 4 - b) + body;
    return total <= n ? total : 0;
}

/* Bytes consumed. */
static int consume(struct connection *c, const char *b, int n) {
    if (c->state == UPGRADING) {
        const char *end = memmem(b, n, "\r\n\r\n", 4);
        if (!end) return 0;
        if (memcmp(b, "HTTP/1.1 101", 12)) { broken(c); return n; }
        ready(c);
        return end + 4 - b;
    }
    if (ws) {
        if (n < 2) return 0;
        int h = 2, l = b[1] & 0x7f;
        if (l == 126) { if (n < 4) return 0; h = 4; l = (unsigned char) b[2] << 8 | (unsigned char) b[3]; }
        if (n < h + l) return 0;
        if ((b[0] & 15) == 1 || (b[0] & 15) == 2) on_message(c, b + h, l);
        return h + l;
    }
    if (*b == '\r' || *b == '\n') return 1;
    int l = sip_length(b, n);
    if (l) on_message(c, b, l);
    return l;
}

static void readable(struct connection *c) {
    for (;;) {
        int n = c->in_length, got;
        if (n) memcpy(read_buffer, c->in, n);
        if (c->ssl) {
            ERR_clear_error();
            got = SSL_read(c->ssl, read_buffer + n, 65536);
            int e = got > 0 ? 0 : SSL_get_error(c->ssl, got);
            if (got <= 0 && (e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE)) return;
        } else {
            got = recv(c->fd, read_buffer + n, 65536, 0);
            if (got < 0 && errno == EAGAIN) return;
        }
        if (got <= 0) { broken(c); return; }
        n += got;
        int used = 0, step;
        while (used < n && c->state != CLOSED && (step = consume(c, read_buffer + used, n - used)) > 0) used += step;
        if (c->state == CLOSED) return;
        c->in_length = n - used;
        if (c->in_length) {
            c->in = realloc(c->in, c->in_length);
            memcpy(c->in, read_buffer + used, c->in_length);
        }
        if (!c->ssl && got < 65536) return;
    }
}

static void serve(struct epoll_event *e) {
    unsigned id = e->data.u32;
    if (id >= SINK_IDS) { serve_proxy(id - SINK_IDS); return; }
    struct connection *c = &all[id];
    if (c->state == CLOSED) return;
    if (c->state == CONNECTING) { if (e->events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) connected(c); return; }
    if (c->state == HANDSHAKE) { handshake(c); return; }
    if (e->events & EPOLLOUT) flush(c);
    if (c->state != CLOSED && e->events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
}

static void poll_once(int wait) {
    struct epoll_event e[128];
    int n = epoll_wait(epoll, e, 128, wait);
    for (int i = 0; i < n; i++) serve(&e[i]);
}

/* ---- relay ---- */
static void open_connections(void) {
    for (int i = 0; i < connections; i++) {
        begin(&all[i], i);
        for (uint64_t t = now_nanos(); i - opened > 100 && now_nanos() - t < 5000000000ull;) poll_once(10);
    }
    for (uint64_t t = now_nanos(); opened < connections && now_nanos() - t < 10000000000ull;) poll_once(10);
    if (opened < connections) { fprintf(stderr, "%ld of %d connections open, %ld failed\n", opened, connections, failed); exit(1); }
}

static void build_pool(void) {
    int share[4] = {0};
    sscanf(mix, "%d,%d,%d,%d", &share[0], &share[1], &share[2], &share[3]);
    for (int i = 0; i < POOL; i++) {
        char b[BUFFER], ip[32];
        int port = local_port(&all[i % connections], ip);
        pool[i].kind = kind_by_share(share);
        pool[i].length = build_request(b, pool[i].kind, (struct phone) {ip, port, via}, i, proxy_name[i % proxies]);
        pool[i].bytes = memcpy(malloc(pool[i].length), b, pool[i].length);
    }
}

static void learn(void) {
    char b[BUFFER], ip[32];
    int port = local_port(&all[0], ip);
    write_message(&all[0], b, build_request(b, INVITE, (struct phone) {ip, port, via}, 0, proxy_name[0]));
    for (uint64_t t = now_nanos(); now_nanos() - t < 3000000000ull && (!*route_set || replies == 0);) poll_once(10);
    if (!*route_set) { fprintf(stderr, "no INVITE came through the LB\n"); exit(1); }
    in_flight = 0;
}

static void relay(void) {
    open_connections();
    learn();
    build_pool();
    long total = warm + count, sent0 = 0, arrived0 = 0, replies0 = 0, replies_sent0 = 0;
    int next = 0, started = 0;
    uint64_t start = now_nanos(), last = start;
    struct cpu c0 = {0}, c1;
    sent = 0;
    for (;;) {
        uint64_t now = now_nanos();
        if (!started && sent >= warm && in_flight <= 0) {
            started = 1;
            sent0 = sent, arrived0 = arrived, replies0 = replies, replies_sent0 = replies_sent;
            c0 = read_cpu();
            start = last = now_nanos();
        }
        if (now - last > 1000000000ull) { in_flight = 0; last = now; if (sent >= total) break; }
        if (sent >= total && in_flight <= 0) break;
        long limit = started ? total : warm, before = arrived + replies;
        for (int i = 0; i < 32 && sent < limit && in_flight < window; i++) {
            write_message(&all[next % connections], pool[next].bytes, pool[next].length);
            next = (next + 1) % (POOL - POOL % connections);
            sent++;
            in_flight++;
        }
        poll_once(sent < limit && in_flight < window ? 0 : 1);
        if (arrived + replies != before) last = now_nanos();
    }
    c1 = read_cpu();
    double seconds = (last - start) / 1e9, cpu = c1.total - c0.total, user = c1.user - c0.user, system = c1.system - c0.system;
    long messages = arrived - arrived0 + replies - replies0, offered = sent - sent0 + replies_sent - replies_sent0;
    double share = user + system > 0 ? user / (user + system) : 0;
    printf("connections=%ld messages=%ld lost=%ld trying=%ld dropped=%ld seconds=%.3f rate=%.0f cpu=%.0f user=%.0f system=%.0f cores=%.3f\n", open_now, messages,
        offered - messages, trying, dropped + failed, seconds, messages / seconds, cpu / messages, cpu * share / messages, cpu * (1 - share) / messages,
        cpu / 1e9 / seconds);
}

/* ---- register ---- */
static void registrations_at_rate(void) {
    uint64_t start = now_nanos(), end = 0;
    struct cpu c0 = read_cpu(), c1;
    long begun = 0;
    for (;;) {
        uint64_t now = now_nanos();
        long due = (long) ((now - start) / 1e9 * rate);
        if (due > count) due = count;
        for (int i = 0; begun < due && i < 16; i++, begun++) begin(&all[begun], begun);
        if (begun == count && registered + failed >= count) break;
        if (begun == count && !end) end = now + 10000000000ull;
        if (end && now > end) break;
        poll_once(1);
    }
    double seconds = (now_nanos() - start) / 1e9;
    c1 = read_cpu();
    long late = count - registered - failed;
    printf("begun=%ld registered=%ld failed=%ld unanswered=%ld seconds=%.2f rate=%.0f cpu_us=%.0f cores=%.3f hs50=%.0f hs99=%.0f reg50=%.0f reg99=%.0f regmax=%.0f\n",
        begun, registered, failed, late, seconds, registered / seconds, (c1.total - c0.total) / 1e3 / (registered ? registered : 1), (c1.total - c0.total) / 1e9 / seconds,
        percentile_us(&handshakes, .5), percentile_us(&handshakes, .99), percentile_us(&registrations, .5), percentile_us(&registrations, .99),
        percentile_us(&registrations, .999999));
    fflush(stdout);
    for (uint64_t t = now_nanos(); keep && now_nanos() - t < hold * 1000000000ull;) poll_once(100);
    if (keep) printf("held=%d open=%ld dropped=%ld\n", hold, open_now, dropped);
}

static void arguments(int argc, char **argv) {
    if (argc > 1) mode = argv[1];
    for (int i = 2; i < argc; i++) {
        const char *a = argv[i];
        if (!strcmp(a, "--keep")) { keep = 1; continue; }
        if (!strcmp(a, "--sink")) { with_sink = 1; continue; }
        char *v = i + 1 < argc ? argv[++i] : "";
        if (!strcmp(a, "--pub")) public_address = v;
        else if (!strcmp(a, "--proxy")) proxy = v;
        else if (!strcmp(a, "--transport")) transport = v;
        else if (!strcmp(a, "--connections")) connections = atoi(v);
        else if (!strcmp(a, "--window")) window = atoi(v);
        else if (!strcmp(a, "--count")) count = atol(v);
        else if (!strcmp(a, "--warm")) warm = atol(v);
        else if (!strcmp(a, "--rate")) rate = atof(v);
        else if (!strcmp(a, "--hold")) hold = atoi(v);
        else if (!strcmp(a, "--net")) net = ntohl(inet_addr(v));
        else if (!strcmp(a, "--mix")) mix = v;
        else if (!strcmp(a, "--pids")) read_pids(v);
        else { fprintf(stderr, "unknown: %s (see the head of streambench.c)\n", a); exit(2); }
    }
    tls = !strcmp(transport, "tls") || !strcmp(transport, "wss");
    ws = !strcmp(transport, "ws") || !strcmp(transport, "wss");
    via = !strcmp(transport, "tcp") ? "TCP" : !strcmp(transport, "tls") ? "TLS" : !strcmp(transport, "ws") ? "WS" : "WSS";
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN); /* a connection that the server closed is counted, not fatal */
    arguments(argc, argv);
    to = address_of(public_address);
    epoll = epoll_create1(0);
    if (!strcmp(mode, "sink")) with_sink = 1;
    open_sink();
    if (!strcmp(mode, "sink")) for (;;) poll_once(1000);
    if (tls) {
        context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    }
    all = calloc(!strcmp(mode, "relay") ? connections : count, sizeof *all);
    if (!strcmp(mode, "relay")) relay(); else registrations_at_rate();
    return 0;
}
