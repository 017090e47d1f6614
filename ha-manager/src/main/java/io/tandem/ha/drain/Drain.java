package io.tandem.ha.drain;

/** A hand-over that was ordered and waits. Pure. One thread; nanoseconds of the monotonic clock. */
public final class Drain {
    private final long limitNanos;
    private final Change change;
    private boolean running;
    private boolean quiet;
    private long until;
    private String reason = "";

    /** Hears that the wait begins or ends. */
    @FunctionalInterface public interface Change {
        void drain(boolean on);
    }

    /** @param limitNanos how long it waits at most; 0: never */
    public Drain(long limitNanos, Change change) {
        this.limitNanos = limitNanos;
        this.change = change;
    }

    /** An order has come; one that waits already stays as it is. @return whether orders wait */
    public boolean begin(String why, long now) {
        if (running) return waits();
        running = true;
        quiet = false;
        until = now + limitNanos;
        reason = why;
        if (waits()) change.drain(true);
        return waits();
    }

    private boolean waits() { return limitNanos > 0; }

    /** The services say that no call is being set up. */
    public void quiet() { quiet = running; }

    /** The node hands over as soon as its peer can take over. */
    public boolean isOver(long now) { return running && (quiet || isLate(now)); }

    /** An order that could not be carried out by now is void. */
    public boolean isLate(long now) { return running && now - until >= 0; }

    /** Carried out, called off, or overtaken by a failure. @return whether there was one */
    public boolean end() {
        boolean was = running;
        running = false;
        if (was && waits()) change.drain(false);
        return was;
    }

    /** Of the hand-over. */
    public String reason() { return waits() ? reason + (quiet ? ", no call is being set up" : ", calls that are being set up are lost") : reason; }
}
