/* udpfwd - the floor: datagrams from PUB go out of INT to the proxies in turn, datagrams from INT back to the last phone. No parsing.
 * udpfwd PUB INT FIRST_PROXY PROXIES BATCH [100]     100: INVITEs are answered with a canned 100 of the usual length, the datagrams an LB has to send */
#include "common.h"

static struct mmsghdr m[256], trying[256];
static struct iovec iov[256], trying_iov[256];
static struct sockaddr_in from[256], proxy[16], phone;
static char buffer[256][BUFFER], canned[420];

static void flush(int s, struct mmsghdr *queue, int n) {
    for (int o = 0; o < n;) {
        int q = sendmmsg(s, queue + o, n - o, 0);
        if (q <= 0) return;
        o += q;
    }
}

int main(int argc, char **argv) {
    if (argc < 6) return 2;
    int proxies = atoi(argv[4]), batch = atoi(argv[5]), answers = argc > 6, turn = 0;
    int pub = udp_socket(address_of(argv[1])), inside = udp_socket(address_of(argv[2])), epoll = epoll_create1(0);
    for (int i = 0; i < proxies; i++) {
        proxy[i] = address_of(argv[3]);
        proxy[i].sin_port = htons(ntohs(proxy[i].sin_port) + i);
    }
    memset(canned, ' ', sizeof canned);
    memcpy(canned, "SIP/2.0 100 Trying\r\n", 20);
    for (int i = 0; i < batch; i++) {
        m[i].msg_hdr = (struct msghdr) {.msg_iov = &iov[i], .msg_iovlen = 1};
        trying_iov[i] = (struct iovec) {canned, sizeof canned};
        trying[i].msg_hdr = (struct msghdr) {.msg_iov = &trying_iov[i], .msg_iovlen = 1, .msg_namelen = sizeof phone};
    }
    watch(epoll, pub, EPOLLIN, pub);
    watch(epoll, inside, EPOLLIN, inside);
    for (;;) {
        struct epoll_event e[2];
        int events = epoll_wait(epoll, e, 2, -1);
        for (int x = 0; x < events; x++) {
            int s = e[x].data.u32, invites = 0;
            for (int i = 0; i < batch; i++) {
                iov[i] = (struct iovec) {buffer[i], BUFFER};
                m[i].msg_hdr.msg_name = &from[i];
                m[i].msg_hdr.msg_namelen = sizeof from[i];
            }
            int n = recvmmsg(s, m, batch, 0, NULL);
            for (int i = 0; i < n; i++) {
                iov[i].iov_len = m[i].msg_len;
                if (s == pub) {
                    if (i == 0) phone = from[0];
                    if (answers && !memcmp(buffer[i], "INVITE ", 7)) trying[invites++].msg_hdr.msg_name = &phone;
                    m[i].msg_hdr.msg_name = &proxy[turn++ % proxies];
                } else {
                    m[i].msg_hdr.msg_name = &phone;
                }
            }
            flush(pub, trying, invites);
            flush(s == pub ? inside : pub, m, n);
        }
    }
}
