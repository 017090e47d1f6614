/* phones - well-behaved phones with addresses of their own (127.3.0.1, ...) and the proxies behind the load balancer.
 *
 * Each phone in turn registers (REGISTER, 401, REGISTER with credentials, 200) and calls (INVITE, 200, ACK, BYE, 200), one such cycle an --interval.
 * A request is repeated after 0.5 s, 1 s, 2 s, 4 s, 4 s ... (RFC 3261 T1, T2) and given up after --timeout. An INVITE goes on being repeated after a
 * 100, in place of the 200 that a real callee would repeat on the same schedule. Any answer but the expected ones is a failure.
 * Counted by the phase in which a cycle began: --phases 5,20,5 = before, during and after the flood, in seconds.
 */
#include "traffic.h"

enum { MAX_PHONES = 10000, PROXIES = 4, PHASES = 8 };
enum step { IDLE, REGISTERING, AUTHENTICATING, CALLING, ENDING };

struct caller {
    enum step step;
    int phase, repeats, cycle, length, resent;
    uint64_t begun, sent, first_sent, repeat_after, next_cycle;
    char request[BUFFER], ip[32];
    struct in_addr source;
};

static struct caller *all;
static int phones = 200, phase_seconds[PHASES], phase_count, port = 5064;
static double interval = 1, timeout_seconds = 32;
static struct { long cycles, good, first_try, refused, timed_out, repeats; struct histogram h; } result[PHASES];
static struct sockaddr_in to;
static int s, proxy_socket[PROXIES], epoll;
static char proxy_name[PROXIES][40];
static uint64_t start;
static long sink_requests, stranger_requests;

static int phase_at(uint64_t now) {
    double t = (now - start) / 1e9;
    for (int i = 0; i < phase_count; i++) if ((t -= phase_seconds[i]) < 0) return i;
    return phase_count;
}

