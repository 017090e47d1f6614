package io.tandem.relay.dtmf;

import io.tandem.codec.TelephoneEvent;
import io.tandem.relay.rtp.Packetizer;
import io.tandem.relay.rtp.RtpFields;
import io.tandem.relay.rtp.RtpWriter;
import io.tandem.relay.rtp.Scratch;
import org.jspecify.annotations.Nullable;

/** Telephone-events of the sender (RFC 4733) to events of the receiver, packet by packet, or to tones. */
public final class EventRelay {
    private static final int DIGITS = 16;
    private static final int MAX_TICKS = 0xFFFF;

    /** Where an event goes.
     * @param payloadType  -1: the receiver has no events
     * @param clockHz      the receiver's, {@code senderClockHz} the sender's
     * @param timestamp    of the stream that is sent, if the event begins now */
    public record Target(int payloadType, int clockHz, int senderClockHz, int timestamp, DtmfSecurity security) {}

    private final EventSender sender;
    private final Scratch scratch;
    private final HiddenDigit hidden;
    private boolean seen;
    private int beganIn;
    private int beganOut;
    private int doneSamples;

    public EventRelay(RtpWriter writer, Scratch scratch, HiddenDigit hidden) {
        this.sender = new EventSender(writer, scratch);
        this.scratch = scratch;
        this.hidden = hidden;
    }

    public void restart() {
        seen = false;
    }

    /** @param packetizer null if the receiver has no codec that is spoken here */
    public void packet(byte[] data, RtpFields fields, Target target, @Nullable Packetizer packetizer) {
        int at = fields.payloadOffset;
        if (fields.payloadLength < TelephoneEvent.LENGTH) return;
        int event = data[at] & 0xFF;
        int ticks = (data[at + 2] & 0xFF) << 8 | data[at + 3] & 0xFF;
        boolean begins = !seen || fields.timestamp != beganIn;
        if (begins) begin(fields.timestamp, target, event);
        boolean digit = event < DIGITS;
        if (digit && target.security == DtmfSecurity.DROP) return;
        if (target.payloadType < 0 || digit && target.security.isAudible()) {
            if (packetizer != null && digit) sound(ticks, target, packetizer, begins);
            return;
        }
        int scaled = (int) Math.min(MAX_TICKS, (long) ticks * target.clockHz / target.senderClockHz);
        sender.write(target.payloadType, digit ? hidden.event() : event, data[at + 1] & 0x3F, scaled, data[at + 1] < 0, begins, beganOut);
    }

    private void begin(int timestamp, Target target, int event) {
        seen = true;
        beganIn = timestamp;
        beganOut = target.timestamp;
        doneSamples = 0;
        hidden.begin(event, target.security);
    }

    /** Audio up to where the event has come; at most a tenth of a second at once, whatever the packet says. */
    private void sound(int ticks, Target target, Packetizer packetizer, boolean begins) {
        int rateHz = packetizer.rateHz();
        int now = (int) ((long) ticks * rateHz / target.senderClockHz);
        int count = Math.clamp(now - doneSamples, 0, rateHz / 10);
        if (count == 0) return;
        doneSamples = now;
        hidden.fill(scratch.heard, count, rateHz, target.security);
        if (begins) {
            packetizer.add(scratch.heard, count, beganOut);
        } else {
            packetizer.append(scratch.heard, count);
        }
    }
}
