package io.tandem.relay.replica;

/** Whether this relay serves calls or stands by for the one that does. Any thread; changes take effect in order, soon. */
public interface Role {
    /** A relay without peer. */
    Role ALONE = new Role() {
        @Override
        public boolean isActive() {
            return true;
        }

        @Override
        public void becomeActive() {}

        @Override
        public void becomeStandby() {
            throw new IllegalStateException("this relay has no peer: tandem.rtp-relay.replica.enabled is false");
        }
    };

    boolean isActive();

    /** Every call that is known goes on here; to be said when, or just before, the shared addresses come. Nothing happens if it is active. */
    void becomeActive();

    /** Lets go of all calls, without their ends, and follows the other relay; to be said when the shared addresses have gone.
     * Nothing happens if it stands by.
     * @throws IllegalStateException if it has no peer to follow */
    void becomeStandby();
}
