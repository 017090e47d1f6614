/* srtpload: RTP both ways through a media relay that has one SRTP and one RTP party in each call, and what that costs the relay.
 *
 *   srtpload --key HEX30 --pids PID,PID... (--pps 50 | --window 256) [--seconds 4] [--warm 2] < CALLS
 *
 * CALLS: a line a call, "ADDRESS PORT_FOR_THE_SRTP_PARTY PORT_FOR_THE_RTP_PARTY". Call i: SRTP party at BASE + 2 * (i % 8), RTP party 16 ports above.
 * SRTP is AES_CM_128_HMAC_SHA1_80 with one key for all calls, 160 octets of payload. CPU is that of all threads of the processes named (schedstat), a packet
 * that arrives. Latency: from send to receive, by SSRC and sequence number, which are readable in SRTP. */
#define _GNU_SOURCE
#define OPENSSL_SUPPRESS_DEPRECATED
#include <arpa/inet.h>
#include <dirent.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { SOCKETS = 8, BASE = 20000, BATCH = 32, HEADER = 12, PAYLOAD = 160, TAG = 10, MAX_CALLS = 5000, KEPT = 256, MICROS = 200000, FIRST_SSRC = 0x10000000 };

typedef unsigned char octet;

static EVP_CIPHER_CTX *cipher;
static HMAC_CTX *mac;
static octet salt[14];
static struct sockaddr_in target[2 * MAX_CALLS];
static uint32_t sequence[2 * MAX_CALLS];
static uint64_t sentAt[2 * MAX_CALLS][KEPT];
static uint32_t latencies[MICROS];
static int sockets[2 * SOCKETS];
static int pids[16], pidCount, calls;

static uint64_t nanos(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static uint64_t cpuNanos(void) {
    uint64_t sum = 0;
    for (int i = 0; i < pidCount; i++) {
        char path[300];
        snprintf(path, sizeof path, "/proc/%d/task", pids[i]);
        DIR *tasks = opendir(path);
        if (!tasks) continue;
        for (struct dirent *task; (task = readdir(tasks)); ) {
            if (task->d_name[0] == '.') continue;
            snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pids[i], task->d_name);
            FILE *file = fopen(path, "r");
            unsigned long long ran = 0;
            if (!file) continue;
            if (fscanf(file, "%llu", &ran) == 1) sum += ran;
            fclose(file);
        }
        closedir(tasks);
    }
    return sum;
}

/* RFC 3711 section 4.3 with a key derivation rate of 0 */
static void derive(const octet *master, int label, octet *out, int length) {
    octet iv[16] = {0};
    int written;
    memcpy(iv, master + 16, 14);
    iv[7] ^= label;
    memset(out, 0, length);
    EVP_EncryptInit_ex(cipher, EVP_aes_128_ctr(), NULL, master, iv);
    EVP_EncryptUpdate(cipher, out, &written, out, length);
}

static void keys(const char *hex) {
    octet master[30], key[16], authentication[20];
    for (int i = 0; i < 30; i++) {
        unsigned value;
        if (sscanf(hex + 2 * i, "%2x", &value) != 1) exit(2);
        master[i] = value;
    }
    cipher = EVP_CIPHER_CTX_new();
    mac = HMAC_CTX_new();
    derive(master, 0, key, 16);
    derive(master, 1, authentication, 20);
    derive(master, 2, salt, 14);
    EVP_EncryptInit_ex(cipher, EVP_aes_128_ctr(), NULL, key, NULL);
    HMAC_Init_ex(mac, authentication, 20, EVP_sha1(), NULL);
}

