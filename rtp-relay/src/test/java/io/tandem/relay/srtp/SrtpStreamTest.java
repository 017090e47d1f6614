package io.tandem.relay.srtp;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.tandem.relay.cipher.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A sender and a receiver under one key. */
class SrtpStreamTest {
    private static final CryptoSuite SUITE = CryptoSuite.AES_CM_128_HMAC_SHA1_80;

    private final Workspace work = new Workspace();
    private final byte[] payload = new byte[160];

    private byte[] rtp(int ssrc, int sequence) {
        byte[] packet = new byte[12 + payload.length];
        packet[0] = (byte) 0x80;
        packet[1] = 8;
        packet[2] = (byte) (sequence >> 8);
        packet[3] = (byte) sequence;
        for (int i = 0; i < 4; i++) {
            packet[8 + i] = (byte) (ssrc >> 24 - 8 * i);
        }
        System.arraycopy(payload, 0, packet, 12, payload.length);
        return packet;
    }

    private byte[] protect(SrtpSender sender, byte[] packet) {
        System.arraycopy(packet, 0, work.packet, 0, packet.length);
        int length = sender.protectRtp(work, packet.length);
        assertThat(length).isGreaterThan(0);
        return Arrays.copyOf(work.packet, length);
    }

    private int receive(SrtpReceiver receiver, byte[] packet) {
        System.arraycopy(packet, 0, work.packet, 0, packet.length);
        return receiver.unprotectRtp(work, packet.length);
    }

