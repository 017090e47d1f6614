package io.tandem.testkit.phone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Two phones that talk to each other without a switch between them. */
class PhoneTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final InetSocketAddress NOBODY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    private static final Account ALICE = new Account("alice", "demo.test", "secret-a");
    private static final Account BOB = new Account("bob", "demo.test", "secret-b");

    private final Ladder ladder = new Ladder();
    private final List<Phone> phones = new ArrayList<>();

    @AfterEach void stopPhones() {
        phones.forEach(Phone::close);
    }

    private Phone open(Account account, String transport, InetSocketAddress server) {
        Phone phone = Phone.open(account, transport, server, ladder);
        phones.add(phone);
        return phone;
    }

    private static InetSocketAddress addressOf(Phone phone) {
        Matcher port = Pattern.compile(":(\\d+);").matcher(phone.contact());
        assertThat(port.find()).isTrue();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)));
    }

    /** Nothing is sent to the neighbour. */
    @Test void aPhoneHasTheAddressFromWhichItsServerIsReached() throws IOException {
        Optional<InterfaceAddress> network = NetworkInterface.networkInterfaces().flatMap(it -> it.getInterfaceAddresses().stream())
                .filter(it -> it.getBroadcast() != null && it.getNetworkPrefixLength() <= 29).findFirst();
        assumeThat(network).isPresent();
        InterfaceAddress card = network.orElseThrow();
        byte[] neighbour = card.getBroadcast().getAddress();
        do neighbour[3]--; while (Arrays.equals(neighbour, card.getAddress().getAddress()));

        assertThat(open(ALICE, "udp", new InetSocketAddress(InetAddress.getByAddress(neighbour), 5060)).contact())
                .contains("@" + card.getAddress().getHostAddress() + ":");
        assertThat(open(BOB, "udp", new InetSocketAddress(card.getAddress(), 5060)).contact()).as("on this machine").contains("@127.0.0.1:");
    }

    @ParameterizedTest @ValueSource(strings = {"udp", "tcp"})
    void aCallWithMediaHoldAndHangUp(String transport) throws InterruptedException {
        Phone bob = open(BOB, transport, NOBODY);
        Phone alice = open(ALICE, transport, addressOf(bob));
        Call call = alice.call("sip:bob@demo.test");                      // F1   A ── INVITE ─▶ B
        IncomingCall incoming = bob.awaitIncoming(SOON);
        assertThat(incoming.fromUser()).isEqualTo("alice");
        incoming.ring();                                                  // F2   A ◀─ 180 ──── B
        call.awaitRinging(SOON);
        Call other = incoming.answer();                                   // F3   A ◀─ 200 ──── B
        call.awaitAnswered(SOON);                                         // F4   A ── ACK ───▶ B
        talkBoth(call, other, Duration.ofSeconds(1));                     //      A ◀═ RTP ═══▶ B
        assertThat(call.quality(700)).satisfies(PhoneTest::isGood);
        assertThat(other.quality(440)).satisfies(PhoneTest::isGood);
        assertThat(other.quality(700).toneRecognised()).isFalse();
        call.hold();                                                      // F5-7 A ── INVITE/200/ACK ─▶ B
        assertThat(call.direction()).isEqualTo("sendonly");
        assertThat(other.direction()).isEqualTo("recvonly");
        call.resume();                                                    // F8-10
        assertThat(other.direction()).isEqualTo("sendrecv");
        other.hangUp(SOON);                                               // F11-12 A ◀─ BYE/200 ─▶ B
        call.awaitEnded(SOON);
        assertThat(ladder.entries()).extracting(Ladder.Entry::from, Ladder.Entry::summary)
                .contains(tuple("alice", "INVITE (SDP)"), tuple("alice", "ACK"),
                        tuple("bob", "200 OK (INVITE) (SDP)"), tuple("bob", "BYE"));
    }

    private static void talkBoth(Call one, Call other, Duration howLong) throws InterruptedException {
        Thread second = Thread.ofVirtual().start(() -> other.talk(howLong, 700));
        one.talk(howLong, 440);
        second.join();
    }

    private static void isGood(MediaQuality quality) {
        assertThat(quality.sent()).isEqualTo(50);
        assertThat(quality.received()).isBetween(40L, 50L);
        assertThat(quality.toneRecognised()).isTrue();
        assertThat(quality.mos()).isGreaterThan(3);
    }

    @Test void theCallerGivesUp() {
        Phone bob = open(BOB, "udp", NOBODY);
        Phone alice = open(ALICE, "udp", addressOf(bob));
        Call call = alice.call("sip:bob@demo.test");                      // F1   A ── INVITE ─▶ B
        IncomingCall incoming = bob.awaitIncoming(SOON);
        incoming.ring();                                                  // F2   A ◀─ 180 ──── B
        call.awaitRinging(SOON);
        call.cancel();                                                    // F3   A ── CANCEL ─▶ B
        incoming.awaitCancelled(SOON);                                    // F4-5 A ◀─ 200, 487 ─ B
        assertThat(call.awaitFinalStatus(SOON)).isEqualTo(487);
        call.awaitEnded(SOON);
    }

    @Test void theCalleeRefuses() {
        Phone bob = open(BOB, "udp", NOBODY);
        Phone alice = open(ALICE, "udp", addressOf(bob));
        Call call = alice.call("sip:bob@demo.test");
        bob.awaitIncoming(SOON).reject(486);
        assertThatExceptionOfType(PhoneException.class).isThrownBy(() -> call.awaitAnswered(SOON)).withMessageContaining("486 Busy");
        assertThat(call.finalStatus()).isEqualTo(486);
    }

    @Test void registersWithDigestAndAgain() throws SocketException {
        try (Registrar registrar = new Registrar(ALICE)) {
            Phone alice = open(ALICE, "udp", registrar.address());
            alice.register(SOON);
            alice.register(SOON);
            alice.unregister(SOON);
            assertThat(registrar.registered()).hasSize(3).allSatisfy(request -> {
                assertThat(request.requestUri()).isEqualTo("sip:demo.test");
                assertThat(request.header("Contact")).contains("<" + alice.contact() + ">");
            });
            assertThat(registrar.registered().stream().map(r -> r.cSeq())).isSorted();
            assertThat(registrar.registered().getLast().header("Expires")).contains("0");
            assertThat(ladder.entries()).extracting(Ladder.Entry::summary)
                    .containsSubsequence("REGISTER", "401 Unauthorized (REGISTER)", "REGISTER", "200 OK (REGISTER)");
        }
    }

    @Test void aWrongPasswordIsRefused() throws SocketException {
        try (Registrar registrar = new Registrar(ALICE)) {
            Phone alice = open(new Account("alice", "demo.test", "wrong"), "udp", registrar.address());
            assertThatExceptionOfType(PhoneException.class).isThrownBy(() -> alice.register(SOON))
                    .withMessageContaining("401 Unauthorized");
        }
    }

    @Test void aClosedPhoneLeavesNoThreadThatKeepsTheProcess() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Phone phone = Phone.open(BOB, "udp", NOBODY, ladder);
        phone.close();
        assertThat(Thread.getAllStackTraces().keySet()).filteredOn(t -> !before.contains(t)).allMatch(Thread::isDaemon);
    }

    @Test void noCallIsAnException() {
        Phone bob = open(BOB, "udp", NOBODY);
        assertThatExceptionOfType(PhoneException.class).isThrownBy(() -> bob.awaitIncoming(Duration.ofMillis(50)));
    }
}
