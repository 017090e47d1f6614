package io.tandem.sip.message;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.tandem.sip.message.MalformedMessageException.Reason;
import io.tandem.sip.message.SipMessage.Header;

/**
 * Does a message that could be read make sense to any element (RFC 3261 §8.1.1, §8.2, §16.3; cases of RFC 4475)? What only a proxy, a
 * registrar or a user agent can decide (Max-Forwards 0, Require, body types, credentials) is not decided here. Immutable, any thread.
 */
public final class MessageCheck {
    /** Extensions that Tandem's proxies support when a request names them in Proxy-Require (RFC 3323 §7). */
    public static final Set<String> SUPPORTED = Set.of("privacy");

    private static final List<String> MANDATORY =
            List.of(HeaderNames.FROM, HeaderNames.TO, HeaderNames.CALL_ID, HeaderNames.CSEQ);
    private static final List<String> AT_MOST_ONCE = List.of(HeaderNames.FROM, HeaderNames.TO, HeaderNames.CALL_ID, HeaderNames.CSEQ,
            HeaderNames.MAX_FORWARDS, HeaderNames.CONTENT_LENGTH, HeaderNames.CONTENT_TYPE, HeaderNames.EXPIRES, HeaderNames.EVENT);
    private static final Set<String> ROUTABLE_SCHEMES = Set.of("sip", "sips", "tel");
    private static final Verdict ACCEPTED = new Verdict.Accepted();
    private static final MessageCheck USUAL = new MessageCheck(SUPPORTED);

    /** What the check found. */
    public sealed interface Verdict {
        record Accepted() implements Verdict {}

        /**
         * A request is answered with this status (ACK is dropped); a response is dropped.
         * @param cause  what is wrong, for counters
         * @param why    for the log: what is wrong, with the value
         * @param extras headers the answer carries, such as Unsupported
         */
        record Refused(Reason cause, String why, List<Header> extras) implements Verdict {
            public int status() {
                return cause.status();
            }

            public String phrase() {
                return MessageCheck.phrase(status());
            }

            /** The answer to the request, without a To tag. */
            public SipMessage answer(SipMessage request) {
                SipMessage answer = SipMessage.response(request, status(), phrase());
                extras.forEach(extra -> answer.add(extra.name(), extra.value()));
                return answer;
            }
        }
    }

    private final Set<String> supportedByProxy;

    /** @param supportedByProxy option tags in lower case that Proxy-Require may name */
    public MessageCheck(Set<String> supportedByProxy) {
        this.supportedByProxy = Set.copyOf(supportedByProxy);
    }

    /** Checks with {@link #SUPPORTED}. */
    public static Verdict check(SipMessage message) {
        return USUAL.verdict(message);
    }

    public Verdict verdict(SipMessage message) {
        try {
            checkHeaders(message);
            checkVias(message);
            return message.isRequest() ? request(message) : ACCEPTED;
        } catch (MalformedMessageException e) {
            return new Verdict.Refused(e.reason(), e.getMessage(), List.of());
        }
    }

    private static void checkHeaders(SipMessage message) {
        for (String name : MANDATORY) {
            if (!message.has(name)) {
                throw new MalformedMessageException(Reason.MISSING_HEADER, "no " + name + " header");
            }
        }
        for (String name : AT_MOST_ONCE) {
            if (message.count(name) > 1) {
                throw new MalformedMessageException(Reason.REPEATED_HEADER, "more than one " + name + " header");
            }
        }
        if (message.callId().isEmpty()) {
            throw new MalformedMessageException(Reason.MISSING_HEADER, "empty Call-ID");
        }
        message.from();
        message.to();
        message.cSeq();
        message.maxForwards();
    }

    private static void checkVias(SipMessage message) {
        List<String> vias = message.headers(HeaderNames.VIA);
        if (vias.isEmpty()) {
            throw new MalformedMessageException(Reason.MISSING_HEADER, "no Via header");
        }
        for (int i = 0; i < vias.size(); i++) {
            Via via = i == 0 ? message.topVia() : Via.parse(vias.get(i));                  // the first is read anyway, and kept
            if (via.branch().filter(Via.MAGIC_COOKIE::equals).isPresent()) {               // RFC 4475 §3.2.1
                throw new MalformedMessageException(Reason.BAD_VIA, "branch with nothing behind the magic cookie");
            }
            if (!message.isRequest() && (isManyHosts(via.host()) || via.received().filter(MessageCheck::isManyHosts).isPresent())) {
                throw new MalformedMessageException(Reason.BROADCAST, "response would go to " + via);     // RFC 4475 §3.3.11
            }
        }
    }

    /** True for the IPv4 broadcast address and for multicast. */
    private static boolean isManyHosts(String host) {
        if (host.startsWith("[")) {
            return host.regionMatches(true, 1, "ff", 0, 2);
        }
        int dot = host.indexOf('.');
        long first = dot < 0 || !host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9') ? -1 : Ascii.number(host.substring(0, dot));
        return first >= 224 && first < 240 || host.equals("255.255.255.255");
    }

    private Verdict request(SipMessage request) {
        SipUri uri = SipUri.parse(request.requestUri());
        if (!ROUTABLE_SCHEMES.contains(uri.scheme())) {
            return refused(Reason.UNKNOWN_SCHEME, "request URI with scheme " + uri.scheme());
        }
        if (!uri.headers().isEmpty()) {                                                     // RFC 3261 §19.1.1, RFC 4475 §3.1.2.11
            return refused(Reason.URI_HEADERS, "request URI with headers: " + uri);
        }
        if (!request.method().equals(request.cSeqMethod())) {                               // §8.2.2 reads both
            return refused(Reason.METHOD_MISMATCH, "method " + request.method() + " but CSeq " + request.cSeqMethod());
        }
        for (String contact : request.headers(HeaderNames.CONTACT)) {
            if (!contact.equals("*")) {
                NameAddr.parse(contact);
            }
        }
        return proxyRequire(request);
    }

    private Verdict proxyRequire(SipMessage request) {
        if (!request.has(HeaderNames.PROXY_REQUIRE)) {
            return ACCEPTED;
        }
        List<String> unsupported = request.headers(HeaderNames.PROXY_REQUIRE).stream()
                .filter(tag -> !supportedByProxy.contains(tag.toLowerCase(Locale.ROOT))).toList();
        if (unsupported.isEmpty()) {
            return ACCEPTED;
        }
        Header header = new Header(HeaderNames.UNSUPPORTED, String.join(", ", unsupported));
        return new Verdict.Refused(Reason.UNSUPPORTED_EXTENSION, "Proxy-Require names " + header.value(), List.of(header));
    }

    private static Verdict refused(Reason cause, String why) {
        return new Verdict.Refused(cause, why, List.of());
    }

    private static String phrase(int status) {
        return switch (status) {
            case 416 -> "Unsupported URI Scheme";
            case 420 -> "Bad Extension";
            case 505 -> "Version Not Supported";
            case 513 -> "Message Too Large";
            default -> "Bad Request";
        };
    }
}
