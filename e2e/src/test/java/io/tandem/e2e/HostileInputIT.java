package io.tandem.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.tandem.cli.demo.Demonstration;
import io.tandem.cli.demo.RestClient;
import io.tandem.cli.suite.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Malformed SIP and ng input from outside gets its named error or silence, and harms nothing. */
class HostileInputIT {
    private static final long SEED = 20261123;

    @Test void brokenHeadersOfARegisterAreNamed() throws Exception {
        assertThat(answerTo(register("To: <sip:a@x>", "From: 500"))).startsWith("SIP/2.0 400 Invalid From Header\r\n");
        assertThat(answerTo(register("To: <<<", "From: <sip:a@x>;tag=1"))).startsWith("SIP/2.0 400 Invalid To Header\r\n");
        assertThat(answerTo(register("To: <sip:a@x>", "From: <sip:a@x>;tag=1", "Contact: hello"))).startsWith("SIP/2.0 400 Bad Contact Header\r\n");
        assertThat(answerTo(register("To: <sip:a@x>", "From: <sip:a@x>;tag=1", "Authorization: broken"))).startsWith("SIP/2.0 400 Bad Auth Header\r\n");
    }

    @Test void optionsToTheSwitchAreAnswered() throws Exception {
        String alive = answerTo(register("To: <sip:127.0.0.1:5060>", "From: <sip:a@x>;tag=1").replace("REGISTER", "OPTIONS"));
        assertThat(alive).startsWith("SIP/2.0 200 Alive\r\n");
    }

    @Test void aMalformedControlCommandOfTheRelayIsNamed() throws Exception {
        assertThat(answerTo(12222, "c1 {\"command\":\"offer\"}")).startsWith("c1 {").contains("error");
        assertThat(answerTo(12222, "c2 {\"command\":\"answer\",\"call-id\":\"none\",\"from-tag\":\"a\",\"to-tag\":\"b\",\"sdp\":\"v=0\\r\\no=- 1 1 IN IP4 127.0.0.1\\r\\ns=-"
            + "\\r\\nt=0 0\\r\\nm=audio 4000 RTP/AVP 8\\r\\nc=IN IP4 127.0.0.1\\r\\n\"}"))
            .contains("error-reason").contains("Unknown call-id");
        assertThat(answerTo(12222, "c3 d7:command4:pinge")).isEqualTo("c3 d6:result4:ponge");
    }

    @Test void randomBytesHarmNobody() throws Exception {
        Random random = new Random(SEED);
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            for (int port : List.of(5060, 5062, 5080, 5070, 12222)) {
                for (int i = 0; i < 300; i++) {
                    byte[] garbage = new byte[random.nextInt(1400)];
                    random.nextBytes(garbage);
                    socket.send(new DatagramPacket(garbage, garbage.length, new InetSocketAddress("127.0.0.1", port)));
                }
            }
        }
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket("127.0.0.1", 5060)) {
                byte[] garbage = new byte[4000];
                random.nextBytes(garbage);
                socket.getOutputStream().write(garbage);
            }
        }
    }

    @Test void aHalfSentTcpMessageIsCutOff() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", 5060)) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write(("OPTIONS sip:127.0.0.1 SIP/2.0\r\nX: " + "x".repeat(100_000)).getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(endsOrAnswers(in)).isTrue();
        } catch (java.net.SocketException reset) {
            assertThat(reset).isNotNull(); // the switch may reset the connection while we still write
        }
    }

    @AfterAll static void afterwardsTheNextCallWorksAndNothingIsLeft() throws Exception {
        try (RestClient api = RunningSuite.get().api()) {
            Demonstration call = new Demonstration(api, RunningSuite.get().access(), System.out);
            assertThat(call.run(Duration.ofSeconds(2), "udp", "udp")).isTrue();
        }
        assertThat(Metrics.of(Service.named("lb-service")).threads()).isLessThan(60);
        RunningSuite.get().assertIdle();
    }

    private static String register(String... headers) {
        return "REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5999;rport;branch=z9hG4bK" + System.nanoTime() + "\r\n"
            + "Call-ID: hostile-" + System.nanoTime() + "\r\nCSeq: 1 REGISTER\r\nMax-Forwards: 70\r\n" + String.join("\r\n", headers)
            + "\r\nContent-Length: 0\r\n\r\n";
    }

    private static String answerTo(String message) throws IOException {
        return answerTo(5060, message);
    }

    private static String answerTo(int port, String message) throws IOException {
        RunningSuite.get();
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            socket.setSoTimeout(3000);
            byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress("127.0.0.1", port)));
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        }
    }

    private static boolean endsOrAnswers(InputStream in) throws IOException {
        try {
            int first = in.read();
            return first == -1 || first == 'S';
        } catch (SocketTimeoutException stillOpen) {
            return false;
        }
    }
}
