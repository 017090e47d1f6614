package io.tandem.data.credit;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What those who pay for a call in advance can pay for. Immutable.
 *
 * @param seconds     of the call; empty if nobody pays in advance
 * @param reservation what the payer of this leg has set aside for it, and nothing else; empty if that is nothing
 */
public record Credit(OptionalLong seconds, Optional<String> reservation) {
    public static final Credit UNLIMITED = new Credit(OptionalLong.empty(), Optional.empty());

    /** Another payer, of the next leg, can pay for so long. */
    public Credit and(long more, Optional<String> setAside) { return new Credit(OptionalLong.of(Math.min(more, seconds.orElse(more))), setAside); }

    /** As it limits the next leg, whose payer has set nothing aside yet. */
    public Credit passedOn() { return new Credit(seconds, Optional.empty()); }
}
