package io.tandem.proxy.queue;

/** How a call stands to the queue of its callee. Immutable.
 * @param refusals how often its phones have said that they are busy
 * @param age      of the call, in seconds, when it last came back from queue or phone */
public record Turn(State state, int refusals, long age) {
    /** It has not been there. */
    public static final Turn NEW = new Turn(State.NEW, 0, 0);

    /** What has become of the call last. */
    public enum State {
        NEW,
        /** Has waited, and is the next one. */
        CALLED,
        /** Was to ring, but whoever was there was busy. */
        REFUSED
    }

    public boolean isNew() {
        return state == State.NEW;
    }

    Turn called(long now) {
        return new Turn(State.CALLED, refusals, now);
    }

    Turn refused(long now) {
        return new Turn(State.REFUSED, refusals + 1, now);
    }
}
