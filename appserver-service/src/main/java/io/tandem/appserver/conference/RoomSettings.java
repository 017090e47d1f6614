package io.tandem.appserver.conference;

import java.util.Map;

/** What a room is like when somebody calls it. Immutable.
 * @param owner uuid of its subscriber; names the room
 * @param pin   digits that callers enter; empty for none
 * @param most  participants at the same time; 0 for any number
 * @param cues  linear samples at 8 kHz, not to be changed; cues without a sound are missing */
record RoomSettings(String owner, String pin, int most, Map<Cue, short[]> cues) {
    private static final short[] NOTHING = new short[0];

    RoomSettings {
        cues = Map.copyOf(cues);
    }

    short[] cue(Cue cue) {
        return cues.getOrDefault(cue, NOTHING);
    }

    /** Without the PIN, which must not get into logs. */
    @Override
    public String toString() {
        return "RoomSettings[" + owner + ", at most " + most + "]";
    }
}
