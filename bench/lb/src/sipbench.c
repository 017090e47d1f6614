/* sipbench - SIP over UDP through a stateless load balancer: phones and the proxies behind it in one process.
 *
 * Phones send REGISTER/INVITE/ACK/BYE to the LB's public address; proxies receive what it forwards and answer; replies go back through it.
 * Closed loop (--window) or paced (--rate). With --sources the phones have that many addresses (one socket, IP_PKTINFO).
 * A message = a datagram forwarded by the LB, request or reply; an LB's own 100 Trying is no message.
 * Kamailio sends one; Tandem passes on the proxy's, and these proxies send none.
 * Latency (--latency): from the send call to the kernel's receive time stamp at the other end, so the generator's own queues do not count.
 */
#include "traffic.h"
#include <linux/net_tstamp.h>

enum { BATCH = 64, POOL = 20000, MAX_PROXIES = 16, PHONES = 100 };

struct message { int length; enum kind kind; struct in_addr source; char *bytes; };

static const char *public_address = "127.0.0.1:5060", *client = "127.0.0.1:6060", *proxy = "127.0.0.1:5071", *mix = "40,20,20,20", *dump;
static int proxies = 4, window = 128, sources = 1, latency;
static long count = 200000, warm = 20000;
static double rate;

static struct sockaddr_in to;
static int phone_socket, proxy_socket[MAX_PROXIES], epoll;
static char proxy_name[MAX_PROXIES][40];
static struct message pool[POOL];
static uint64_t request_sent[POOL], reply_sent[POOL];
static struct histogram requests_h, replies_h;

static struct mmsghdr in[BATCH], out[BATCH];
static struct iovec in_iov[BATCH], out_iov[BATCH];
static struct sockaddr_in from[BATCH];
static char in_buffer[BATCH][BUFFER], out_buffer[BATCH][BUFFER], in_control[BATCH][64], out_control[BATCH][CMSG_SPACE(sizeof(struct in_pktinfo))];

static void arguments(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i];
        if (!strcmp(a, "--latency")) { latency = 1; continue; }
        char *v = i + 1 < argc ? argv[++i] : "";
        if (!strcmp(a, "--pub")) public_address = v;
        else if (!strcmp(a, "--cli")) client = v;
        else if (!strcmp(a, "--proxy")) proxy = v;
        else if (!strcmp(a, "--nproxy")) proxies = atoi(v);
        else if (!strcmp(a, "--window")) window = atoi(v);
        else if (!strcmp(a, "--rate")) rate = atof(v);
        else if (!strcmp(a, "--count")) count = atol(v);
        else if (!strcmp(a, "--warm")) warm = atol(v);
        else if (!strcmp(a, "--mix")) mix = v;
        else if (!strcmp(a, "--sources")) sources = atoi(v);
        else if (!strcmp(a, "--pids")) read_pids(v);
        else if (!strcmp(a, "--dump")) dump = v;
        else {
            fprintf(stderr, "usage: %s [--pub ip:port] [--cli ip:port] [--proxy ip:port] [--nproxy 4] [--window 128 | --rate requests/s] [--count N] [--warm N]"
                " [--mix register,invite,ack,bye] [--sources N] [--latency] [--pids a,b] [--dump file]\n", argv[0]);
            exit(2);
        }
    }
}

static void open_sockets(void) {
    epoll = epoll_create1(0);
    to = address_of(public_address);
    struct sockaddr_in a = address_of(client), p = address_of(proxy);
    if (sources > 1) a.sin_addr.s_addr = INADDR_ANY;
    phone_socket = udp_socket(a);
    watch(epoll, phone_socket, EPOLLIN, PHONES);
    for (int i = 0; i < proxies; i++, p.sin_port = htons(ntohs(p.sin_port) + 1)) {
        proxy_socket[i] = udp_socket(p);
        watch(epoll, proxy_socket[i], EPOLLIN, i);
        snprintf(proxy_name[i], sizeof proxy_name[i], "%s:%d", inet_ntoa(p.sin_addr), ntohs(p.sin_port));
    }
    int flags = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
    for (int i = 0; latency && i <= proxies; i++) {
        if (setsockopt(i < proxies ? proxy_socket[i] : phone_socket, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof flags)) die("SO_TIMESTAMPING");
    }
    for (int i = 0; i < BATCH; i++) {
        in_iov[i] = (struct iovec) {in_buffer[i], BUFFER - 1};
        in[i].msg_hdr = (struct msghdr) {.msg_iov = &in_iov[i], .msg_iovlen = 1, .msg_name = &from[i]};
        out[i].msg_hdr = (struct msghdr) {.msg_iov = &out_iov[i], .msg_iovlen = 1, .msg_namelen = sizeof to};
    }
}

