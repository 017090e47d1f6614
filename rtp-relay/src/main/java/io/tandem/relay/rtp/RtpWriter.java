package io.tandem.relay.rtp;

/** One stream that the relay sends: its SSRC, and sequence numbers and timestamps without a jump, whatever fed it (RFC 3550 §5.1). */
public final class RtpWriter {
    /** Octets of the header that it writes. */
    public static final int HEADER = 12;

    /** @param sequence of the next packet, 0..65535 */
    public record State(int ssrc, int sequence, int nextTimestamp, long packets) {}

    private final PacketSink sink;
    private int ssrc;
    private int sequence;
    private boolean markNext = true;
    private int nextTimestamp;
    private long packets;

    /** @param ssrc random, as are the first sequence number and timestamp */
    public RtpWriter(PacketSink sink, int ssrc, int sequence, int timestamp) {
        this.sink = sink;
        this.ssrc = ssrc;
        this.sequence = sequence & 0xFFFF;
        this.nextTimestamp = timestamp;
    }

    /** The timestamp of what would follow without a gap. */
    public int nextTimestamp() {
        return nextTimestamp;
    }

    /** What another relay needs to go on. */
    public State state() {
        return new State(ssrc, sequence, nextTimestamp, packets);
    }

    /** Goes on where another relay was.
     * @param ahead packets, and ticks of the media clock, that it may have sent since it told its state */
    public void resume(State state, int ahead, int ticks) {
        ssrc = state.ssrc();
        sequence = state.sequence() + ahead & 0xFFFF;
        nextTimestamp = state.nextTimestamp() + ticks;
        packets = state.packets();
        markNext = true;
    }

    /** A pause or another source: the next packet begins a talk spurt. */
    public void mark() {
        markNext = true;
    }

    /** Something lasted so long without a packet of its own. */
    public void skip(int ticks) {
        nextTimestamp += ticks;
    }

    /** @param packet the payload stands behind {@link #HEADER} octets
     *  @param ticks  the packet lasts; 0 if what follows shares its timestamp, as in a telephone-event */
    public void write(byte[] packet, int payloadLength, int payloadType, boolean marker, int timestamp, int ticks) {
        boolean marked = marker || markNext;
        markNext = false;
        packet[0] = (byte) 0x80;
        packet[1] = (byte) ((marked ? 0x80 : 0) | payloadType);
        packet[2] = (byte) (sequence >> 8);
        packet[3] = (byte) sequence;
        putInt(packet, 4, timestamp);
        putInt(packet, 8, ssrc);
        sequence = sequence + 1 & 0xFFFF;
        nextTimestamp = timestamp + ticks;
        packets++;
        sink.send(packet, HEADER + payloadLength);
    }

    private static void putInt(byte[] packet, int at, int value) {
        packet[at] = (byte) (value >> 24);
        packet[at + 1] = (byte) (value >> 16);
        packet[at + 2] = (byte) (value >> 8);
        packet[at + 3] = (byte) value;
    }

    /** Packets sent. */
    public long packets() {
        return packets;
    }
}