    private void assertArrives(SrtpReceiver receiver, byte[] sealed, byte[] plain) {
        assertThat(receive(receiver, sealed)).isEqualTo(plain.length);
        assertThat(Arrays.copyOf(work.packet, plain.length)).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasProtectedIsReadAgainAndNothingElseIs(CryptoSuite suite) {
        new Random(2).nextBytes(payload);
        SrtpState state = SrtpState.fresh(suite, List.of(new MasterKey(MasterKey.random(suite).key(), MasterKey.random(suite).salt(),
                new byte[] {0, 7})), SessionParameters.NONE);
        SrtpSender sender = new SrtpSender(state);
        SrtpReceiver receiver = new SrtpReceiver(state);
        byte[] plain = rtp(1, 5);
        byte[] sealed = protect(sender, plain);
        if (suite.encrypts()) assertThat(Arrays.copyOfRange(sealed, 12, 172)).isNotEqualTo(payload);
        for (int bit = 0; bit < sealed.length * 8; bit += 7) {
            byte[] damaged = sealed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(receive(receiver, damaged)).as("bit %d", bit).isNegative();
        }
        assertArrives(receiver, sealed, plain);
        assertThat(receive(receiver, sealed)).isEqualTo(SrtpReceiver.REPLAYED);
    }

    @Test
    void theRollOverCounterGoesOnThroughSeveralTurnsAndReordering() {
        SrtpState state = SrtpState.fresh(SUITE, MasterKey.random(SUITE));
        SrtpSender sender = new SrtpSender(state);
        SrtpReceiver receiver = new SrtpReceiver(state);
        for (int i = 0; i < 200_000; i += 1000) {
            byte[] first = protect(sender, rtp(1, i + 65_000 & 0xFFFF));
            byte[] second = protect(sender, rtp(1, i + 65_001 & 0xFFFF));
            assertArrives(receiver, second, rtp(1, i + 65_001 & 0xFFFF));
            assertArrives(receiver, first, rtp(1, i + 65_000 & 0xFFFF));
        }
        assertThat(receiver.state().sources().getFirst().index() >>> 16).isEqualTo(4);
        assertThat(sender.state().sources()).isEqualTo(receiver.state().sources());
    }

    @Test
    void aPacketOlderThanTheWindowIsRefusedAndOneWithinIsTaken() {
        SrtpState state = SrtpState.fresh(SUITE, MasterKey.random(SUITE));
        SrtpSender sender = new SrtpSender(state);
        SrtpReceiver receiver = new SrtpReceiver(state);
        byte[][] sealed = new byte[200][];
        for (int i = 0; i < 200; i++) {
            sealed[i] = protect(sender, rtp(1, i));
        }
        assertArrives(receiver, sealed[199], rtp(1, 199));
        assertThat(receive(receiver, sealed[199 - SourceIndex.WINDOW])).isEqualTo(SrtpReceiver.REPLAYED);
        for (int i = 199 - SourceIndex.WINDOW + 1; i < 199; i++) {
            assertArrives(receiver, sealed[i], rtp(1, i));
            assertThat(receive(receiver, sealed[i])).isEqualTo(SrtpReceiver.REPLAYED);
        }
    }

    @Test
    void aSourceThatStartsItsNumbersAnewGoesOnWithoutUsingAnIndexTwice() {
        SrtpState state = SrtpState.fresh(SUITE, MasterKey.random(SUITE));
        SrtpSender sender = new SrtpSender(state);
        SrtpReceiver receiver = new SrtpReceiver(state);
        assertArrives(receiver, protect(sender, rtp(1, 30_000)), rtp(1, 30_000));
        assertArrives(receiver, protect(sender, rtp(1, 10_000)), rtp(1, 30_001));
        assertArrives(receiver, protect(sender, rtp(1, 10_001)), rtp(1, 30_002));
    }

    @Test
    void aSecondRelayGoesOnWhereTheFirstWas() {
        SrtpState state = SrtpState.fresh(SUITE, MasterKey.random(SUITE));
        SrtpSender sender = new SrtpSender(state);
        SrtpReceiver receiver = new SrtpReceiver(state);
        for (int i = 0; i < 150_000; i += 10_000) {
            assertArrives(receiver, protect(sender, rtp(1, i & 0xFFFF)), rtp(1, i & 0xFFFF));
        }
        SrtpSender secondSender = new SrtpSender(sender.state());
        SrtpReceiver secondReceiver = new SrtpReceiver(receiver.state());
        byte[] next = protect(secondSender, rtp(1, 150_000 & 0xFFFF));
        assertArrives(receiver, next, rtp(1, 150_000 & 0xFFFF));
        assertArrives(secondReceiver, next, rtp(1, 150_000 & 0xFFFF));
    }

    @Test
    void moreSourcesThanAKeyMayHaveAreRefused() {
        SrtpSender sender = new SrtpSender(SrtpState.fresh(SUITE, MasterKey.random(SUITE)));
        for (int i = 0; i < SourceIndexes.MAX; i++) {
            protect(sender, rtp(i, 1));
        }
        byte[] packet = rtp(99, 1);
        System.arraycopy(packet, 0, work.packet, 0, packet.length);
        assertThat(sender.protectRtp(work, packet.length)).isEqualTo(SrtpReceiver.TOO_MANY_SOURCES);
    }

    @ParameterizedTest
    @EnumSource
    void aPacketAllocatesNothing(CryptoSuite suite) {
        SrtpState state = SrtpState.fresh(suite, MasterKey.random(suite));
        SrtpSender sender = new SrtpSender(state);
        SrtpReceiver receiver = new SrtpReceiver(state);
        byte[] packet = rtp(1, 0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE; // of some rounds: the compiler and class loading allocate now and then
        for (int round = 0; round < 6; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(sender, receiver, packet, round * 2000, (round + 1) * 2000);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(2000);
    }

    private void exchange(SrtpSender sender, SrtpReceiver receiver, byte[] packet, int from, int to) {
        for (int i = from; i < to; i++) {
            packet[2] = (byte) (i >> 8);
            packet[3] = (byte) i;
            System.arraycopy(packet, 0, work.packet, 0, packet.length);
            int length = sender.protectRtp(work, packet.length);
            if (receiver.unprotectRtp(work, length) != packet.length) throw new AssertionError("packet " + i);
        }
    }

    @FuzzTest(maxDuration = "10s")
    void whateverArrivesIsRefusedWithoutAnException(byte[] data) {
        int length = Math.min(data.length, Workspace.MAX_BYTES);
        for (CryptoSuite suite : CryptoSuite.values()) {
            SrtpState state = SrtpState.fresh(suite, MasterKey.random(suite));
            System.arraycopy(data, 0, work.packet, 0, length);
            assertThat(new SrtpReceiver(state).unprotectRtp(work, length)).isNegative();
            System.arraycopy(data, 0, work.packet, 0, length);
            assertThat(new SrtpReceiver(state).unprotectRtcp(work, length)).isNegative();
            System.arraycopy(data, 0, work.packet, 0, length);
            assertThat(new SrtpSender(state).protectRtp(work, length)).isNotZero();
            System.arraycopy(data, 0, work.packet, 0, length);
            assertThat(new SrtpSender(state).protectRtcp(work, length)).isNotZero();
        }
    }
}
