package io.tandem.proxy.upstream;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.sip.auth.DigestChallenge;
import io.tandem.sip.auth.DigestCredentials;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Writes REGISTERs to others and reads what they answer. Pure, but for what is random.
 * @param self URI of this proxy; the load balancer shows itself in its place */
record UpstreamRegister(Upstream upstream, SipUri self) {
    private static final String UUID = "uuid";
    private static final int CNONCE_BYTES = 8;
    private static final long LONGEST = 86_400 * 30L;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @param dUri where the load balancer sends it */
    SipMessage request(String callId, long cSeq, long expires, SipUri dUri) {
        String address = "<" + upstream.address() + ">";
        SipMessage.Builder request = SipMessage.request(Methods.REGISTER, upstream.registrar().toString())
                .header(HeaderNames.MAX_FORWARDS, "70").header(HeaderNames.FROM, address + ";tag=" + Long.toString(RANDOM.nextLong(1L << 50), 36))
                .header(HeaderNames.TO, address).header(HeaderNames.CALL_ID, callId).header(HeaderNames.CSEQ, cSeq + " " + Methods.REGISTER)
                .header(HeaderNames.CONTACT, "<" + self.withUser(upstream.user()).withParameter(UUID, upstream.uuid()) + ">")
                .header(HeaderNames.EXPIRES, Long.toString(expires)).header("P-D-Uri", dUri.toString());
        upstream.server().flatMap(server -> server.viaRoute()).ifPresent(routes -> request.header(HeaderNames.ROUTE, routes));
        return request.build();
    }

    /** The header that answers a challenge; empty if none of them is for us.
     * @param uses how often the nonce was used, from 1 */
    Optional<SipMessage.Header> credentials(SipMessage challenge, int uses) {
        boolean proxy = challenge.status() == 407;
        List<String> challenges = challenge.lines(proxy ? HeaderNames.PROXY_AUTHENTICATE : HeaderNames.WWW_AUTHENTICATE);
        return upstream.credentials().choose(challenges).map(chosen -> new SipMessage.Header(proxy ? HeaderNames.PROXY_AUTHORIZATION
                : HeaderNames.AUTHORIZATION, answer(chosen, uses)));
    }

    /** The nonce alone was too old. */
    boolean isStale(SipMessage challenge) {
        return upstream.credentials().choose(challenge.lines(challenge.status() == 407 ? HeaderNames.PROXY_AUTHENTICATE : HeaderNames.WWW_AUTHENTICATE))
                .filter(DigestChallenge::stale).isPresent();
    }

    private String answer(DigestChallenge challenge, int uses) {
        byte[] cnonce = new byte[CNONCE_BYTES];
        RANDOM.nextBytes(cnonce);
        return DigestCredentials.answer(challenge, upstream.credentials().user(), upstream.credentials().password(), Methods.REGISTER,
                upstream.registrar().toString(), HexFormat.of().formatHex(cnonce), uses).toString();
    }

    /** Seconds that a 200 grants: of our contact, else of the whole response, else as asked (RFC 3261 §10.2.4). */
    long granted(SipMessage ok, long asked) {
        OptionalLong contact = ok.headers(HeaderNames.CONTACT).stream().flatMap(value -> parsed(value).stream()).filter(this::isOurs)
                .flatMapToLong(ours -> seconds(ours.parameters().get("expires")).stream()).findFirst();
        return contact.orElseGet(() -> seconds(ok.header(HeaderNames.EXPIRES)).orElse(asked));
    }

    private boolean isOurs(NameAddr contact) {
        return contact.uri().isSip() && contact.uri().parameter(UUID).filter(upstream.uuid()::equals).isPresent()
                && contact.uri().user().equals(self.withUser(upstream.user()).user());
    }

    /** What a 423 wants at least; empty without. */
    static OptionalLong minExpires(SipMessage tooBrief) {
        return seconds(tooBrief.header("Min-Expires"));
    }

    /** Of Retry-After, without its comments. */
    static OptionalLong retryAfter(SipMessage refusal) {
        return seconds(refusal.header(HeaderNames.RETRY_AFTER).map(value -> value.split("[;( ]", 2)[0]));
    }

    private static OptionalLong seconds(Optional<String> text) {
        return text.map(String::strip).filter(digits -> digits.matches("\\d{1,9}")).map(digits -> OptionalLong.of(Math.min(LONGEST, Long.parseLong(digits))))
                .orElse(OptionalLong.empty());
    }

    private static Optional<NameAddr> parsed(String contact) {
        try {
            return Optional.of(NameAddr.parse(contact));
        } catch (MalformedMessageException ofOthers) {
            return Optional.empty();
        }
    }

    static String callId(String id) {
        return "up-" + id.replace(':', '-').toLowerCase(Locale.ROOT) + "-" + Long.toHexString(RANDOM.nextLong());
    }
}
