package io.tandem.proxy.regevent;

import java.time.Instant;
import java.util.Optional;

import io.tandem.proxy.location.Binding;

/** A contact as those who watch its registration hear of it (RFC 3680 §5.3.2). Immutable.
 * @param since when it was registered; empty if that was before anybody watched */
public record ContactState(Binding binding, Event event, Optional<Instant> since) {

    /** What brought the contact into its state. */
    public enum Event {
        REGISTERED, CREATED, REFRESHED, SHORTENED, EXPIRED, DEACTIVATED, UNREGISTERED, REJECTED;

        /** The contact is bound. */
        public boolean isActive() {
            return ordinal() <= SHORTENED.ordinal();
        }

        /** Of a binding that is gone: a phone whose flow broke, or whose binding provisioning has removed, is welcome to register again at once.
         * @param reason as the registration log has it */
        static Event ofRemoval(String reason) {
            return switch (reason) {
                case "unregistered" -> UNREGISTERED;
                case "expired" -> EXPIRED;
                case "terminated" -> REJECTED;
                default -> DEACTIVATED;
            };
        }
    }
}
