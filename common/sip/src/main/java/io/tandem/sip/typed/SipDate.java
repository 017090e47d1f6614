package io.tandem.sip.typed;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.tandem.sip.message.SipMessage;

/** SIP-date (RFC 3261 §25.1), as written. */
public final class SipDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private SipDate() {}

    /** The message with a {@code Date}; one that has a date keeps it. */
    public static SipMessage dated(SipMessage message, Instant now) {
        return message.has("Date") ? message : message.set("Date", FORMAT.format(now));
    }
}
