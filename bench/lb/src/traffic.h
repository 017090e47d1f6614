/* The messages: REGISTER with digest, INVITE with SDP, ACK and BYE in a dialog (600-1400 bytes), and a proxy's replies. */
#ifndef TRAFFIC_H
#define TRAFFIC_H
#include "common.h"

enum kind { REGISTER, INVITE, ACK, BYE };

struct phone { const char *ip; int port; const char *transport; /* "UDP", "TCP", "TLS", "WS" */ };

static char route_set[1024]; /* learnt from the Record-Route of the LB */

static const char *SDP =
    "v=0\r\no=alice 2890844526 2890844526 IN IP4 198.51.100.23\r\ns=-\r\nc=IN IP4 198.51.100.23\r\nt=0 0\r\nm=audio 49170 RTP/AVP 8 0 9 18 101\r\n"
    "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:9 G722/8000\r\na=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\na=rtcp:49171\r\n";

#define BRANCH_MARK "z9hG4bK-7b7b"
#define DOMAIN "sip.example.org"

/* The number a message was built with, from the branch of the phone's Via; -1 if there is none. */
static inline int message_number(const char *m, int length) {
    const char *b = memmem(m, length, BRANCH_MARK, sizeof BRANCH_MARK - 1);
    return b ? (int) strtol(b + sizeof BRANCH_MARK - 1, NULL, 16) : -1;
}

static inline int build_request(char *out, enum kind kind, struct phone p, int number, const char *proxy) {
    const char *ip = p.ip, *lower = !strcmp(p.transport, "UDP") ? "udp" : !strcmp(p.transport, "TCP") ? "tcp" : !strcmp(p.transport, "TLS") ? "tls" : "ws";
    char call_id[80], tag[32];
    unsigned a = random_word(), b = random_word(), c = random_word();
    snprintf(call_id, sizeof call_id, "%08x%08x-%08x@%s", a, b, c, ip);
    snprintf(tag, sizeof tag, "%08x%04x", random_word(), random_word() & 0xffff);
    int user = 4300000 + random_word() % 100000, n;
    static const char *names[] = {"REGISTER", "INVITE", "ACK", "BYE"};
    switch (kind) {
    case REGISTER: n = sprintf(out, "REGISTER sip:%s SIP/2.0\r\n", DOMAIN); break;
    case INVITE: n = sprintf(out, "INVITE sip:+43155500%03u@%s;user=phone SIP/2.0\r\n", random_word() % 1000, DOMAIN); break;
    default: n = sprintf(out, "%s sip:+43155500123@%s;transport=udp SIP/2.0\r\n", names[kind], proxy);
    }
    n += sprintf(out + n, "Via: SIP/2.0/%s %s:%d;branch=%s%08x;rport\r\n", p.transport, ip, p.port, BRANCH_MARK, number);
    if (kind == ACK || kind == BYE) n += sprintf(out + n, "%s", route_set);
    n += sprintf(out + n, "Max-Forwards: 70\r\nFrom: \"User %d\" <sip:%d@%s>;tag=%s\r\n", user, user, DOMAIN, tag);
    char nonce[64], response[64];
    snprintf(nonce, sizeof nonce, "ZbWvU2W1riek1kq3%08x", random_word());
    snprintf(response, sizeof response, "%08x%08x%08x%08x", random_word(), random_word(), random_word(), random_word());
    if (kind == REGISTER) {
        n += sprintf(out + n, "To: \"User %d\" <sip:%d@%s>\r\nCall-ID: %s\r\nCSeq: %u REGISTER\r\n"
            "Contact: <sip:%d@%s:%d;transport=%s>;expires=300;+sip.instance=\"<urn:uuid:%08x-0000-1000-8000-000A95A0E128>\"\r\n"
            "Authorization: Digest username=\"%d\", realm=\"%s\", nonce=\"%s\", uri=\"sip:%s\", response=\"%s\", algorithm=MD5, qop=auth, nc=00000001, "
            "cnonce=\"%08x\"\r\nAllow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO\r\nSupported: path, gruu, outbound\r\n"
            "User-Agent: Yealink SIP-T46U 108.86.0.70\r\nExpires: 300\r\nContent-Length: 0\r\n\r\n",
            user, user, DOMAIN, call_id, random_word() % 10000, user, ip, p.port, lower, random_word(), user, DOMAIN, nonce, DOMAIN, response, random_word());
    } else if (kind == INVITE) {
        n += sprintf(out + n, "To: <sip:+43155500123@%s;user=phone>\r\nCall-ID: %s\r\nCSeq: 102 INVITE\r\nContact: <sip:%d@%s:%d;transport=%s>\r\n"
            "Proxy-Authorization: Digest username=\"%d\", realm=\"%s\", nonce=\"%s\", uri=\"sip:+43155500123@%s;user=phone\", response=\"%s\", algorithm=MD5, "
            "qop=auth, nc=00000001, cnonce=\"%08x\"\r\nAllow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO, UPDATE, PRACK\r\n"
            "Supported: 100rel, timer, replaces\r\nSession-Expires: 1800;refresher=uac\r\nMin-SE: 90\r\nUser-Agent: Yealink SIP-T46U 108.86.0.70\r\n"
            "P-Preferred-Identity: <sip:%d@%s>\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s",
            DOMAIN, call_id, user, ip, p.port, lower, user, DOMAIN, nonce, DOMAIN, response, random_word(), user, DOMAIN, (int) strlen(SDP), SDP);
    } else {
        n += sprintf(out + n, "To: <sip:+43155500123@%s;user=phone>;tag=%08x\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContact: <sip:%d@%s:%d;transport=%s>\r\n"
            "User-Agent: Yealink SIP-T46U 108.86.0.70\r\nContent-Length: 0\r\n\r\n",
            DOMAIN, random_word(), call_id, kind == ACK ? 102 : 103, names[kind], user, ip, p.port, lower);
    }
    return n;
}