static void build_pool(void) {
    struct sockaddr_in a = address_of(client);
    int share[4] = {0};
    sscanf(mix, "%d,%d,%d,%d", &share[0], &share[1], &share[2], &share[3]);
    for (int i = 0; i < POOL; i++) {
        char b[BUFFER], ip[32];
        struct in_addr source = sources > 1 ? (struct in_addr) {source_address(0x7f010000, i % sources)} : a.sin_addr;
        inet_ntop(AF_INET, &source, ip, sizeof ip);
        enum kind kind = kind_by_share(share);
        int n = build_request(b, kind, (struct phone) {ip, ntohs(a.sin_port), "UDP"}, i, proxy_name[i % proxies]);
        pool[i] = (struct message) {n, kind, source, memcpy(malloc(n), b, n)};
    }
}

static void queue(int slot, char *bytes, int length, struct sockaddr_in *target) {
    out_iov[slot] = (struct iovec) {bytes, length};
    out[slot].msg_hdr.msg_name = target;
    out[slot].msg_hdr.msg_control = NULL;
    out[slot].msg_hdr.msg_controllen = 0;
}

static void queue_from(int slot, struct message *m) {
    queue(slot, m->bytes, m->length, &to);
    if (sources == 1) return;
    struct msghdr *h = &out[slot].msg_hdr;
    h->msg_control = out_control[slot];
    h->msg_controllen = sizeof out_control[slot];
    struct cmsghdr *c = CMSG_FIRSTHDR(h);
    *c = (struct cmsghdr) {CMSG_LEN(sizeof(struct in_pktinfo)), IPPROTO_IP, IP_PKTINFO};
    *(struct in_pktinfo *) CMSG_DATA(c) = (struct in_pktinfo) {.ipi_spec_dst = m->source};
}

static int receive(int socket) {
    for (int i = 0; i < BATCH; i++) {
        in[i].msg_hdr.msg_namelen = sizeof from[i];
        in[i].msg_hdr.msg_control = latency ? in_control[i] : NULL;
        in[i].msg_hdr.msg_controllen = latency ? sizeof in_control[i] : 0;
    }
    int n = recvmmsg(socket, in, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < n; i++) in_buffer[i][in[i].msg_len] = 0;
    return n < 0 ? 0 : n;
}

static void time_it(int i, const uint64_t *sent, struct histogram *h) {
    struct cmsghdr *c = CMSG_FIRSTHDR(&in[i].msg_hdr);
    int number = message_number(in_buffer[i], in[i].msg_len);
    if (!c || c->cmsg_type != SO_TIMESTAMPING || number < 0 || number >= POOL || !sent[number]) return;
    struct timespec *t = (void *) CMSG_DATA(c);
    uint64_t at = t->tv_sec * 1000000000ull + t->tv_nsec;
    record(h, at > sent[number] ? at - sent[number] : 0);
}

static void dump_batch(int n) {
    FILE *f = fopen(dump, "a");
    for (int i = 0; i < n; i++) fprintf(f, "%.*s\n=====\n", in[i].msg_len, in_buffer[i]);
    fclose(f);
}

static void learn(void) {
    char b[BUFFER], ip[32];
    struct sockaddr_in a = address_of(client);
    inet_ntop(AF_INET, &a.sin_addr, ip, sizeof ip);
    struct message m = {.bytes = b, .source = a.sin_addr};
    for (int attempt = 0; attempt < 20; attempt++) {
        m.length = build_request(b, INVITE, (struct phone) {ip, ntohs(a.sin_port), "UDP"}, 0, proxy_name[0]);
        queue_from(0, &m);
        sendmmsg(phone_socket, out, 1, 0);
        for (int wait = 0; wait < 50; wait++) {
            usleep(2000);
            for (int i = 0; i < proxies; i++) {
                int n = receive(proxy_socket[i]);
                for (int k = 0; k < n; k++) {
                    if (memcmp(in_buffer[k], "INVITE ", 7)) continue;
                    if (dump) dump_batch(n);
                    learn_routes(in_buffer[k], proxy_name[i]);
                    return;
                }
            }
        }
    }
    fprintf(stderr, "no INVITE came through the LB\n");
    exit(1);
}

/* ---- the measured loop ---- */
static long sent, arrived, replies_sent, replies, trying, in_flight, per_proxy[MAX_PROXIES];

static void send_requests(int n) {
    static int next;
    uint64_t now = latency ? clock_nanos(CLOCK_REALTIME) : 0;
    int first = next;
    for (int i = 0; i < n; i++, next = (next + 1) % POOL) {
        queue_from(i, &pool[next]);
        request_sent[next] = now;
        reply_sent[next] = 0;
    }
    int done = sendmmsg(phone_socket, out, n, 0);
    if (done < 0) done = 0;
    next = (first + done) % POOL;
    sent += done;
    in_flight += done;
}