static int protect(octet *packet, uint32_t ssrc, uint64_t index) {
    octet iv[16] = {0}, digest[20];
    uint32_t rollOver = htonl(index >> 16);
    int written;
    unsigned digestLength;
    memcpy(iv, salt, 14);
    for (int i = 0; i < 4; i++) iv[4 + i] ^= ssrc >> (24 - 8 * i);
    for (int i = 0; i < 6; i++) iv[8 + i] ^= index >> (40 - 8 * i);
    EVP_EncryptInit_ex(cipher, NULL, NULL, NULL, iv);
    EVP_EncryptUpdate(cipher, packet + HEADER, &written, packet + HEADER, PAYLOAD);
    HMAC_Init_ex(mac, NULL, 0, NULL, NULL);
    HMAC_Update(mac, packet, HEADER + PAYLOAD);
    HMAC_Update(mac, (octet *) &rollOver, 4);
    HMAC_Final(mac, digest, &digestLength);
    memcpy(packet + HEADER + PAYLOAD, digest, TAG);
    return HEADER + PAYLOAD + TAG;
}

static void put(octet *at, uint32_t value) {
    value = htonl(value);
    memcpy(at, &value, 4);
}

/* Streams 0..calls-1 go from SRTP to RTP, the others from RTP to SRTP. */
static int compose(octet *packet, int stream) {
    uint32_t number = ++sequence[stream];
    memset(packet, 0xD5, HEADER + PAYLOAD);
    packet[0] = 0x80;
    packet[1] = 8;
    packet[2] = number >> 8;
    packet[3] = number;
    put(packet + 4, number * PAYLOAD);
    put(packet + 8, FIRST_SSRC + stream);
    sentAt[stream][number % KEPT] = nanos();
    return stream < calls ? protect(packet, FIRST_SSRC + stream, number) : HEADER + PAYLOAD;
}

static octet outgoing[BATCH][2048], incoming[BATCH][2048];
static struct mmsghdr out[BATCH], in[BATCH];
static struct iovec outPart[BATCH], inPart[BATCH];
static int order[2 * MAX_CALLS], next;

static int socketOf(int stream) {
    return stream < calls ? stream % SOCKETS : SOCKETS + (stream - calls) % SOCKETS;
}

static int sendSome(int most) {
    int count = 0, from = socketOf(order[next]);
    while (count < most && count < BATCH && socketOf(order[next]) == from) {
        int stream = order[next];
        outPart[count].iov_len = compose(outgoing[count], stream);
        out[count].msg_hdr.msg_name = &target[stream];
        out[count].msg_hdr.msg_namelen = sizeof target[stream];
        count++;
        next = (next + 1) % (2 * calls);
    }
    int sent = sendmmsg(sockets[from], out, count, 0);
    return sent < 0 ? 0 : sent;
}

static long wrong;

static int take(int index) {
    int good = 0, count = recvmmsg(sockets[index], in, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < count; i++) {
        uint32_t ssrc;
        memcpy(&ssrc, incoming[i] + 8, 4);
        uint32_t stream = ntohl(ssrc) - FIRST_SSRC;
        int back = index < SOCKETS; /* arrives at an SRTP party */
        unsigned expected = HEADER + PAYLOAD + (back ? TAG : 0);
        int mine = stream < 2u * calls && back == (stream >= (uint32_t) calls) && (int) (stream % calls % SOCKETS) == index % SOCKETS;
        if (!mine || in[i].msg_len != expected || (!back && incoming[i][HEADER + 7] != 0xD5)) {
            wrong++;
            continue;
        }
        uint64_t micros = (nanos() - sentAt[stream][(incoming[i][2] << 8 | incoming[i][3]) % KEPT]) / 1000;
        latencies[micros < MICROS ? micros : MICROS - 1]++;
        good++;
    }
    return good;
}

static int percentile(long count, double share) {
    long sum = 0;
    for (int i = 0; i < MICROS; i++) {
        if ((sum += latencies[i]) >= count * share) return i;
    }
    return MICROS;
}

