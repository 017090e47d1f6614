/* flood - REGISTERs and INVITEs with wrong credentials from many spoofed source addresses (127.4.0.1, ...) at a steady rate, for some seconds. */
#include "traffic.h"

enum { POOL = 8192, BATCH = 64 };

static struct mmsghdr m[BATCH];
static struct iovec iov[BATCH];
static char control[BATCH][CMSG_SPACE(sizeof(struct in_pktinfo))];
static struct { int length; char *bytes; struct in_addr source; } pool[POOL];

int main(int argc, char **argv) {
    if (argc != 5) { fprintf(stderr, "usage: flood LB_ADDRESS SOURCES REQUESTS_PER_SECOND SECONDS\n"); return 2; }
    struct sockaddr_in to = address_of(argv[1]), any = {.sin_family = AF_INET, .sin_port = htons(5068)};
    int sources = atoi(argv[2]), s = udp_socket(any), small = 4096;
    double rate = atof(argv[3]), seconds = atof(argv[4]);
    setsockopt(s, SOL_SOCKET, SO_RCVBUF, &small, sizeof small); /* answers are of no interest */
    int share[4] = {50, 50, 0, 0};
    for (int i = 0; i < POOL; i++) {
        char b[BUFFER], ip[32];
        pool[i].source.s_addr = source_address(0x7f040000, i % sources);
        inet_ntop(AF_INET, &pool[i].source, ip, sizeof ip);
        pool[i].length = build_request(b, kind_by_share(share), (struct phone) {ip, 5068, "UDP"}, i, "127.0.0.1");
        pool[i].bytes = memcpy(malloc(pool[i].length), b, pool[i].length);
    }
    uint64_t start = now_nanos();
    long sent = 0, refused = 0;
    for (double elapsed; (elapsed = (now_nanos() - start) / 1e9) < seconds;) {
        long due = (long) (elapsed * rate) - sent;
        if (due < 1) { usleep(200); continue; }
        int n = due > BATCH ? BATCH : (int) due;
        for (int i = 0; i < n; i++) {
            int k = (sent + i) % (POOL - POOL % sources);
            iov[i] = (struct iovec) {pool[k].bytes, pool[k].length};
            m[i].msg_hdr = (struct msghdr) {.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &iov[i], .msg_iovlen = 1,
                .msg_control = control[i], .msg_controllen = sizeof control[i]};
            struct cmsghdr *c = CMSG_FIRSTHDR(&m[i].msg_hdr);
            *c = (struct cmsghdr) {CMSG_LEN(sizeof(struct in_pktinfo)), IPPROTO_IP, IP_PKTINFO};
            *(struct in_pktinfo *) CMSG_DATA(c) = (struct in_pktinfo) {.ipi_spec_dst = pool[k].source};
        }
        int done = sendmmsg(s, m, n, 0);
        if (done < 0) { refused++; continue; }
        sent += done;
    }
    printf("flood_sent=%ld flood_rate=%.0f send_errors=%ld\n", sent, sent / seconds, refused);
    return 0;
}
