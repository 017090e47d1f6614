package io.tandem.proxy.identity;

import io.tandem.sip.message.SipUri;

/** A forward as the next callee is told of it (RFC 5806, RFC 7044). Immutable.
 * @param domain of whoever forwards
 * @param cause  SIP code that stands for the reason (RFC 4458 §2)
 * @param hidden whoever forwards does not want to be shown, or the caller wants no history
 * @param target where the call goes now */
public record Redirection(String domain, int cause, boolean hidden, SipUri target) {

    /** As a Diversion header names it (RFC 5806 §4). */
    String reason() {
        return switch (cause) {
            case 302 -> "unconditional";
            case 408 -> "no-answer";
            case 486 -> "user-busy";
            case 503 -> "unavailable";
            default -> "unknown";
        };
    }
}
