package io.tandem.proxy.registrar;

import java.util.OptionalLong;

import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipUri;

/** One Contact value of a REGISTER.
 * @param uri      without the load balancer's {@code alias} parameter
 * @param expires  seconds of its expires parameter or of the Expires header; empty without both
 * @param instance with angle brackets, empty without +sip.instance
 * @param regId    0 without reg-id */
record ContactWish(SipUri uri, OptionalLong expires, String q, String instance, int regId, String methods) {
    private static final long MAX_EXPIRES = 4_294_967_295L; // RFC 3261 §20.19: 2^32-1

    static ContactWish parse(String value, OptionalLong headerExpires) {
        try {
            NameAddr contact = NameAddr.parse(value);
            if (!contact.uri().isSip()) {
                throw new BadRegisterException("Bad Contact Header");
            }
            OptionalLong own = contact.parameters().get("expires").map(ContactWish::seconds).orElse(OptionalLong.empty());
            return new ContactWish(contact.uri().withoutParameter("alias").withoutHeaders(), own.isPresent() ? own : headerExpires,
                    contact.parameters().get("q").orElse(""), contact.parameters().get("+sip.instance").orElse(""),
                    contact.parameters().get("reg-id").map(ContactWish::regId).orElse(0), contact.parameters().get("methods").orElse(""));
        } catch (MalformedMessageException malformed) {
            throw new BadRegisterException("Bad Contact Header");
        }
    }

    /** Digits capped at 2^32-1; anything else counts as absent (RFC 3261 §10.2.1.1: malformed is as if 3600 was given). */
    static OptionalLong seconds(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(text.length() > 10 ? MAX_EXPIRES : Math.min(Long.parseLong(text), MAX_EXPIRES));
    }

    private static int regId(String text) {
        OptionalLong number = seconds(text);
        return number.isPresent() && number.getAsLong() < Integer.MAX_VALUE ? (int) number.getAsLong() : 0;
    }

    boolean isFlow() {
        return !instance.isEmpty() && regId > 0;
    }

    boolean isRemoval() {
        return expires.isPresent() && expires.getAsLong() == 0;
    }
}
