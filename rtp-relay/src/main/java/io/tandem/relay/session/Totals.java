package io.tandem.relay.session;

import java.time.Duration;

import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.stream.MediaStream;

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
    private long kernelPackets;
    private long kernelBytes;
    private long kernelErrors;
    private long zeroWayStreams;
    private long oneWayStreams;
    private long callNanos;

    void began() {
        managed++;
    }

    void refused() {
        rejected++;
    }

    void ended(End end, Call call, long nowNanos) {
        ended[end.ordinal()]++;
        callNanos += nowNanos - call.createdNanos();
        call.streams().forEach(this::closed);
    }

    /** A stream ends, with its call or before. */
    void closed(MediaStream stream) {
        int ways = 0;
        for (int side = 0; side < 2; side++) {
            if (stream.leg(side).rtp().sawPackets()) ways++;
            stream.leg(side).sockets().forEach(this::add);
        }
        if (ways == 0) zeroWayStreams++;
        if (ways == 1) oneWayStreams++;
    }

    private void add(RelaySocket socket) {
        packets += socket.received().packets();
        bytes += socket.received().bytes();
        errors += socket.received().errors();
        kernelPackets += socket.receivedByKernel().packets();
        kernelBytes += socket.receivedByKernel().bytes();
        kernelErrors += socket.receivedByKernel().errors();
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

    /** Of {@link #packets}, those through the kernel. */
    public long kernelPackets() {
        return kernelPackets;
    }

    public long kernelBytes() {
        return kernelBytes;
    }

    public long kernelErrors() {
        return kernelErrors;
    }

    /** Ended streams without any media. */
    public long zeroWayStreams() {
        return zeroWayStreams;
    }

    /** Ended streams with media of one party only. */
    public long oneWayStreams() {
        return oneWayStreams;
    }

    /** Length of all ended calls together. */
    public Duration callTime() {
        return Duration.ofNanos(callNanos);
    }

    /** Calls ended. */
    public long ended() {
        long sum = 0;
        for (long count : ended) {
            sum += count;
        }
        return sum;
    }
}
