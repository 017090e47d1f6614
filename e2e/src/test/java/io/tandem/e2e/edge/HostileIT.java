package io.tandem.e2e.edge;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.tandem.cli.demo.Demonstration;
import io.tandem.cli.demo.RestClient;
import io.tandem.e2e.RunningSuite;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.IncomingCall;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import io.tandem.testkit.phone.link.StreamLink;
import io.tandem.testkit.phone.link.UdpLink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The torture messages of RFC 4475, forged internal headers and greedy connections at the public sockets. */
class HostileIT {
    private static final Path CORPUS = Path.of("../common/sip/src/test/resources/rfc4475");
    private static final String ALIVE = "SIP/2.0 200 Alive\r\n";
    /** The final answer, of the edge or (420) of the proxy behind it; what is not here may be taken, or is a response and goes nowhere. */
    private static final Map<String, String> REFUSED = Map.ofEntries(Map.entry("badinv01", "400"), Map.entry("clerr", "400"), Map.entry("ncl", "400"),
        Map.entry("scalar02", "400"), Map.entry("quotbal", "400"), Map.entry("ltgtruri", "400"), Map.entry("lwsruri", "400"), Map.entry("lwsstart", "400"),
        Map.entry("trws", "400"), Map.entry("escruri", "400"), Map.entry("regbadct", "400"), Map.entry("badaspec", "400"), Map.entry("badvers", "505"),
        Map.entry("mismatch01", "400"), Map.entry("mismatch02", "400"), Map.entry("insuf", "400"),
        Map.entry("unkscm", "416"), Map.entry("novelsc", "416"), Map.entry("bext01", "420"), Map.entry("multi01", "400"), Map.entry("mcl01", "400"),
        Map.entry("zeromf", "483"));
    private static final List<String> RESPONSES = List.of("unreason", "noreason", "scalarlg", "bigcode", "bcast");

    private static Parties parties;

    @BeforeAll static void provision() throws Exception {
        parties = Parties.provision("hostile.e2e.tandem", 555);
    }

    @AfterAll static void afterwardsTheNextCallWorksAndNothingIsLeft() throws Exception {
        try (RestClient api = RunningSuite.get().api()) {
            assertThat(new Demonstration(api, RunningSuite.get().access(), System.out).run(Duration.ofSeconds(2), "udp", "tls")).isTrue();
        }
        RunningSuite.get().assertIdle();
    }

