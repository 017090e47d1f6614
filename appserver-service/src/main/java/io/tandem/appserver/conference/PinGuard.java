package io.tandem.appserver.conference;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares PINs, and counts the wrong ones of a room, whoever enters them: a short PIN must not be found by calling often. Loop thread. */
final class PinGuard {
    static final int MOST_WRONG = 10;
    static final Duration FORGETS = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(PinGuard.class);
    private static final int MANY_ROOMS = 1000;

    private final Map<String, Wrong> byOwner = new HashMap<>();

    private record Wrong(int count, long sinceNanos) {
        boolean isOld(long nowNanos) {
            return nowNanos - sinceNanos >= FORGETS.toNanos();
        }
    }

    /** @return false if the PIN is wrong, or if too many were wrong of late, whatever this one is */
    boolean accepts(RoomSettings room, String entered, long nowNanos) {
        Wrong before = byOwner.get(room.owner());
        if (before != null && before.isOld(nowNanos)) before = null;
        if (before != null && before.count() >= MOST_WRONG) return false;
        if (MessageDigest.isEqual(room.pin().getBytes(StandardCharsets.UTF_8), entered.getBytes(StandardCharsets.UTF_8))) return true;
        if (byOwner.size() >= MANY_ROOMS) byOwner.values().removeIf(wrong -> wrong.isOld(nowNanos));
        Wrong now = before == null ? new Wrong(1, nowNanos) : new Wrong(before.count() + 1, before.sinceNanos());
        byOwner.put(room.owner(), now);
        if (now.count() == MOST_WRONG) {
            LOG.warn("{} wrong PINs for the conference of {}: no PIN is taken until {} minutes after the first of them", MOST_WRONG, room.owner(),
                    FORGETS.toMinutes());
        }
        return false;
    }
}