static void transmit(struct caller *c) {
    char control[CMSG_SPACE(sizeof(struct in_pktinfo))] = {0};
    struct iovec iov = {c->request, c->length};
    struct msghdr h = {.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *m = CMSG_FIRSTHDR(&h);
    *m = (struct cmsghdr) {CMSG_LEN(sizeof(struct in_pktinfo)), IPPROTO_IP, IP_PKTINFO};
    *(struct in_pktinfo *) CMSG_DATA(m) = (struct in_pktinfo) {.ipi_spec_dst = c->source};
    sendmsg(s, &h, 0);
}

static void request(struct caller *c, enum step step, uint64_t now) {
    c->step = step;
    c->sent = c->first_sent = now;
    c->repeat_after = 500000000ull;
    transmit(c);
}

/* A phone's REGISTER and INVITE: the usual message with this phone's user name, without credentials at first. */
static void compose(struct caller *c, enum kind kind, int with_credentials) {
    char b[BUFFER], name[24];
    int n = build_request(b, kind, (struct phone) {c->ip, port, "UDP"}, c - all, proxy_name[0]), skip = 0;
    snprintf(name, sizeof name, "phone%05d", (int) (c - all));
    char *at = memmem(b, n, "Authorization: Digest username=\"", 32);
    b[n] = 0;
    if (kind == INVITE && at) at -= 6;
    char *end = at ? strstr(at, "\r\n") + 2 : b;
    if (at && !with_credentials) skip = end - at;
    int head = at ? at - b : n;
    memcpy(c->request, b, head);
    if (at && with_credentials) {
        char *quote = strchr(at, '"') + 1, *close = strchr(quote, '"');
        c->length = head + sprintf(c->request + head, "%.*s%s%s", (int) (quote - at), at, name, close);
    } else {
        memcpy(c->request + head, b + head + skip, n - head - skip);
        c->length = n - skip;
    }
}

static void begin(struct caller *c, uint64_t now) {
    c->phase = phase_at(now);
    c->begun = now;
    c->resent = 0;
    result[c->phase].cycles++;
    c->next_cycle += (uint64_t) (interval * 1e9);
    int call = c->cycle++ & 1;
    compose(c, call ? INVITE : REGISTER, call);
    request(c, call ? CALLING : REGISTERING, now);
}

static void finish(struct caller *c, uint64_t now, long *failure) {
    c->step = IDLE;
    if (c->next_cycle < now) c->next_cycle = now;
    if (failure) { (*failure)++; return; }
    result[c->phase].good++;
    result[c->phase].first_try += !c->resent;
    record(&result[c->phase].h, now - c->begun);
}

static int header_line(const char *m, const char *name, char *out, int room) {
    const char *p = strcasestr(m, name);
    if (!p) return 0;
    p += strlen(name);
    const char *e = strstr(p, "\r\n");
    if (!e || e - p >= room) return 0;
    return sprintf(out, "%.*s", (int) (e - p), p);
}

/* ACK and BYE of a call, from the 200 (RFC 3261 §12.1.2, §13.2.2.4). */
static void hang_up(struct caller *c, const char *ok, uint64_t now) {
    char from[300], callee[300], call_id[200], contact[300] = "", routes[1200] = "", branch[64];
    const char *found[8];
    int count = 0, n = 0;
    for (const char *p = ok; (p = strcasestr(p, "\r\nRecord-Route:")) && count < 8;) found[count++] = p += 15;
    while (count--) n += sprintf(routes + n, "Route:%.*s\r\n", (int) (strstr(found[count], "\r\n") - found[count]), found[count]);
    header_line(ok, "\r\nFrom:", from, 300);
    header_line(ok, "\r\nTo:", callee, 300);
    header_line(ok, "\r\nCall-ID:", call_id, 200);
    const char *uri = strcasestr(ok, "\r\nContact:");
    if (uri && (uri = strchr(uri, '<'))) sprintf(contact, "%.*s", (int) (strcspn(uri + 1, ">")) % 299, uri + 1);
    for (int bye = 0; bye < 2; bye++) {
        snprintf(branch, sizeof branch, "%s%08x", BRANCH_MARK, (unsigned) (c - all));
        c->length = sprintf(c->request, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%d;branch=%s;rport\r\n%sMax-Forwards: 70\r\nFrom:%s\r\nTo:%s\r\nCall-ID:%s\r\n"
            "CSeq: %d %s\r\nContent-Length: 0\r\n\r\n", bye ? "BYE" : "ACK", contact, c->ip, port, branch, routes, from, callee, call_id, bye ? 103 : 102, bye ? "BYE" : "ACK");
        if (!bye) transmit(c);
    }
    request(c, ENDING, now);
}

static void on_answer(const char *m, uint64_t now) {
    int number = message_number(m, strlen(m)), status = atoi(m + 8);
    if (number < 0 || number >= phones || status < 200) return;
    struct caller *c = &all[number];
    const char *cseq = strcasestr(m, "\r\nCSeq:"), *mine = strcasestr(c->request, "\r\nCSeq:"), *id = strcasestr(m, "\r\nCall-ID:"), *my_id = strcasestr(c->request, "\r\nCall-ID:");
    if (c->step == IDLE || !cseq || !id || strncmp(cseq, mine, strcspn(mine + 2, "\r") + 2) || strncmp(id, my_id, strcspn(my_id + 2, "\r") + 2)) return;
    if (c->step == REGISTERING && status == 401) { compose(c, REGISTER, 1); request(c, AUTHENTICATING, now); }
    else if (status != 200) finish(c, now, &result[c->phase].refused);
    else if (c->step == CALLING) hang_up(c, m, now);
    else finish(c, now, NULL);
}

static void time_passes(uint64_t now) {
    for (int i = 0; i < phones; i++) {
        struct caller *c = &all[i];
        if (c->step == IDLE) {
            if (now >= c->next_cycle && phase_at(now) < phase_count) begin(c, now);
        } else if (now - c->first_sent > timeout_seconds * 1e9) {
            finish(c, now, &result[c->phase].timed_out);
        } else if (now - c->sent >= c->repeat_after) {
            c->sent = now;
            c->resent++;
            c->repeat_after = c->repeat_after * 2 > 4000000000ull ? 4000000000ull : c->repeat_after * 2;
            result[c->phase].repeats++;
            transmit(c);
        }
    }
}

/* A proxy: 401 or 407 without credentials; a phone's are right, a stranger's wrong, and the LB is told as the real proxy tells it. */
static void serve_proxy(int p) {
    static char in[BUFFER], out[BUFFER];
    struct sockaddr_in from;
    for (int i = 0; i < 64; i++) {
        socklen_t l = sizeof from;
        int n = recvfrom(proxy_socket[p], in, BUFFER - 1, 0, (void *) &from, &l);
        if (n <= 0) return;
        in[n] = 0;
        sink_requests++;
        char *credentials = strstr(in, "uthorization: Digest username=\""), user[64] = "";
        if (credentials) sscanf(credentials + 31, "%63[^\"]", user);
        int phone = !strncmp(user, "phone", 5), checked = !memcmp(in, "REGISTER", 8) || !memcmp(in, "INVITE", 6);
        if (checked && credentials && !phone) stranger_requests++;
        int r = build_reply(in, n, out, proxy_name[p], checked && !phone ? 401 : 200, checked && !phone ? "Unauthorized" : "OK");
        if (r == 0) continue;
        if (checked && credentials) {
            char source[64] = "127.0.0.1", report[400];
            header_line(in, "\r\nP-NGCP-Src-Ip: ", source, 64);
            int k = snprintf(report, sizeof report, "P-NGCP-Authorization: %s@%s\r\nP-NGCP-Auth-IP: %s\r\nP-NGCP-Auth-UA: Yealink SIP-T46U 108.86.0.70\r\n%s",
                user, DOMAIN, source, phone ? "P-NGCP-Authorized: 1\r\n" : "");
            char *line = memmem(out, r, "\r\n", 2) + 2;
            memmove(line + k, line, r - (line - out));
            memcpy(line, report, k);
            r += k;
        }
        sendto(proxy_socket[p], out, r, 0, (void *) &from, l);
    }
}

int main(int argc, char **argv) {
    const char *pub = "127.0.0.1:5060", *proxy = "127.0.0.1:5071";
    char phases[] = "5,20,5", *list = phases;
    for (int i = 1; i + 1 < argc; i += 2) {
        char *a = argv[i], *v = argv[i + 1];
        if (!strcmp(a, "--pub")) pub = v;
        else if (!strcmp(a, "--phones")) phones = atoi(v);
        else if (!strcmp(a, "--interval")) interval = atof(v);
        else if (!strcmp(a, "--timeout")) timeout_seconds = atof(v);
        else if (!strcmp(a, "--phases")) list = v;
        else if (!strcmp(a, "--proxy")) proxy = v;
        else if (!strcmp(a, "--pids")) read_pids(v);
        else return 2;
    }
    for (char *t = strtok(list, ","); t && phase_count < PHASES - 1; t = strtok(NULL, ",")) phase_seconds[phase_count++] = atoi(t);
    all = calloc(phones, sizeof *all);
    epoll = epoll_create1(0);
    to = address_of(pub);
    s = udp_socket((struct sockaddr_in) {.sin_family = AF_INET, .sin_port = htons(port)});
    watch(epoll, s, EPOLLIN, PROXIES);
    struct sockaddr_in p = address_of(proxy);
    for (int i = 0; i < PROXIES; i++, p.sin_port = htons(ntohs(p.sin_port) + 1)) {
        proxy_socket[i] = udp_socket(p);
        watch(epoll, proxy_socket[i], EPOLLIN, i);
        snprintf(proxy_name[i], sizeof proxy_name[i], "%s:%d", inet_ntoa(p.sin_addr), ntohs(p.sin_port));
    }
    start = now_nanos();
    for (int i = 0; i < phones; i++) {
        all[i].source.s_addr = source_address(0x7f030000, i);
        inet_ntop(AF_INET, &all[i].source, all[i].ip, sizeof all[i].ip);
        all[i].cycle = i;
        all[i].next_cycle = start + (uint64_t) (interval * 1e9 / phones * i);
    }
    static char in[BUFFER];
    struct cpu c0 = read_cpu();
    for (uint64_t ticked = 0, now; ; ) {
        struct epoll_event e[8];
        int n = epoll_wait(epoll, e, 8, 1);
        now = now_nanos();
        for (int i = 0; i < n; i++) {
            if (e[i].data.u32 < PROXIES) { serve_proxy(e[i].data.u32); continue; }
            for (int k = 0, l; k < 256 && (l = recv(s, in, BUFFER - 1, 0)) > 0; k++) { in[l] = 0; if (!memcmp(in, "SIP/2.0 ", 8)) on_answer(in, now_nanos()); }
        }
        if (now - ticked > 1000000) { time_passes(now_nanos()); ticked = now; }
        int busy = phase_at(now) < phase_count;
        for (int i = 0; i < phones && !busy; i++) busy = all[i].step != IDLE;
        if (!busy) break;
    }
    for (int i = 0; i < phase_count; i++) {
        printf("p%d_cycles=%ld p%d_good=%ld p%d_first=%ld p%d_refused=%ld p%d_timeout=%ld p%d_repeats=%ld p%d_p50=%.0f p%d_p99=%.0f\n", i, result[i].cycles, i, result[i].good,
            i, result[i].first_try, i, result[i].refused, i, result[i].timed_out, i, result[i].repeats, i, percentile_us(&result[i].h, .5), i, percentile_us(&result[i].h, .99));
    }
    printf("cpu_seconds=%.2f sink_requests=%ld stranger_requests=%ld\n", (read_cpu().total - c0.total) / 1e9, sink_requests, stranger_requests);
    return 0;
}
