package io.tandem.sdp;

import java.util.Optional;

/** Who sends media, seen from the party that wrote the description (RFC 3264 §5.1, RFC 8866 §6.7). */
public enum Direction {
    SENDRECV("sendrecv", true, true),
    SENDONLY("sendonly", true, false),
    RECVONLY("recvonly", false, true),
    INACTIVE("inactive", false, false);

    private final String attribute;
    private final boolean sends;
    private final boolean receives;

    Direction(String attribute, boolean sends, boolean receives) {
        this.attribute = attribute;
        this.sends = sends;
        this.receives = receives;
    }

    public String attribute() {
        return attribute;
    }

    public boolean sends() {
        return sends;
    }

    public boolean receives() {
        return receives;
    }

    /** The same seen from the other party. */
    public Direction reversed() {
        return of(receives, sends);
    }

    /** What an answerer that would like {@code wish} may answer to this offer (RFC 3264 §6.1). */
    public Direction answeredWith(Direction wish) {
        return of(receives && wish.sends, sends && wish.receives);
    }

    private static Direction of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }

    static Optional<Direction> ofAttribute(String name) {
        for (Direction direction : values()) {
            if (direction.attribute.equals(name)) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }
}
