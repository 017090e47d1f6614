package io.tandem.relay.sdp;

import java.net.InetAddress;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.tandem.sdp.Connection;
import io.tandem.sdp.Origin;

/** The o= lines that one party gets: where they are the relay's own, they must be those of one session (RFC 8866 §5.2, RFC 3264 §8). One thread. */
public final class ShownOrigin {
    private static final String NOBODY = "-";

    private final String sessionId;
    private String shown = "";
    private long version;

    public ShownOrigin() {
        this(newSessionId());
    }

    /** @param sessionId of the lines that are the relay's own, digits */
    public ShownOrigin(String sessionId) {
        this.sessionId = sessionId;
    }

    /** A session id for a party's lines. */
    public static String newSessionId() {
        return Long.toString(RandomGenerator.getDefault().nextLong(1, Long.MAX_VALUE));
    }

    /** @param theirs of the party that wrote the description
     *  @param text   the description without its o= line, as the receiver gets it; asked for only if a version of the relay's own depends on it */
    Origin next(Origin theirs, RewriteRules rules, InetAddress address, Supplier<String> text) {
        boolean own = rules.originFull();
        return new Origin(own || rules.username() ? NOBODY : theirs.username(), own ? sessionId : theirs.sessionId(),
                own || rules.version() || rules.forceVersion() ? version(theirs, rules.forceVersion(), text.get()) : theirs.sessionVersion(),
                own || rules.origin() ? Connection.of(address) : theirs.address());
    }

    private String version(Origin theirs, boolean always, String text) {
        if (shown.isEmpty()) {
            version = theirs.sessionVersion().matches("[0-9]{1,18}") ? Long.parseLong(theirs.sessionVersion()) : 1;
        } else if (always || !shown.equals(text)) {
            version++;
        }
        shown = text;
        return Long.toString(version);
    }
}
