package io.tandem.proxy.registrar;

import java.time.Duration;
import java.time.Instant;

import io.tandem.proxy.location.Binding;

/** A binding as a Contact value of the 200 to a REGISTER, in the exact form that phones and monitoring of this family expect. Pure. */
final class ContactText {
    private static final long FOR_EVER = 4_294_967_295L;

    private ContactText() {}

    /** {@code <uri>[;q=..];expires=N[;received="sip:ip:port[;transport=tcp]"][;+sip.instance="<..>"][;reg-id=N]}. */
    static String of(Binding binding, Instant now) {
        StringBuilder text = new StringBuilder(160).append('<').append(binding.contact()).append('>');
        if (!binding.q().isEmpty()) {
            text.append(";q=").append(binding.q());
        }
        text.append(";expires=").append(binding.expiresAt().map(end -> secondsLeft(end, now)).orElse(FOR_EVER));
        if (!binding.received().isEmpty()) {
            text.append(";received=\"").append(binding.received()).append('"');
        }
        if (!binding.instance().isEmpty()) {
            text.append(";+sip.instance=\"").append(binding.instance()).append('"');
        }
        if (binding.regId() > 0) {
            text.append(";reg-id=").append(binding.regId());
        }
        return text.toString();
    }

    /** Rounded up: a phone that registered for 60 s reads 60. */
    private static long secondsLeft(Instant end, Instant now) {
        return Math.max(0, Duration.between(now, end).plusNanos(999_999_999).toSeconds());
    }
}
