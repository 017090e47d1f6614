package io.tandem.b2bua.refresh;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import io.tandem.b2bua.message.AppParameters;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** Session timer settings of one leg, and the headers that follow from them (RFC 4028 §4, §5, §7, §9). Immutable; changes only the messages that it is given.
 * @param expires session interval that is asked for, seconds
 * @param min     shortest that is taken, seconds
 * @param max     longest that is taken, seconds */
public record LegTimer(boolean enabled, long expires, long min, long max, RefreshMethod method) {
    /** Header of the interval, {@code seconds;refresher=uac|uas}. */
    public static final String SESSION_EXPIRES = "Session-Expires";
    /** Shortest interval, seconds. */
    public static final String MIN_SE = "Min-SE";
    private static final String TAG = "timer";
    private static final long DEFAULT_EXPIRES = 300;
    private static final long DEFAULT_MIN = 90;
    private static final long DEFAULT_MAX = 7200;

    public LegTimer {
        if (max < min) max = min;
        expires = Math.clamp(expires, min, max);
    }

    /** @param prefix {@code aleg_} for the caller's
     * @return empty if the proxy says nothing: then both ends deal with each other */
    public static Optional<LegTimer> of(AppParameters parameters, String prefix) {
        return parameters.text(prefix + "sst_enable").map(enabled -> new LegTimer(enabled.equalsIgnoreCase("yes"),
            seconds(parameters, prefix + "sst_expires", DEFAULT_EXPIRES), seconds(parameters, prefix + "sst_min_timer", DEFAULT_MIN),
            seconds(parameters, prefix + "sst_max_timer", DEFAULT_MAX), RefreshMethod.of(parameters.text(prefix + "sst_refresh_method").orElse(""))));
    }

    private static long seconds(AppParameters parameters, String name, long otherwise) {
        return parameters.seconds(name).map(duration -> duration.toSeconds()).orElse(otherwise);
    }

    /** A request of ours: we ask for the interval and refresh ourselves, or ask for none. */
    public void request(SipMessage outgoing) {
        request(outgoing, expires, min);
    }

    /** The same with the interval that the other end has asked for by 422. */
    public void request(SipMessage outgoing, long interval, long shortest) {
        strip(outgoing);
        if (!enabled) return;
        outgoing.add(HeaderNames.SUPPORTED, TAG).set(SESSION_EXPIRES, interval + ";refresher=uac").set(MIN_SE, Long.toString(shortest));
    }

    /** Whether a request asks for more refreshes than are taken; then it gets 422 with our {@link #min}. */
    public boolean refuses(SipMessage request) {
        return enabled && supports(request) && interval(request).filter(asked -> asked < min).isPresent();
    }

    /** A 2xx of ours to an INVITE or UPDATE.
     * @return what was agreed; empty if there is no timer */
    public Optional<Agreed> respond(SipMessage request, SipMessage response) {
        strip(response);
        if (!enabled) return Optional.empty();
        long shortest = Math.max(min, number(request.header(MIN_SE)).orElse(0L));
        long interval = Math.max(shortest, Math.min(interval(request).orElse(expires), expires));
        boolean theirs = supports(request) && refresher(request).filter("uac"::equals).isPresent();
        response.set(SESSION_EXPIRES, interval + ";refresher=" + (theirs ? "uac" : "uas"));
        if (supports(request)) response.add(HeaderNames.REQUIRE, TAG);
        return Optional.of(new Agreed(interval, !theirs));
    }

    /** A 2xx to a request of ours. */
    public Optional<Agreed> agreed(SipMessage success) {
        if (!enabled) return Optional.empty();
        boolean theirs = refresher(success).filter("uas"::equals).isPresent();
        return Optional.of(new Agreed(interval(success).map(said -> Math.max(said, 1)).orElse(expires), !theirs));
    }

    /** @param interval seconds
     * @param ours     we refresh, at half of it; else the session ends shortly before the interval does unless they have */
    public record Agreed(long interval, boolean ours) {}

    /** Takes out what the ends would agree with each other: each leg has a timer of its own, or none. */
    public static void strip(SipMessage message) {
        message.remove(SESSION_EXPIRES).remove(MIN_SE).removeValue(HeaderNames.SUPPORTED, TAG).removeValue(HeaderNames.REQUIRE, TAG);
    }

    /** The interval that Min-SE of a 422 asks for. */
    public Optional<Long> wanted(SipMessage refusal) {
        return number(refusal.header(MIN_SE)).filter(asked -> enabled && asked > min && asked <= Math.max(max, DEFAULT_MAX));
    }

    static boolean supports(SipMessage message) {
        return message.headers(HeaderNames.SUPPORTED).stream().anyMatch(TAG::equalsIgnoreCase);
    }

    private static Optional<Long> interval(SipMessage message) {
        return number(message.header(SESSION_EXPIRES).map(text -> text.split(";", 2)[0]));
    }

    private static Optional<String> refresher(SipMessage message) {
        return message.header(SESSION_EXPIRES).flatMap(text -> Arrays.stream(text.split(";")).skip(1).map(String::strip)
            .filter(parameter -> parameter.toLowerCase(Locale.ROOT).startsWith("refresher=")).findFirst())
            .map(parameter -> parameter.substring("refresher=".length()).strip().toLowerCase(Locale.ROOT));
    }

    private static Optional<Long> number(Optional<String> text) {
        return text.map(said -> said.split(";", 2)[0].strip()).filter(said -> said.matches("[0-9]{1,9}")).map(Long::valueOf);
    }
}
