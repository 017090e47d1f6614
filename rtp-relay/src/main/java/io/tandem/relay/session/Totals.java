package io.tandem.relay.session;

/** What the relay has done since it started. Control thread writes; a reader elsewhere may be late by a command. */
public final class Totals {
    /** Why a call ended. */
    public enum End { REGULAR, TIMEOUT, SILENT_TIMEOUT, OFFER_TIMEOUT, FINAL_TIMEOUT, FORCED }

    private final long[] ended = new long[End.values().length];
    private long managed;
    private long rejected;
    private long packets;
    private long bytes;
    private long errors;

    void began() {
        managed++;
    }

    void refused() {
        rejected++;
    }

    void ended(End end, Call call) {
        ended[end.ordinal()]++;
        call.dialogues().stream().flatMap(d -> d.streams().stream()).forEach(this::add);
    }

    private void add(MediaStream stream) {
        for (int side = 0; side < 2; side++) {
            stream.leg(side).sockets().forEach(socket -> {
                packets += socket.received().packets();
                bytes += socket.received().bytes();
                errors += socket.received().errors();
            });
        }
    }

    public long ended(End end) {
        return ended[end.ordinal()];
    }

    /** Calls begun. */
    public long managed() {
        return managed;
    }

    /** Offers refused for want of ports or by the session limit. */
    public long rejected() {
        return rejected;
    }

    /** Of ended calls. */
    public long packets() {
        return packets;
    }

    public long bytes() {
        return bytes;
    }

    public long errors() {
        return errors;
    }
}
