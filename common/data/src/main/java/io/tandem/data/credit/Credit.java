package io.tandem.data.credit;

import java.util.List;
import java.util.OptionalLong;

/**
 * What those who pay for a call in advance can pay for. Immutable.
 *
 * @param seconds      of the call; empty if nobody pays in advance
 * @param reservations what the payer of this leg has set aside for it, and nothing else: one, or one for each part of a text message; empty if that is nothing
 */
public record Credit(OptionalLong seconds, List<String> reservations) {
    public static final Credit UNLIMITED = new Credit(OptionalLong.empty(), List.of());

    public Credit {
        reservations = List.copyOf(reservations);
    }

    /** Another payer, of the next leg, can pay for so long. */
    public Credit and(long more, List<String> setAside) { return new Credit(OptionalLong.of(Math.min(more, seconds.orElse(more))), setAside); }

    /** As it limits the next leg, whose payer has set nothing aside yet. */
    public Credit passedOn() { return new Credit(seconds, List.of()); }
}
