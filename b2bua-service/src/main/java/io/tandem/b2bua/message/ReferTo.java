package io.tandem.b2bua.message;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Whom a REFER sends somebody to (RFC 3515 §2.1), to replace whom (RFC 5589 §7).
 * @param target   SIP URI without headers
 * @param replaces value of the Replaces header to send with it */
public record ReferTo(SipUri target, Optional<String> replaces) {
    private static final String NAME = "Refer-To";
    private static final String REPLACES = "replaces=";

    /** @return empty if it has no such header, more than one, or one that cannot be read (RFC 3515 §2.4.2: 400) */
    public static Optional<ReferTo> of(SipMessage refer) {
        if (refer.headers(NAME).size() != 1) return Optional.empty();
        try {
            return of(NameAddr.parse(refer.header(NAME).orElseThrow()).uri());
        } catch (MalformedMessageException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<ReferTo> of(SipUri uri) {
        Optional<String> replaces = Arrays.stream(uri.headers().split("&")).filter(header -> header.regionMatches(true, 0, REPLACES, 0, REPLACES.length()))
            .findFirst().map(header -> SipUri.unescape(header.substring(REPLACES.length())));
        boolean splits = replaces.filter(text -> text.chars().anyMatch(c -> c < ' ' || c == 127)).isPresent(); // it is to be a header line
        return splits ? Optional.empty() : Optional.of(new ReferTo(uri.withoutHeaders(), replaces));
    }

    /** Whether it asks for a call; it may ask for any request. */
    public boolean isCall() {
        return target.isSip() && target.parameter("method").orElse(Methods.INVITE).equals(Methods.INVITE);
    }

    /** Whether the one who refers wants to hear what becomes of it (RFC 4488). */
    public static boolean wantsNews(SipMessage refer) {
        return !refer.header("Refer-Sub").filter(text -> text.strip().toLowerCase(Locale.ROOT).startsWith("false")).isPresent();
    }

    /** Who refers, for the one who is called (RFC 3892).
     * @param transferor address of the party that sent the REFER */
    public static String referredBy(SipMessage refer, SipUri transferor) {
        return refer.header("Referred-By").orElseGet(() -> NameAddr.of(transferor).toString());
    }
}
