package io.tandem.relay.kernel.bpf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.FlowCounters;
import io.tandem.relay.kernel.bpf.Bpf.Run;
import io.tandem.relay.os.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.relay.kernel.bpf.Frames.ETHERNET;
import static io.tandem.relay.kernel.bpf.Frames.endpoint;
import static io.tandem.relay.kernel.bpf.Frames.put;
import static io.tandem.relay.kernel.bpf.Frames.rtp;
import static io.tandem.relay.kernel.bpf.Frames.udpOffset;
import static io.tandem.relay.kernel.bpf.Frames.word;
import static org.assertj.core.api.Assertions.assertThat;

/** Frames through the real program by BPF_PROG_TEST_RUN; needs root. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class RelayProgramTest {
    private static final int MUTANTS = 20_000;

    @Parameter boolean ipv6;

    private LoadedProgram program;

    @BeforeEach
    void load() throws BpfException {
        program = LoadedProgram.load(64);
    }

    @AfterEach
    void unload() {
        if (program != null) program.close();
    }

    private Flow flow(boolean rtp, boolean rtcp) {
        return ipv6
                ? new Flow(endpoint("2001:db8::1", 30_000), endpoint("2001:db8:1::5", 4000), endpoint("2001:db8:ffff::1", 30_002),
                        endpoint("2001:db8:2::77", 65_000), rtp, rtcp, 184, 8000)
                : new Flow(endpoint("198.51.100.1", 30_000), endpoint("203.0.113.5", 4000), endpoint("10.0.0.1", 30_002),
                        endpoint("192.0.2.255", 65_000), rtp, rtcp, 184, 8000);
    }

    private byte[] frame(Flow flow) {
        return Frames.udp(flow.source(), flow.local(), rtp(8, 1000, 160, 0xCAFE, 160));
    }

    private void passes(byte[] frame) throws BpfException {
        Run run = program.run(frame);
        assertThat(run.result()).isEqualTo(RelayProgram.PASS);
        assertThat(run.packet()).isEqualTo(frame);
    }

    @Test
    void aPacketOfTheFlowLeavesWithNewAddressesPortsTosAndTtl() throws BpfException {
        Flow flow = flow(true, false);
        program.insert(flow);
        Run run = program.run(frame(flow));

        assertThat(run.result()).isEqualTo(RelayProgram.REDIRECT);
        byte[] out = run.packet();
        byte[] expected = Frames.udp(flow.from(), flow.to(), rtp(8, 1000, 160, 0xCAFE, 160));
        int from = ETHERNET + (ipv6 ? 8 : 12);
        assertThat(Arrays.copyOfRange(out, from, out.length)).isEqualTo(Arrays.copyOfRange(expected, from, out.length));
        assertThat(ipv6 ? word(out, ETHERNET) : out[ETHERNET + 1] & 0xFF).isEqualTo(ipv6 ? 0x6000 | 184 << 4 : 184);
        assertThat(out[ETHERNET + (ipv6 ? 7 : 8)]).isEqualTo((byte) 64);
        if (!ipv6) assertThat(word(out, ETHERNET + 10)).isEqualTo(Frames.ipv4Checksum(out));
        assertThat(word(out, udpOffset(out) + 6)).isEqualTo(Frames.udpChecksum(out));
    }

    /** Sums with every carry: addresses, ports and payloads at random. */
    @Test
    void checksumsHoldForAnyAddress() throws BpfException {
        Random random = new Random(3550);
        for (int i = 0; i < 2000; i++) {
            Flow flow = new Flow(any(random), any(random), any(random), any(random), true, false, random.nextInt(256), 48_000);
            program.insert(flow);
            byte[] payload = rtp(96, random.nextInt(65_536), random.nextInt(), random.nextInt(), random.nextInt(200));
            byte[] frame = Frames.udp(flow.source(), flow.local(), payload);
            Run run = program.run(frame);

            assertThat(run.result()).isEqualTo(RelayProgram.REDIRECT);
            assertThat(run.packet()).isEqualTo(Model.relay(frame, flow).orElseThrow());
            program.delete(flow);
            if (i % 60 == 59) reload();
        }
    }

    private void reload() throws BpfException {
        program.close();
        program = LoadedProgram.load(64);
    }

    private Endpoint any(Random random) {
        byte[] octets = new byte[ipv6 ? 16 : 4];
        random.nextBytes(octets);
        try {
            octets[0] = (byte) (octets[0] & 0x3F | 0x20);
            return Endpoint.of(InetAddress.getByAddress(octets), 1 + random.nextInt(65_535));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"otherSource", "otherSourcePort", "otherPort", "otherHost", "stun", "dtls", "rtcp", "tooManySources", "protocol",
            "length", "udpLength", "truncated", "version", "notIp", "ethernetTypeOfVlan"})
    void whatIsNotOfTheFlowGoesOnUnchanged(String what) throws BpfException {
        Flow flow = flow(true, false);
        int slot = program.insert(flow);
        byte[] frame = frame(flow);
        int udp = udpOffset(frame);
        Consumer<byte[]> change = switch (what) {
            case "otherSource" -> f -> f[udp - 5 - (ipv6 ? 16 : 0)] ^= 1;
            case "otherSourcePort" -> f -> f[udp + 1] ^= 1;
            case "otherPort" -> f -> f[udp + 3] ^= 1;
            case "otherHost" -> f -> f[udp - 1] ^= 1;
            case "stun" -> f -> f[udp + 8] = 0;
            case "dtls" -> f -> f[udp + 8] = 22;
            case "rtcp" -> f -> f[udp + 9] = (byte) 200;
            case "tooManySources" -> f -> shorten(f, 12 + 4);
            case "protocol" -> f -> f[ETHERNET + (ipv6 ? 6 : 9)] = 6;
            case "length" -> f -> put(f, ETHERNET + (ipv6 ? 4 : 2), word(f, ETHERNET + (ipv6 ? 4 : 2)) - 1);
            case "udpLength" -> f -> put(f, udp + 4, word(f, udp + 4) + 1);
            case "truncated" -> f -> {
                put(f, udp + 4, word(f, udp + 4) + 10);
                put(f, ETHERNET + (ipv6 ? 4 : 2), word(f, ETHERNET + (ipv6 ? 4 : 2)) + 10);
            };
            case "version" -> f -> f[ETHERNET] = (byte) (ipv6 ? 0x70 : 0x55);
            case "notIp" -> f -> put(f, 12, 0x0806);
            default -> f -> put(f, 12, 0x8100);
        };
        change.accept(frame);

        passes(frame);
        assertThat(program.counters(slot).packets).isZero();
    }

    /** UDP of so many octets with two contributing sources. */
    private void shorten(byte[] frame, int octets) {
        int udp = udpOffset(frame);
        frame[udp + 8] = (byte) 0x82;
        put(frame, udp + 4, 8 + octets);
        put(frame, ETHERNET + (ipv6 ? 4 : 2), (ipv6 ? 8 : 28) + octets);
    }

    @Test
    void optionsAndFragmentsGoOn() throws BpfException {
        Flow flow = flow(true, false);
        program.insert(flow);
        byte[] first = frame(flow);
        if (ipv6) {
            first[ETHERNET + 6] = 44;
            passes(first);
            return;
        }
        for (int fragment : new int[] {0x2000, 0x0001, 0x1FFF}) {
            byte[] frame = first.clone();
            put(frame, ETHERNET + 6, fragment);
            passes(frame);
        }
        first[ETHERNET] = 0x46;
        passes(first);
    }

    @Test
    void aPacketWithoutUdpChecksumLeavesWithoutOneOverIpv4AndGoesOnOverIpv6() throws BpfException {
        Flow flow = flow(true, false);
        program.insert(flow);
        byte[] frame = frame(flow);
        put(frame, udpOffset(frame) + 6, 0);
        if (ipv6) {
            passes(frame);
        } else {
            assertThat(word(program.run(frame).packet(), udpOffset(frame) + 6)).isZero();
        }
    }

    @Test
    void aCorruptPacketStaysCorrupt() throws BpfException {
        Flow flow = flow(true, false);
        program.insert(flow);
        byte[] frame = frame(flow);
        frame[frame.length - 1] ^= 0x55;
        if (!ipv6) put(frame, ETHERNET + 10, word(frame, ETHERNET + 10) ^ 0x0100);
        byte[] out = program.run(frame).packet();

        assertThat(word(out, udpOffset(out) + 6)).isNotEqualTo(Frames.udpChecksum(out));
        if (!ipv6) assertThat(word(out, ETHERNET + 10)).isNotEqualTo(Frames.ipv4Checksum(out));
    }

    @Test
    void rtcpLeavesIfTheFlowSaysSoAndIsNoRtpThere() throws BpfException {
        Flow flow = flow(false, true);
        int slot = program.insert(flow);
        byte[] report = Frames.udp(flow.source(), flow.local(), rtp(200, 6, 1, 2, 16));
        assertThat(program.run(report).packet()).isEqualTo(Model.relay(report, flow).orElseThrow());
        passes(frame(flow));

        FlowCounters counters = program.counters(slot);
        assertThat(counters.packets).isEqualTo(1);
        assertThat(counters.ssrc).isZero();
    }

    @Test
    void countsPacketsOctetsAndTheLastRtpHeader() throws BpfException {
        Flow flow = flow(true, true);
        int slot = program.insert(flow);
        for (int i = 0; i < 5; i++) {
            program.run(Frames.udp(flow.source(), flow.local(), rtp(i == 4 ? 0x80 | 101 : 8, 65_534 + i, 1000 + 160 * i, 0xABCD_EF01, 20)));
        }
        FlowCounters counters = program.counters(slot);

        assertThat(counters.packets).isEqualTo(5);
        assertThat(counters.bytes).isEqualTo(5 * 32);
        assertThat(counters.ssrc).isEqualTo(0xABCD_EF01);
        assertThat(counters.payloadType).isEqualTo(101);
        assertThat(counters.sequence).isEqualTo(2);
        assertThat(counters.timestamp).isEqualTo(1640);
        assertThat(counters.jitterScaled).isPositive(); // five packets of 20 ms each at once
        assertThat(counters.errors).isZero();
    }

    /** Packets at once whose time stamps are 20 ms apart: the formula of RFC 3550 A.8 gives 160 ticks a packet, less what passes between. */
    @Test
    void jitterIsThatOfTheStandard() throws BpfException {
        Flow flow = flow(true, false);
        int slot = program.insert(flow);
        int expected = 0;
        for (int i = 0; i < 50; i++) {
            program.run(Frames.udp(flow.source(), flow.local(), rtp(8, i, 160_000 * i, 7, 20)));
            if (i > 0) expected += 160_000 - (expected + 8 >> 4);
        }
        assertThat(program.counters(slot).jitterScaled).isBetween((int) (expected * 0.98), expected);
    }

    @Test
    void aFlowThatIsGoneIsNotRelayed() throws BpfException {
        Flow flow = flow(true, false);
        program.insert(flow);
        assertThat(program.delete(flow)).isZero();
        passes(frame(flow));
        assertThat(program.delete(flow)).isEqualTo(-Bpf.ENOENT);
    }

    /** The key of one flow may never lead to the memory of another: the program looks at the addresses there, too. */
    @Test
    void aSlotOfAnotherFlowIsNotUsed() throws BpfException {
        Flow flow = flow(true, false);
        int slot = program.insert(flow);
        Flow other = new Flow(flow.local().withPort(40_000), flow.source(), flow.from(), flow.to(), true, false, 0, 8000);
        program.overwrite(slot, other);
        passes(frame(flow));
    }

    @Test
    void noMutatedFrameIsRewrittenOutOfPlace() throws BpfException {
        Flow flow = flow(true, false);
        program.insert(flow);
        Random random = new Random(20_261_129);
        int relayed = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] frame = mutant(frame(flow), random);
            Optional<byte[]> expected = Model.relay(frame, flow);
            Run run = program.run(frame);
            if (expected.isEmpty()) {
                assertThat(run.result()).as("mutant %d", i).isEqualTo(RelayProgram.PASS);
                assertThat(run.packet()).as("mutant %d", i).isEqualTo(frame);
            } else {
                assertThat(run.result()).as("mutant %d", i).isEqualTo(RelayProgram.REDIRECT);
                assertThat(Model.isSame(run.packet(), expected.get())).as("mutant %d", i).isTrue();
                relayed++;
            }
        }
        assertThat(relayed).isBetween(MUTANTS / 20, MUTANTS - MUTANTS / 20);
    }

    private static byte[] mutant(byte[] frame, Random random) {
        byte[] changed = random.nextInt(4) == 0 ? Arrays.copyOf(frame, 60 + random.nextInt(frame.length - 40)) : frame.clone();
        int header = Math.min(changed.length, udpOffset(frame) + 20);
        for (int n = random.nextInt(3); n > 0; n--) {
            int at = 12 + random.nextInt(random.nextBoolean() ? header - 12 : changed.length - 12);
            changed[at] = (byte) (random.nextBoolean() ? random.nextInt() : changed[at] ^ 1 << random.nextInt(8));
        }
        return changed;
    }
}
