package io.tandem.relay.dtmf;

import java.util.Locale;
import java.util.Optional;

/** What the other party gets in place of a digit (signalling.md §5.4, {@code DTMF-security}). Tones are found only where audio is decoded. */
public enum DtmfSecurity {
    /** The digit. */
    OFF,
    /** No event; tones in the audio pass. */
    DROP,
    SILENCE,
    /** One tone of 400 Hz. */
    TONE,
    /** Some digit. */
    RANDOM,
    /** The digit 0. */
    ZERO,
    /** Tones in the audio become events; events pass. */
    DTMF;

    /** In any case. */
    public static Optional<DtmfSecurity> of(String text) {
        try {
            return Optional.of(valueOf(text.strip().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    public boolean hidesEvents() {
        return this != OFF && this != DTMF;
    }

    /** Audio takes the place of events. */
    public boolean isAudible() {
        return this == SILENCE || this == TONE;
    }

    public boolean hidesTones() {
        return hidesEvents() && this != DROP;
    }
}