/* The header fields a reply repeats: Via, Record-Route, From, To, Call-ID, CSeq, Path. */
static inline int is_copied(const char *line) {
    switch (line[0] | 32) {
    case 'v': return 1;
    case 'r': return !strncasecmp(line, "record-route", 12);
    case 'f': return line[1] == 'r' || line[1] == ':';
    case 't': return line[1] == 'o' || line[1] == ':';
    case 'c': return !strncasecmp(line, "call-id", 7) || !strncasecmp(line, "cseq", 4);
    case 'i': return line[1] == ':';
    case 'p': return !strncasecmp(line, "path:", 5);
    default: return 0;
    }
}

/* The answer of the proxy to a request: its length, 0 for an ACK. */
static inline int build_reply(const char *in, int length, char *out, const char *proxy, int status, const char *phrase) {
    if (length < 12 || !memcmp(in, "ACK ", 4)) return 0;
    int invite = !memcmp(in, "INVITE ", 7);
    const char *end = in + length, *p = memchr(in, '\n', length);
    if (!p) return 0;
    int n = sprintf(out, "SIP/2.0 %d %s\r\n", status, phrase);
    for (p++; p < end && *p != '\r';) {
        const char *next = memchr(p, '\n', end - p);
        if (!next) break;
        int l = ++next - p;
        if (is_copied(p)) {
            memcpy(out + n, p, l);
            n += l;
            if ((p[0] | 32) == 't' && !memmem(p, l, ";tag=", 5)) n += sprintf(out + n - 2, ";tag=6f1d2a77\r\n") - 2;
        }
        p = next;
    }
    if (status == 401) {
        n += sprintf(out + n, "WWW-Authenticate: Digest realm=\"%s\", nonce=\"ZbWvU2W1riek1kq3%08x\", qop=\"auth\"\r\nContent-Length: 0\r\n\r\n", DOMAIN, random_word());
    } else if (invite) {
        n += sprintf(out + n, "Contact: <sip:b2b@%s>\r\nServer: Tandem\r\nAllow: INVITE, ACK, CANCEL, OPTIONS, BYE, UPDATE\r\nSupported: timer\r\n"
            "Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s", proxy, (int) strlen(SDP), SDP);
    } else {
        n += sprintf(out + n, "Contact: <sip:4300001@%s>;expires=300\r\nServer: Tandem\r\nContent-Length: 0\r\n\r\n", proxy);
    }
    return n;
}

/* Reads the route set of a dialog from an INVITE that came through the LB. */
static inline void learn_routes(const char *invite, const char *proxy) {
    const char *found[8];
    int count = 0, n = 0;
    for (const char *p = invite; (p = strcasestr(p, "\r\nRecord-Route:")) && count < 8;) found[count++] = p += 15;
    while (count--) n += sprintf(route_set + n, "Route:%.*s\r\n", (int) (strstr(found[count], "\r\n") - found[count]), found[count]);
    sprintf(route_set + n, "Route: <sip:%s;lr>\r\n", proxy);
}

static inline enum kind kind_by_share(const int share[4]) {
    int r = random_word() % (share[0] + share[1] + share[2] + share[3]), k = 0;
    while (r >= share[k]) r -= share[k++];
    return k;
}

static inline int is_trying(const char *m, int length) { return length > 11 && !memcmp(m, "SIP/2.0 100", 11); }
#endif
