package io.tandem.relay;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.relay.kernel.KernelProperties;
import io.tandem.relay.kernel.bpf.EbpfMedia;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Real packets over a real (virtual) cable to a relay in a namespace of its own; needs root. */
class KernelPathIT {
    private static final Duration NO_CHECK = Duration.ZERO;
    private static final int AWAIT_SECONDS = 5;

    private VethLab lab;
    private DatagramSocket ng;
    private int cookie;

    @BeforeEach
    void up() throws Exception {
        lab = VethLab.up();
        ng = lab.amongPhones(() -> new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(VethLab.PHONES), 0)));
        ng.setSoTimeout(2000);
    }

    @AfterEach
    void down() throws Exception {
        if (lab == null) return;
        ng.close();
        lab.close();
    }

    private String exchange(String command, String... pairs) throws Exception {
        return exchange(1, command, pairs);
    }

    /** @param times the command is sent at once, under one cookie: as many replies come, and all are the same */
    private String exchange(int times, String command, String... pairs) throws Exception {
        StringBuilder request = new StringBuilder("k" + cookie++ + " d" + text("command", command));
        for (int i = 0; i < pairs.length; i += 2) {
            request.append(text(pairs[i], pairs[i + 1]));
        }
        byte[] octets = request.append('e').toString().getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < times; i++) {
            ng.send(new DatagramPacket(octets, octets.length, InetAddress.ofLiteral(VethLab.RELAY), RelayProcess.NG_PORT));
        }
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < times; i++) {
            DatagramPacket reply = new DatagramPacket(new byte[65_536], 65_536);
            ng.receive(reply);
            answers.add(new String(reply.getData(), 0, reply.getLength(), StandardCharsets.ISO_8859_1));
        }
        assertThat(answers).singleElement().asString().contains("6:result2:ok");
        return answers.iterator().next();
    }

    private static String text(String key, String value) {
        return key.length() + ":" + key + value.length() + ":" + value;
    }

    private static int port(String reply) {
        Matcher sdp = Pattern.compile("3:sdp(\\d+):").matcher(reply);
        assertThat(sdp.find()).isTrue();
        return SessionDescription.parse(reply.substring(sdp.end(), sdp.end() + Integer.parseInt(sdp.group(1)))).media().getFirst().port();
    }

    private void call(String callId, LabPhone a, LabPhone b, String relay) throws Exception {
        b.sendsTo(relay, port(exchange("offer", "call-id", callId, "from-tag", "a", "sdp", a.sdp())));
        a.sendsTo(relay, port(exchange("answer", "call-id", callId, "from-tag", "a", "to-tag", "b", "sdp", b.sdp())));
        talk(a, b, 1);
    }

    private static void talk(LabPhone a, LabPhone b, int payload) throws Exception {
        a.sends(payload);
        b.expects(payload);
        b.sends(payload + 1);
        a.expects(payload + 1);
    }

    private static void awaitFlows(RelayProcess relay, int flows) throws Exception {
        long end = System.nanoTime() + AWAIT_SECONDS * 1_000_000_000L;
        while (relay.flows() != flows) {
            assertThat(System.nanoTime()).as("still %d flows instead of %d", relay.flows(), flows).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCX", "CLSACT", "NFTABLES"})
    void aStreamMovesIntoTheKernelAndBackBeforeAnythingChanges(String way) throws Exception {
        lab.inRelay("nft add table inet operator");
        lab.inRelay("nft add chain inet operator input { type filter hook input priority filter ; }");
        String rules = lab.inRelay("nft list table inet operator");
        try (RelayProcess relay = RelayProcess.start(lab, way, false, NO_CHECK);
                LabPhone a = new LabPhone(lab, VethLab.PHONES, 0xA);
                LabPhone b = new LabPhone(lab, VethLab.PHONES, 0xB);
                LabPhone a6 = new LabPhone(lab, VethLab.PHONES6, 0xA6);
                LabPhone b6 = new LabPhone(lab, VethLab.PHONES6, 0xB6);
                LabPhone moved = new LabPhone(lab, VethLab.PHONES, 0xAA);
                LabPhone stranger = new LabPhone(lab, VethLab.PHONES, 0xC)) {
            call("four", a, b, VethLab.RELAY);
            call("six", a6, b6, VethLab.RELAY6);
            awaitFlows(relay, 4);

            talk(a, b, 10);
            talk(a6, b6, 20);
            stranger.sendsTo(VethLab.RELAY, a.relay().getPort()).sends(30);          // passes up: by default any source is taken
            b.expects(30);
            a.sendsRaw(new byte[] {22, -2, -3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});       // DTLS passes up, and through
            assertThat(b.expectsRaw()).hasSize(13).startsWith(22);
            a.sendsRaw(new byte[20]);                                                // STUN passes up, and is refused
            b.expectsNothing();

            assertThat(relay.flows()).isEqualTo(4);
            b.sendsTo(VethLab.RELAY, port(exchange("offer", "call-id", "four", "from-tag", "a", "to-tag", "b", "sdp", moved.sdp())));
            moved.sendsTo(VethLab.RELAY, port(exchange("answer", "call-id", "four", "from-tag", "a", "to-tag", "b", "sdp", b.sdp())));
            awaitFlows(relay, 2);                                                    // B's packets must no longer go to A
            b.sends(40);
            moved.expects(40);
            a.expectsNothing();
            moved.sends(41);
            b.expects(41);
            awaitFlows(relay, 4);
            talk(moved, b, 50);

            assertThat(exchange("query", "call-id", "six")).contains("RTPd7:packetsi4e");
            talk(a6, b6, 55);
            String deleted = exchange(2, "delete", "call-id", "six", "delete-delay", "0");
            assertThat(deleted).contains("RTPd7:packetsi6e");                       // two of user space, four of the kernel
            awaitFlows(relay, 2);
            a6.sends(60);
            b6.expectsNothing();
        }
        assertThat(lab.inRelay("nft list tables")).isEqualTo("table inet operator\n");
        assertThat(lab.inRelay("nft list table inet operator")).isEqualTo(rules);
        assertThat(lab.inRelay("tc filter show dev " + VethLab.DEVICE + " ingress")).isEmpty();
        assertThat(lab.inRelay("tc qdisc show dev " + VethLab.DEVICE)).doesNotContain("clsact");
        assertThat(lab.bpffs.resolve("relay")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCX", "CLSACT"})
    void streamsOutliveACrashUntilTheyFallSilent(String way) throws Exception {
        try (LabPhone a = new LabPhone(lab, VethLab.PHONES, 0xA); LabPhone b = new LabPhone(lab, VethLab.PHONES, 0xB)) {
            RelayProcess first = RelayProcess.start(lab, way, false, NO_CHECK);
            call("crash", a, b, VethLab.RELAY);
            awaitFlows(first, 2);
            first.kill();
            talk(a, b, 10);
            try (RelayProcess second = RelayProcess.start(lab, way, false, NO_CHECK)) {
                talk(a, b, 20);                                                      // the new program, the old flows
                assertThat(second.flows()).isZero();
                Thread.sleep(2500);                                                  // they end after 1 s: there is no clock to move here
                a.sends(30);
                b.expectsNothing();
            }
            assertThat(lab.inRelay("tc filter show dev " + VethLab.DEVICE + " ingress")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCX", "CLSACT", "NFTABLES"})
    void anAddressThatComesToThisHostLaterIsServedAsAtATakeOver(String way) throws Exception {
        lab.inRelay("ip addr del " + VethLab.RELAY6 + "/64 dev " + VethLab.DEVICE);
        try (RelayProcess relay = RelayProcess.start(lab, way, false, NO_CHECK);
                LabPhone a = new LabPhone(lab, VethLab.PHONES6, 0xA6);
                LabPhone b = new LabPhone(lab, VethLab.PHONES6, 0xB6)) {
            lab.inRelay("ip addr add " + VethLab.RELAY6 + "/64 dev " + VethLab.DEVICE + " nodad");
            call("moved", a, b, VethLab.RELAY6);
            awaitFlows(relay, 2);
            talk(a, b, 10);
            assertThat(exchange("query", "call-id", "moved")).contains("RTPd7:packetsi4e");
        }
    }

    /** A set of another kind is in the place of the one that its rule needs. */
    @Test
    void anAddressThatNftablesRefusesLeavesTheOthersTheirFigures() throws Exception {
        lab.inRelay("ip addr del " + VethLab.RELAY6 + "/64 dev " + VethLab.DEVICE);
        try (RelayProcess relay = RelayProcess.start(lab, "NFTABLES", false, NO_CHECK);
                LabPhone a = new LabPhone(lab, VethLab.PHONES, 0xA);
                LabPhone b = new LabPhone(lab, VethLab.PHONES, 0xB)) {
            lab.inRelay("nft add set netdev tandem_relay src1 { type inet_service; }");
            lab.inRelay("ip addr add " + VethLab.RELAY6 + "/64 dev " + VethLab.DEVICE + " nodad");
            call("c", a, b, VethLab.RELAY);
            awaitFlows(relay, 2);
            talk(a, b, 10);
            awaitStatistics("21:relayedpackets_kerneli2e");
        }
    }

    private void awaitStatistics(String figure) throws Exception {
        long end = System.nanoTime() + AWAIT_SECONDS * 1_000_000_000L;
        for (String told = exchange("statistics"); !told.contains(figure); told = exchange("statistics")) {
            assertThat(System.nanoTime()).as(told).isLessThan(end);
            LockSupport.parkNanos(100_000_000);
        }
    }

    @Test
    void anotherRelayLeavesTheProgramOfOneThatRunsAlone() throws Exception {
        try (RelayProcess first = RelayProcess.start(lab, "TCX", false, NO_CHECK);
                LabPhone a = new LabPhone(lab, VethLab.PHONES, 0xA);
                LabPhone b = new LabPhone(lab, VethLab.PHONES, 0xB)) {
            call("first", a, b, VethLab.RELAY);
            awaitFlows(first, 2);
            EbpfMedia.removeLeft(new KernelProperties(KernelProperties.Choice.OFF, KernelProperties.Attach.AUTO, List.of(), 1024, false, NO_CHECK,
                    lab.bpffs.resolve("relay"), false, Duration.ofSeconds(1)), List.of());
            assertThat(lab.bpffs.resolve("relay")).isNotEmptyDirectory();
            talk(a, b, 10);
            assertThat(first.flows()).isEqualTo(2);
        }
    }

    @Test
    void streamsOutliveARestartIfTheyShould() throws Exception {
        try (LabPhone a = new LabPhone(lab, VethLab.PHONES, 0xA); LabPhone b = new LabPhone(lab, VethLab.PHONES, 0xB)) {
            try (RelayProcess first = RelayProcess.start(lab, "TCX", true, NO_CHECK)) {
                call("restart", a, b, VethLab.RELAY);
                awaitFlows(first, 2);
            }
            talk(a, b, 10);
            RelayProcess.start(lab, "TCX", false, NO_CHECK).close();
            a.sends(20);
            b.expectsNothing();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCX", "NFTABLES"})
    void aRouteThatGoesTakesItsStreamsOutUntilItIsBack(String way) throws Exception {
        try (RelayProcess relay = RelayProcess.start(lab, way, false, NO_CHECK);
                LabPhone a = new LabPhone(lab, VethLab.PHONES, 0xA);
                LabPhone b = new LabPhone(lab, VethLab.PHONES, 0xB)) {
            call("routed", a, b, VethLab.RELAY);
            awaitFlows(relay, 2);
            lab.inRelay("ip route add blackhole " + VethLab.PHONES + "/32");
            awaitFlows(relay, 0);
            lab.inRelay("ip route del blackhole " + VethLab.PHONES + "/32");
            talk(a, b, 10);
            awaitFlows(relay, 2);
        }
    }

    @Test
    void aNewRuleOfTheOperatorStopsAStreamAtItsNextCheck() throws Exception {
        try (RelayProcess relay = RelayProcess.start(lab, "TCX", false, Duration.ofSeconds(1));
                LabPhone a = new LabPhone(lab, VethLab.PHONES, 0xA);
                LabPhone b = new LabPhone(lab, VethLab.PHONES, 0xB)) {
            call("blocked", a, b, VethLab.RELAY);
            awaitFlows(relay, 2);
            lab.inRelay("nft add table inet operator");
            lab.inRelay("nft add chain inet operator input { type filter hook input priority filter ; }");
            lab.inRelay("nft add rule inet operator input udp sport " + a.port() + " drop");
            awaitFlows(relay, 0);
            a.sends(10);
            b.expectsNothing();
        }
    }
}
