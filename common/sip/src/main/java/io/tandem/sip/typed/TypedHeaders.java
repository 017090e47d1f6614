package io.tandem.sip.typed;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import javax.sip.header.ContentDispositionHeader;
import javax.sip.header.DateHeader;
import javax.sip.header.EventHeader;
import javax.sip.header.RAckHeader;
import javax.sip.header.ReasonHeader;
import javax.sip.header.RetryAfterHeader;
import javax.sip.header.SubscriptionStateHeader;
import javax.sip.header.WarningHeader;

import gov.nist.javax.sip.header.extensions.ReplacesHeader;
import gov.nist.javax.sip.header.extensions.SessionExpiresHeader;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.typed.SessionInterval.Refresher;
import org.jspecify.annotations.Nullable;

/** Reads rare structured headers of a message: empty without the header, {@link UnreadableHeaderException} for a broken one. Any thread. */
public final class TypedHeaders {
    private TypedHeaders() {}

    public static Optional<EventType> event(SipMessage message) {
        return message.header("Event").map(value -> JainParser.parse("Event", value, EventHeader.class))
                .map(h -> new EventType(h.getEventType(), text(h.getEventId())));
    }

    public static Optional<SubscriptionState> subscriptionState(SipMessage message) {
        return message.header("Subscription-State")
                .map(value -> JainParser.parse("Subscription-State", value, SubscriptionStateHeader.class))
                .map(TypedHeaders::subscriptionState);
    }

    private static SubscriptionState subscriptionState(SubscriptionStateHeader header) {
        return new SubscriptionState(header.getState(), text(header.getReasonCode()), seconds(header.getExpires()),
                seconds(header.getRetryAfter()));
    }

    public static List<ReasonValue> reasons(SipMessage message) {
        return message.headers("Reason").stream().map(value -> JainParser.parse("Reason", value, ReasonHeader.class))
                .map(h -> new ReasonValue(h.getProtocol(), number(h.getCause()), text(h.getText()))).toList();
    }

    public static Optional<RetryAfter> retryAfter(SipMessage message) {
        return message.header("Retry-After").map(value -> JainParser.parse("Retry-After", value, RetryAfterHeader.class))
                .map(h -> new RetryAfter(Duration.ofSeconds(h.getRetryAfter()), text(h.getComment()),
                        seconds(h.getDuration()).filter(d -> !d.isZero())));
    }

    public static List<WarningValue> warnings(SipMessage message) {
        return message.headers("Warning").stream().map(value -> JainParser.parse("Warning", value, WarningHeader.class))
                .map(h -> new WarningValue(h.getCode(), h.getAgent(), text(h.getText()).orElse(""))).toList();
    }

    public static Optional<ReliableAck> reliableAck(SipMessage message) {
        return message.header("RAck").map(value -> JainParser.parse("RAck", value, RAckHeader.class))
                .map(h -> new ReliableAck(h.getRSeqNumber(), h.getCSeqNumber(), h.getMethod()));
    }

    public static Optional<Disposition> disposition(SipMessage message) {
        return message.header("Content-Disposition")
                .map(value -> JainParser.parse("Content-Disposition", value, ContentDispositionHeader.class))
                .map(h -> new Disposition(h.getDispositionType(), text(h.getHandling())));
    }

    public static Optional<Replaces> replaces(SipMessage message) {
        return message.header("Replaces").map(TypedHeaders::replaces);
    }

    /** Reads a value of Replaces, such as the one in a Refer-To URI once its escapes are resolved. */
    public static Replaces replaces(String value) {
        ReplacesHeader header = JainParser.parse("Replaces", value, ReplacesHeader.class);
        Optional<String> to = text(header.getToTag());
        Optional<String> from = text(header.getFromTag());
        if (to.isEmpty() || from.isEmpty()) {
            throw new UnreadableHeaderException("Replaces", value, "to-tag and from-tag are mandatory");
        }
        return new Replaces(header.getCallId(), to.get(), from.get(), value.toLowerCase(Locale.ROOT).contains(";early-only"));
    }

    public static Optional<SessionInterval> sessionExpires(SipMessage message) {
        return message.header("Session-Expires").map(value -> JainParser.parse("Session-Expires", value, SessionExpiresHeader.class))
                .map(h -> new SessionInterval(Duration.ofSeconds(h.getExpires()), text(h.getRefresher()).flatMap(TypedHeaders::refresher)));
    }

    private static Optional<Refresher> refresher(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "uac" -> Optional.of(Refresher.UAC);
            case "uas" -> Optional.of(Refresher.UAS);
            default -> Optional.empty();
        };
    }

    public static Optional<Instant> date(SipMessage message) {
        return message.header("Date").map(value -> JainParser.parse("Date", value, DateHeader.class))
                .map(h -> h.getDate().toInstant().truncatedTo(ChronoUnit.SECONDS));     // JAIN-SIP leaves the milliseconds of now in it
    }

    /** JAIN-SIP says null where nothing was given. */
    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value);
    }

    /** JAIN-SIP says -1 where nothing was given. */
    private static Optional<Integer> number(int value) {
        return value < 0 ? Optional.empty() : Optional.of(value);
    }

    private static Optional<Duration> seconds(int value) {
        return number(value).map(Duration::ofSeconds);
    }
}