static void serve_proxy(int p) {
    int n = receive(proxy_socket[p]), k = 0, done = 0;
    arrived += n;
    per_proxy[p] += n;
    uint64_t now = latency ? clock_nanos(CLOCK_REALTIME) : 0;
    for (int i = 0; i < n; i++) {
        if (latency) time_it(i, request_sent, &requests_h);
        int l = build_reply(in_buffer[i], in[i].msg_len, out_buffer[k], proxy_name[p], 200, "OK");
        if (l == 0) { in_flight--; continue; }
        int number = latency ? message_number(in_buffer[i], in[i].msg_len) : -1;
        if (number >= 0 && number < POOL) reply_sent[number] = now;
        queue(k, out_buffer[k], l, &from[i]);
        k++;
    }
    while (done < k) {
        int q = sendmmsg(proxy_socket[p], out + done, k - done, 0);
        if (q <= 0) break;
        done += q;
    }
    replies_sent += done;
}

static void serve_phones(void) {
    int n = receive(phone_socket);
    for (int i = 0; i < n; i++) {
        if (is_trying(in_buffer[i], in[i].msg_len)) { trying++; continue; }
        if (latency) time_it(i, reply_sent, &replies_h);
        replies++;
        in_flight--;
    }
}

static int allowance(uint64_t now, uint64_t *due_from) {
    if (rate > 0) {
        double due = (double) (now - *due_from) * rate / 1e9;
        if (due < 1) return 0;
        int n = due > 32 ? 32 : (int) due;
        *due_from += (uint64_t) (n * 1e9 / rate);
        if (now > *due_from && now - *due_from > 200000000ull) *due_from = now;
        return n;
    }
    int n = window - in_flight;
    if (n > 32) n = 32;
    return n < (window < 32 ? 1 : 8) && in_flight > 0 ? 0 : n;
}

int main(int argc, char **argv) {
    arguments(argc, argv);
    open_sockets();
    learn();
    build_pool();
    long total = warm + count, sent0 = 0, arrived0 = 0, replies0 = 0, replies_sent0 = 0;
    uint64_t start = now_nanos(), last = start, due_from = start;
    struct cpu c0 = {0}, c1;
    for (int started = 0;;) {
        uint64_t now = now_nanos();
        if (!started && sent >= warm && in_flight <= 0) {
            started = 1;
            sent0 = sent, arrived0 = arrived, replies0 = replies, replies_sent0 = replies_sent;
            memset(&requests_h, 0, sizeof requests_h);
            memset(&replies_h, 0, sizeof replies_h);
            c0 = read_cpu();
            start = now = due_from = now_nanos();
        }
        if (now - last > 300000000ull) { in_flight = 0; last = now; if (sent >= total) break; }
        if (sent >= total && in_flight <= 0) break;
        if (now - start > 300000000000ull) break;
        int n = sent < total ? allowance(now, &due_from) : 0;
        if (n > (started ? total : warm) - sent) n = (started ? total : warm) - sent;
        if (n > 0) { send_requests(n); last = now; }
        struct epoll_event e[32];
        int events = epoll_wait(epoll, e, 32, n > 0 || (rate > 0 && sent < total) ? 0 : 1);
        for (int i = 0; i < events; i++) {
            if (e[i].data.u32 == PHONES) serve_phones(); else serve_proxy(e[i].data.u32);
            last = now_nanos();
        }
        if (in_flight < 0) in_flight = 0;
    }
    c1 = read_cpu();
    double seconds = (last - start) / 1e9, cpu = c1.total - c0.total, user = c1.user - c0.user, system = c1.system - c0.system;
    long messages = arrived - arrived0 + replies - replies0, offered = sent - sent0 + replies_sent - replies_sent0;
    double share = user + system > 0 ? user / (user + system) : 0;
    printf("messages=%ld lost=%ld trying=%ld seconds=%.3f rate=%.0f cpu=%.0f user=%.0f system=%.0f cores=%.3f", messages, offered - messages, trying, seconds,
        messages / seconds, cpu / messages, cpu * share / messages, cpu * (1 - share) / messages, cpu / 1e9 / seconds);
    if (latency) {
        printf(" req50=%.0f req99=%.0f req999=%.0f rep50=%.0f rep99=%.0f rep999=%.0f", percentile_us(&requests_h, .5), percentile_us(&requests_h, .99),
            percentile_us(&requests_h, .999), percentile_us(&replies_h, .5), percentile_us(&replies_h, .99), percentile_us(&replies_h, .999));
    }
    printf(" proxies=%ld/%ld/%ld/%ld\n", per_proxy[0], per_proxy[1], per_proxy[2], per_proxy[3]);
    return 0;
}
