package io.tandem.sip.typed;

import java.time.Duration;
import java.util.Optional;

/** Session-Expires header (RFC 4028 §4). */
public record SessionInterval(Duration expires, Optional<Refresher> refresher) {
    /** Who refreshes. */
    public enum Refresher { UAC, UAS }
}
