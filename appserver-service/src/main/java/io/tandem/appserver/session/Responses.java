package io.tandem.appserver.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** Responses with what a UAS puts on them (RFC 3261 §8.2, §11, RFC 4028). Pure. */
final class Responses {
    static final String ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO";
    /** Extensions a request may require. 100rel costs nothing here, since whoever requires it gets no provisional but 100. */
    private static final Set<String> SUPPORTED = Set.of("timer", "100rel");

    private final String server;

    Responses(String server) {
        this.server = server;
    }

    SipMessage of(SipMessage request, int status, String reason, String toTag) {
        SipMessage response = SipMessage.response(request, status, reason);
        if (status > 100 && request.toTag().isEmpty()) response.set(HeaderNames.TO, response.to().withTag(toTag).toString());
        return response.add(HeaderNames.SERVER, server);
    }

    /** 200 to INVITE or UPDATE. A caller that wants session timers may refresh, we take no part in it (RFC 4028 §9). */
    SipMessage accepting(SipMessage request, String toTag, String contact) {
        SipMessage ok = of(request, 200, "OK", toTag).add(HeaderNames.CONTACT, contact).add(HeaderNames.ALLOW, ALLOW)
                .add("Accept", "application/sdp");
        if (wantsTimer(request)) {
            String seconds = request.header("Session-Expires").map(value -> value.split(";", 2)[0].strip()).orElse("1800");
            ok.add("Session-Expires", seconds + ";refresher=uac").add(HeaderNames.REQUIRE, "timer");
        }
        return ok;
    }

    /** How long a session lasts that was accepted like this, unless the caller refreshes it (RFC 4028 §10); empty if it has no end. */
    static Optional<Duration> patience(SipMessage ok) {
        return ok.header("Session-Expires").map(value -> value.split(";", 2)[0].strip()).filter(seconds -> seconds.matches("[1-9]\\d{0,8}"))
                .map(Long::parseLong).map(seconds -> Duration.ofSeconds(seconds - Math.min(32, seconds / 3)));
    }

    /** How long the proxy lets a call last from its answer on ({@code P-App-Length}, seconds); empty if it does not say. */
    static Optional<Duration> longest(SipMessage invite) {
        return invite.header("P-App-Length").map(String::strip).filter(seconds -> seconds.matches("[1-9]\\d{0,7}")).map(Long::parseLong)
                .map(Duration::ofSeconds);
    }

    SipMessage alive(SipMessage options, String toTag) {
        return of(options, 200, "OK", toTag).add(HeaderNames.ALLOW, ALLOW).add("Accept", "application/sdp").add(HeaderNames.SUPPORTED, "timer");
    }

    /** The extensions required that we lack: 420 with these in Unsupported (RFC 3261 §8.2.2.3). */
    static List<String> unsupported(SipMessage request) {
        return request.headers(HeaderNames.REQUIRE).stream().filter(tag -> !SUPPORTED.contains(tag)).toList();
    }

    private static boolean wantsTimer(SipMessage request) {
        boolean able = request.headers(HeaderNames.SUPPORTED).contains("timer") || request.headers(HeaderNames.REQUIRE).contains("timer");
        boolean byCallee = request.header("Session-Expires").filter(value -> value.contains("refresher=uas")).isPresent();
        return able && request.has("Session-Expires") && !byCallee;
    }
}