int main(int count, char **words) {
    double pps = 0, seconds = 4, warm = 2;
    int window = 0;
    for (int i = 1; i + 1 < count; i += 2) {
        if (!strcmp(words[i], "--key")) keys(words[i + 1]);
        else if (!strcmp(words[i], "--pps")) pps = atof(words[i + 1]);
        else if (!strcmp(words[i], "--window")) window = atoi(words[i + 1]);
        else if (!strcmp(words[i], "--seconds")) seconds = atof(words[i + 1]);
        else if (!strcmp(words[i], "--warm")) warm = atof(words[i + 1]);
        else if (!strcmp(words[i], "--pids")) for (char *pid = strtok(words[i + 1], ","); pid; pid = strtok(NULL, ",")) pids[pidCount++] = atoi(pid);
        else return 2;
    }
    if (!cipher || (pps > 0) == (window > 0)) return 2;
    char address[64];
    int ports[MAX_CALLS][2];
    while (calls < MAX_CALLS && scanf("%63s %d %d", address, &ports[calls][0], &ports[calls][1]) == 3) calls++;
    if (calls == 0) return 2;
    for (int stream = 0; stream < 2 * calls; stream++) {
        target[stream].sin_family = AF_INET;
        target[stream].sin_port = htons(ports[stream % calls][stream / calls]);
        inet_pton(AF_INET, address, &target[stream].sin_addr);
    }
    struct pollfd polled[2 * SOCKETS];
    int ordered = 0;
    for (int i = 0; i < 2 * SOCKETS; i++) {
        struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(BASE + 2 * i)};
        int octets = 16 << 20;
        sockets[i] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        setsockopt(sockets[i], SOL_SOCKET, SO_RCVBUFFORCE, &octets, sizeof octets);
        if (bind(sockets[i], (struct sockaddr *) &own, sizeof own)) return perror("bind"), 1;
        polled[i] = (struct pollfd) {.fd = sockets[i], .events = POLLIN};
        for (int stream = 0; stream < 2 * calls; stream++) if (socketOf(stream) == i) order[ordered++] = stream;
    }
    for (int i = 0; i < BATCH; i++) {
        outPart[i] = (struct iovec) {outgoing[i], 0};
        inPart[i] = (struct iovec) {incoming[i], sizeof incoming[i]};
        out[i].msg_hdr.msg_iov = &outPart[i];
        in[i].msg_hdr.msg_iov = &inPart[i];
        out[i].msg_hdr.msg_iovlen = in[i].msg_hdr.msg_iovlen = 1;
    }
    uint64_t begin = nanos(), measured = 0, cpu = 0, lastReceived = begin, due = begin;
    long sent = 0, got = 0, inFlight = 0, givenUp = 0;
    for (;;) {
        uint64_t now = nanos();
        if (!measured && now - begin > warm * 1e9) {
            measured = now;
            cpu = cpuNanos();
            sent = got = wrong = givenUp = 0;
            memset(latencies, 0, sizeof latencies);
        }
        if (measured && now - measured > seconds * 1e9) break;
        long may = 0;
        if (window) {
            if (now - lastReceived > 200000000) {
                givenUp += inFlight;
                inFlight = 0;
                lastReceived = now;
            }
            may = window - inFlight;
            if (may < BATCH / 2) may = 0;
        } else if (now - due >= 250000) {
            may = (now - due) * 1e-9 * pps * 2 * calls;
            due += may * 1e9 / (pps * 2 * calls);
        }
        while (may > 0) {
            int some = sendSome(may);
            sent += some;
            inFlight += some;
            may -= some ? some : may;
        }
        struct timespec wait = {0, 100000};
        if (ppoll(polled, 2 * SOCKETS, &wait, NULL) > 0) {
            for (int i = 0; i < 2 * SOCKETS; i++) {
                if (!(polled[i].revents & POLLIN)) continue;
                int some = take(i);
                got += some;
                inFlight -= some;
                lastReceived = nanos();
            }
        }
        if (inFlight < 0) inFlight = 0;
    }
    double took = (nanos() - measured) / 1e9;
    long lost = window ? givenUp : sent - got;
    printf("%.0f ns/pkt, %.0f pps in, %.0f pps out, lost %.3f %%, wrong %ld, p50 %d us, p99 %d us\n", (double) (cpuNanos() - cpu) / (got ? got : 1),
            sent / took, got / took, 100.0 * lost / (sent ? sent : 1), wrong, percentile(got, 0.5), percentile(got, 0.99));
    return 0;
}
