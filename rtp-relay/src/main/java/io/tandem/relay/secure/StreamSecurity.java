package io.tandem.relay.secure;

import java.util.Optional;

import io.tandem.relay.choice.Choices;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaStream;
import org.jspecify.annotations.Nullable;

/** The protected ports of one stream, which the concerns of keys and of ICE share. Control thread. */
public final class StreamSecurity {
    private final @Nullable PartyPorts[] sides = new PartyPorts[2];
    private final Choices choices;

    /** @param choices keys and credentials of the relay's own */
    public StreamSecurity(Choices choices) {
        this.choices = choices;
    }

    Choices choices() {
        return choices;
    }

    /** What protects the ports of a side; empty if nothing ever has. Control thread. */
    public Optional<PartyState> state(int side) {
        return Optional.ofNullable(sides[side]).map(PartyPorts::state);
    }

    PartyPorts side(MediaStream stream, int side) {
        PartyPorts known = sides[side];
        if (known != null) return known;
        Leg leg = stream.leg(side);
        PartyPorts made = new PartyPorts(leg);
        sides[side] = made;
        return made;
    }

    void close() {
        for (@Nullable PartyPorts side : sides) {
            Optional.ofNullable(side).ifPresent(ports -> ports.loop().execute(ports::close));
        }
    }
}
