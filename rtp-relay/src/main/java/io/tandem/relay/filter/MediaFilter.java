package io.tandem.relay.filter;

import io.tandem.relay.os.Memory;
import io.tandem.relay.pipeline.Packet;
import io.tandem.relay.pipeline.PacketProcessor;
import io.tandem.relay.pipeline.PortKind;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.rtp.RtpHeader;

/**
 * What an operator or controller has ordered to be left out of a party's media (signalling.md §5.2). A filtered port still learns, counts
 * and measures. Media loop only, but for what reports read.
 */
public final class MediaFilter implements PacketProcessor {
    private static final int PAYLOAD_TYPES = 128;
    private static final int PCMU = 0;
    private static final int PCMA = 8;
    private static final byte SILENCE_ULAW = (byte) 0xFF;
    private static final byte SILENCE_ALAW = (byte) 0xD5;

    private boolean blocked;
    private boolean silenced;
    private boolean dtmfBlocked;
    /** Payload types of telephone-event (RFC 4733): 0-63, 64-127. */
    private long eventsLow;
    private long eventsHigh;

    /** Nothing of this party is sent on. */
    public void block(boolean now) {
        blocked = now;
    }

    /** G.711 is sent on as silence; of other codecs nothing is. */
    public void silence(boolean now) {
        silenced = now;
    }

    /** Telephone events are left out. */
    public void blockDtmf(boolean now) {
        dtmfBlocked = now;
    }

    /** Which payload types are telephone events. @param types each 0-127 */
    public void events(int[] types) {
        eventsLow = 0;
        eventsHigh = 0;
        for (int type : types) {
            if (type < 0 || type >= PAYLOAD_TYPES) throw new IllegalArgumentException("payload type " + type);
            if (type < Long.SIZE) {
                eventsLow |= 1L << type;
            } else {
                eventsHigh |= 1L << type;
            }
        }
    }

    /** Any thread; may be one task late. An idle filter need not stand in the way. */
    public boolean isActive() {
        return blocked || silenced || dtmfBlocked;
    }

    public boolean isBlocked() {
        return blocked;
    }

    public boolean isSilenced() {
        return silenced;
    }

    public boolean isDtmfBlocked() {
        return dtmfBlocked;
    }

    @Override
    public boolean process(Packet packet, RelaySocket port) {
        if (blocked) return false;
        if (packet.isControl() || port.kind() == PortKind.DATAGRAM) return true;
        int type = RtpHeader.payloadType(Memory.ALL, packet.address());
        long events = type < Long.SIZE ? eventsLow : eventsHigh;
        if ((events >>> type & 1) != 0) return !dtmfBlocked && !silenced;
        return !silenced || silence(packet, type);
    }

    private static boolean silence(Packet packet, int type) {
        if (type != PCMU && type != PCMA) return false;
        byte value = type == PCMU ? SILENCE_ULAW : SILENCE_ALAW;
        for (int at = RtpHeader.payloadOffset(Memory.ALL, packet.address(), packet.length()); at < packet.length(); at++) {
            Memory.putByte(packet.address() + at, value);
        }
        return true;
    }
}
