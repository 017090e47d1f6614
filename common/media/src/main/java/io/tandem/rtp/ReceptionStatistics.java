package io.tandem.rtp;

/**
 * What a receiver knows about one source: extended sequence number, loss, jitter (RFC 3550 §6.4.1, A.1, A.3, A.8).
 * One writer thread; allocates nothing. A first packet counts at once: the probation of A.1 is left to who latches the source.
 */
public final class ReceptionStatistics {
    private static final int SEQUENCE_MOD = 1 << 16;
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;

    private int clockRateHz;
    private boolean started;
    private int highestSequence;
    private int badSequence;
    private long cycles;
    private long baseSequence;
    private long received;
    private long expectedPrior;
    private long receivedPrior;
    private int transit;
    private long jitterScaled;

    public ReceptionStatistics(int clockRateHz) {
        clockRate(clockRateHz);
    }

    /** Clock of the payload type now in use; unit Hz. */
    public void clockRate(int newClockRateHz) {
        if (newClockRateHz <= 0) throw new IllegalArgumentException("clock rate " + newClockRateHz + " Hz");
        clockRateHz = newClockRateHz;
    }

    /** Takes one packet.
     * @param arrivalNanos monotonic time of arrival */
    public void onPacket(int sequenceNumber, int timestamp, long arrivalNanos) {
        if (!started) {
            restart(sequenceNumber);
            transit = ticks(arrivalNanos) - timestamp;
        } else if (!updateSequence(sequenceNumber)) {
            return;
        }
        received++;
        updateJitter(timestamp, arrivalNanos);
    }

    /** Takes packets that were counted elsewhere, less than half a cycle of sequence numbers since the last call.
     * @param packets        how many, at least one
     * @param sequenceNumber of the last of them, as is the timestamp
     * @param jitterSixteenths jitter measured there, in sixteenths of the media clock
     * @param arrivalNanos   monotonic time of about the last one */
    public void onPackets(long packets, int sequenceNumber, int timestamp, long jitterSixteenths, long arrivalNanos) {
        if (!started) restart((int) (sequenceNumber - packets + 1) & SEQUENCE_MOD - 1);
        int delta = sequenceNumber - highestSequence & SEQUENCE_MOD - 1;
        if (delta < SEQUENCE_MOD / 2) {
            if (sequenceNumber < highestSequence) cycles += SEQUENCE_MOD;
            highestSequence = sequenceNumber;
        }
        received += packets;
        transit = ticks(arrivalNanos) - timestamp;
        jitterScaled = jitterSixteenths;
    }

    /** Packets that passed where nobody looked at them: they count as received, and their sequence numbers as come. */
    public void onUnseen(long packets) {
        if (!started) return;
        long extended = extendedHighestSequence() + packets;
        cycles = extended & ~(SEQUENCE_MOD - 1L);
        highestSequence = (int) (extended & SEQUENCE_MOD - 1);
        received += packets;
    }

    /** Goes on where another receiver was.
     * @param lost           packets, as in {@link #cumulativeLost()}
     * @param sequenceNumber of the last packet */
    public void restore(long packets, long lost, int sequenceNumber) {
        restart(sequenceNumber);
        baseSequence = sequenceNumber - packets - lost + 1;
        received = packets;
        expectedPrior = expected();
        receivedPrior = received;
    }

    private void restart(int sequenceNumber) {
        started = true;
        highestSequence = sequenceNumber;
        baseSequence = sequenceNumber;
        badSequence = -1;
        cycles = 0;
        received = 0;
        receivedPrior = 0;
        expectedPrior = 0;
    }

    /** False for a packet far out of sequence; two such in a row mean that the sender restarted (A.1). */
    private boolean updateSequence(int sequenceNumber) {
        int delta = sequenceNumber - highestSequence & SEQUENCE_MOD - 1;
        if (delta < MAX_DROPOUT) {
            if (sequenceNumber < highestSequence) cycles += SEQUENCE_MOD;
            highestSequence = sequenceNumber;
        } else if (delta <= SEQUENCE_MOD - MAX_MISORDER) {
            if (sequenceNumber != badSequence) {
                badSequence = sequenceNumber + 1 & SEQUENCE_MOD - 1;
                return false;
            }
            restart(sequenceNumber);
        }
        return true;
    }

    private void updateJitter(int timestamp, long arrivalNanos) {
        int nowTransit = ticks(arrivalNanos) - timestamp;
        int difference = Math.abs(nowTransit - transit);
        transit = nowTransit;
        jitterScaled += difference - (jitterScaled + 8 >> 4);
    }

    private int ticks(long nanos) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        return (int) (seconds * clockRateHz + Math.floorMod(nanos, 1_000_000_000L) * clockRateHz / 1_000_000_000L);
    }

    public long received() {
        return received;
    }

    public long expected() {
        return started ? extendedHighestSequence() - baseSequence + 1 : 0;
    }

    /** Expected minus received; duplicates may make it negative (§6.4.1). */
    public long cumulativeLost() {
        return expected() - received;
    }

    public long extendedHighestSequence() {
        return cycles + highestSequence;
    }

    /** Interarrival jitter in units of the media clock. */
    public long jitterTicks() {
        return jitterScaled >> 4;
    }

    public double jitterMillis() {
        return jitterTicks() * 1000.0 / clockRateHz;
    }

    /** Fraction of packets lost since the last call, in 1/256 (§6.4.1); starts a new interval. */
    public int fractionLost() {
        long expectedInterval = expected() - expectedPrior;
        long lostInterval = expectedInterval - (received - receivedPrior);
        expectedPrior = expected();
        receivedPrior = received;
        return expectedInterval == 0 || lostInterval <= 0 ? 0 : (int) Math.min(255, (lostInterval << 8) / expectedInterval);
    }

    /** The report block on this source, and a new interval for the fraction lost.
     * @param lastSenderReport middle 32 bits of the NTP time of the last SR, 0 if none
     * @param delaySinceLastSenderReport unit 1/65536 s */
    public ReceptionReport report(int ssrc, int lastSenderReport, int delaySinceLastSenderReport) {
        int lost = (int) Math.clamp(cumulativeLost(), -0x800000L, 0x7FFFFFL);
        return new ReceptionReport(ssrc, fractionLost(), lost, extendedHighestSequence() & 0xFFFF_FFFFL, jitterTicks() & 0xFFFF_FFFFL,
                lastSenderReport, delaySinceLastSenderReport);
    }
}
