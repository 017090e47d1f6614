package io.tandem.proxy.presence;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import io.tandem.proxy.mwi.MessageSummary;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** What may be subscribed to. */
enum EventPackage {
    /** Calls of a subscriber (RFC 4235): busy lamps. */
    DIALOG("dialog", Duration.ofSeconds(3600), 202, "Accepted"),
    /** Appearances of a shared line. */
    CALL_INFO("call-info", Duration.ofSeconds(3600), 200, "OK"),
    /** Reserves an appearance of a shared line, just before a call. */
    LINE_SEIZE("line-seize", Duration.ofSeconds(15), 200, "OK"),
    /** What phones publish of their users (RFC 3856). */
    PRESENCE("presence", Duration.ofSeconds(3600), 202, "Accepted"),
    /** The subscriber's own voice mailbox (RFC 3842). */
    MESSAGE_SUMMARY(MessageSummary.EVENT, Duration.ofSeconds(3600), 200, "OK"),
    /** What is registered for the subscriber (RFC 3680). */
    REGISTRATION("reg", Duration.ofSeconds(3761), 200, "OK");

    private final String word;
    private final Duration usual;
    private final int status;
    private final String reason;

    EventPackage(String word, Duration usual, int status, String reason) {
        this.word = word;
        this.usual = usual;
        this.status = status;
        this.reason = reason;
    }

    /** Of a SUBSCRIBE; empty for one that is not served. */
    static Optional<EventPackage> of(SipMessage subscribe) {
        String event = subscribe.header(HeaderNames.EVENT).orElse("");
        int semicolon = event.indexOf(';');
        String word = (semicolon < 0 ? event : event.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }

    /** All of them, for Allow-Events. */
    static String all() {
        return String.join(", ", Arrays.stream(values()).map(one -> one.word).toList());
    }

    /** How long a request asks that it holds.
     * @param longest that it may */
    Duration time(SipMessage request, Duration longest) {
        Duration asked = request.header(HeaderNames.EXPIRES).map(String::strip).filter(text -> text.matches("\\d{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text))).orElse(usual);
        return asked.compareTo(longest) > 0 ? longest : asked;
    }

    /** Of the bodies of its NOTIFYs; empty without bodies. */
    String contentType() {
        return switch (this) {
            case DIALOG -> DialogInfo.CONTENT_TYPE;
            case PRESENCE -> Publications.CONTENT_TYPE;
            case MESSAGE_SUMMARY -> MessageSummary.CONTENT_TYPE;
            case REGISTRATION -> RegInfo.CONTENT_TYPE;
            case CALL_INFO, LINE_SEIZE -> "";
        };
    }

    /** It is about calls. */
    boolean followsCalls() {
        return this == DIALOG || this == CALL_INFO;
    }

    /** Only of the subscriber itself: a line that several devices share, its mailbox, or what is registered. */
    boolean isOwn() {
        return this == CALL_INFO || this == LINE_SEIZE || this == MESSAGE_SUMMARY || this == REGISTRATION;
    }

    /** Until when it holds if the subscriber says nothing. */
    Duration usual() {
        return usual;
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }
}
