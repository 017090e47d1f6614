package io.tandem.appserver.attendant;

import java.util.Map;
import java.util.Optional;

/** What callers of one attendant can choose. Immutable; samples are linear, at 8 kHz, and not to be changed.
 * @param domain         of its subscriber; extensions are dialled there
 * @param base           number of its cloud PBX, digits only, below which extensions are; strangers dial nothing else
 * @param choices        SIP URI for each key
 * @param otherwise      where those are sent who choose nothing
 * @param extensions     {@code *} and an extension are dialled
 * @param timeouts       how often the menu is said again to who presses nothing
 * @param wrongKeys      and to who presses a wrong key
 * @param said           all that is said of the choices
 * @param cues           what else is said */
record Menu(String domain, String base, Map<Character, String> choices, Optional<String> otherwise, boolean extensions, int timeouts, int wrongKeys,
            short[] said, Map<Cue, short[]> cues) {
    private static final short[] NOTHING = new short[0];

    /** Handles of sound sets. */
    enum Cue {
        ENTER_EXTENSION("aa_enter_extension"), INVALID("aa_invalid_extension"), TIMEOUT("aa_timeout"), DEFAULT("aa_default");

        private final String handle;

        Cue(String handle) {
            this.handle = handle;
        }

        String handle() {
            return handle;
        }
    }

    Menu {
        choices = Map.copyOf(choices);
        cues = Map.copyOf(cues);
    }

    short[] cue(Cue cue) {
        return cues.getOrDefault(cue, NOTHING);
    }
}
