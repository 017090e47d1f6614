package io.tandem.relay.dtmf;

import io.tandem.codec.TelephoneEvent;
import io.tandem.relay.rtp.RtpWriter;
import io.tandem.relay.rtp.Scratch;

/** Telephone-events of the relay's own, one after the other (RFC 4733 §2.5.1). */
public final class EventSender {
    private static final int END_PACKETS = 3;
    private static final int MAX_DURATION = 0xFFFF;

    private final RtpWriter writer;
    private final Scratch scratch;
    private int payloadType;
    private int event;
    private int volume;
    private int timestamp;
    private boolean first;

    public EventSender(RtpWriter writer, Scratch scratch) {
        this.writer = writer;
        this.scratch = scratch;
    }

    public void begin(int newPayloadType, int newEvent, int newVolume, int newTimestamp) {
        payloadType = newPayloadType;
        event = newEvent;
        volume = newVolume;
        timestamp = newTimestamp;
        first = true;
    }

    /** It goes on. @param ticks since it began, of the events' clock */
    public void update(int ticks) {
        write(payloadType, event, volume, Math.min(ticks, MAX_DURATION), false, first, timestamp);
        first = false;
    }

    /** It ended: three packets (§2.5.1.4). */
    public void end(int ticks) {
        for (int i = 0; i < END_PACKETS; i++) {
            write(payloadType, event, volume, Math.min(ticks, MAX_DURATION), true, first, timestamp);
            first = false;
        }
    }

    /** One packet of somebody else's event. */
    public void write(int type, int number, int level, int ticks, boolean end, boolean marker, int at) {
        byte[] out = scratch.out;
        out[RtpWriter.HEADER] = (byte) number;
        out[RtpWriter.HEADER + 1] = (byte) ((end ? 0x80 : 0) | level & 0x3F);
        out[RtpWriter.HEADER + 2] = (byte) (ticks >> 8);
        out[RtpWriter.HEADER + 3] = (byte) ticks;
        writer.write(out, TelephoneEvent.LENGTH, type, marker, at, 0);
    }
}