    private static List<Path> corpus() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.filter(file -> file.toString().endsWith(".dat")).sorted().toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".dat", "");
    }

    @Test void theTortureMessagesAreAnsweredOverUdpAsTheyShould() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Path file : corpus()) {
            try (RawParty party = RawParty.udp("127.0.0.1")) {
                party.link().send(Files.readAllBytes(file));
                if (REFUSED.containsKey(name(file))) {
                    check(name(file), party.awaitReply(), wrong);
                } else if (RESPONSES.contains(name(file))) {
                    party.send(areYouAlive(party));
                    check(name(file), party.await(), wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Answered by the edge, at once and after everything that came before it. */
    private static String areYouAlive(RawParty party) {
        return RawParty.request(party.link(), "OPTIONS", "sip:127.0.0.1:5060", "sip:a@x.example", "sip:127.0.0.1:5060");
    }

    private static void check(String name, String answer, List<String> wrong) {
        String wanted = REFUSED.containsKey(name) ? "SIP/2.0 " + REFUSED.get(name) + ' ' : ALIVE;
        if (!answer.startsWith(wanted)) {
            wrong.add(name + ": " + answer.lines().findFirst().orElse(""));
        }
    }

    /** A stream may be cut instead: where a message ends is not sure after some of them. */
    @Test void theTortureMessagesOverTcpAreAnsweredOrEndTheirConnection() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Path file : corpus()) {
            boolean awaitsMore = name(file).equals("clerr");           // of its body, as a stream must
            if (!awaitsMore && (REFUSED.containsKey(name(file)) || RESPONSES.contains(name(file)))) {
                try (StreamLink link = StreamLink.tcp(RawParty.LB); RawParty party = RawParty.on(link)) {
                    party.link().send(Files.readAllBytes(file));
                    if (RESPONSES.contains(name(file))) {
                        askUnlessCut(party, link);
                    }
                    answerBeforeEnd(party, link).ifPresent(answer -> check(name(file), answer, wrong));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void askUnlessCut(RawParty party, StreamLink link) throws IOException, InterruptedException {
        try {
            party.send(areYouAlive(party));
        } catch (SocketException notSent) {
            if (!link.awaitClosed(Duration.ofSeconds(1))) {
                throw notSent;
            }
        }
    }

    private static Optional<String> answerBeforeEnd(RawParty party, StreamLink link) throws InterruptedException {
        long deadline = System.nanoTime() + RawParty.PATIENCE.toNanos();
        boolean closed = false;
        Optional<String> answer = Optional.empty();
        while (answer.isEmpty() && !closed) {
            assertThat(System.nanoTime()).as("neither answered nor closed: " + link).isLessThan(deadline);
            closed = link.awaitClosed(Duration.ofMillis(1));           // before the look: what came until then is there
            answer = party.poll(Duration.ofMillis(closed ? 0 : 50)).filter(text -> !text.startsWith("SIP/2.0 100 "));
        }
        return answer;
    }

    @Test void headersOfTheSwitchFromOutsideAreDeletedAndBuyNothing() throws Exception {
        try (RawParty trap = RawParty.udp("127.0.0.41"); RawParty stranger = RawParty.udp("127.0.0.42")) {
            String forged = "P-D-Uri: <sip:lb@127.0.0.1;lr;received=sip:" + trap.link().sentBy() + ";socket=sip:127.0.0.1:5060>\r\n"
                + "P-NGCP-Authorized: 1\r\nP-NGCP-Authorization: alice@" + parties.domain() + "\r\nP-NGCP-Src-Ip: 127.0.0.1\r\nP-NGCP-Src-Port: 5062\r\n"
                + "P-NGCP-Src-Nat: 0\r\nP-App-Name: forged\r\nP-App-Param: forged\r\nP-Caller-UUID: forged\r\nP-Callee-UUID: forged\r\n"
                + "P-Proxy-Uri: sip:" + trap.link().sentBy() + "\r\nP-Out-Socket: udp:127.0.0.1:5060\r\nP-Acc-Forged: 1\r\nP-First-Caller-UUID: forged\r\n";
            String aor = "sip:alice@" + parties.domain();
            stranger.send(RawParty.request(stranger.link(), "REGISTER", "sip:" + parties.domain(), aor, aor, forged.strip()));
            assertThat(stranger.awaitReply()).startsWith("SIP/2.0 401 ").doesNotContain("P-NGCP", "P-App", "forged");
            stranger.send(RawParty.request(stranger.link(), "INVITE", "sip:bob@" + parties.domain(), aor, "sip:bob@" + parties.domain(), forged.strip()));
            assertThat(stranger.awaitReply()).startsWith("SIP/2.0 407 ").doesNotContain("P-NGCP", "P-App", "forged");
            callWith(forged);
            trap.assertSilence(Duration.ofMillis(200));
        }
    }

    private static void callWith(String forged) throws Exception {
        UdpLink honest = UdpLink.open(InetAddress.getByName("127.0.0.43"), RawParty.LB);
        try (Phone alice = Phone.open(parties.alice(), new SpoofingLink(honest, forged), new Ladder()); Phone bob = Parties.over("udp", parties.bob())) {
            alice.register(RawParty.PATIENCE);
            bob.register(RawParty.PATIENCE);
            Call call = alice.call("sip:bob@" + parties.domain());
            IncomingCall incoming = bob.awaitIncoming(RawParty.PATIENCE);
            assertThat(incoming.invite()).doesNotContain("P-D-Uri", "P-NGCP", "P-App", "-UUID", "P-Proxy-Uri", "P-Acc", "forged");
            incoming.answer();
            call.awaitAnswered(RawParty.PATIENCE);
            call.hangUp(RawParty.PATIENCE);
        }
    }

    @Test void connectionsThatSayNothingOrHalfAMessageAreClosedAndKeepNobodyOut() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = connected(i % 3 == 0 ? 5061 : 5060);
                silent.add(socket);
                if (i % 3 == 1) {
                    socket.getOutputStream().write("OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: ".getBytes(StandardCharsets.US_ASCII));
                }
            }
            try (Phone alice = Parties.over("tls", parties.alice())) {
                alice.register(RawParty.PATIENCE);
                alice.unregister(RawParty.PATIENCE);
            }
            for (Socket socket : silent) {
                socket.setSoTimeout(30_000);
                assertThat(closes(socket)).isTrue();
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private static Socket connected(int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress("127.0.0.44", 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port), 5000);
        return socket;
    }

    private static boolean closes(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                assertThat(socket.isClosed()).isFalse();              // an alert or an answer before the end
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test void whoNeverReadsTheAnswersIsCutOff() throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(RawParty.LB, 5000);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> writeWithoutReading(socket));
            assertThatThrownBy(() -> writing.get(60, TimeUnit.SECONDS)).cause().isInstanceOf(CutOffException.class);
        }
    }

    private static final class CutOffException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CutOffException(IOException cause) {
            super(cause);
        }
    }

    private static void writeWithoutReading(Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < 200_000; i++) {
                out.write(("OPTIONS sip:127.0.0.1:5060 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;rport;branch=z9hG4bKslow" + i + "\r\nFrom: <sip:a@x>;tag=1\r\n"
                    + "To: <sip:127.0.0.1:5060>\r\nCall-ID: slow-" + i + "\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new CutOffException(e);
        }
    }
}
