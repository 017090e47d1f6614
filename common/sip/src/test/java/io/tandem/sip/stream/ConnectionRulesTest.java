package io.tandem.sip.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.tandem.net.EventLoop;
import io.tandem.sip.stream.StreamPeers.Notes;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.tandem.sip.stream.StreamPeers.any;
import static io.tandem.sip.stream.StreamPeers.await;
import static io.tandem.sip.stream.StreamPeers.bytes;
import static io.tandem.sip.stream.StreamPeers.connect;
import static io.tandem.sip.stream.StreamPeers.isCut;
import static io.tandem.sip.stream.StreamPeers.receives;
import static io.tandem.sip.stream.StreamPeers.request;
import static io.tandem.sip.stream.StreamPeers.sends;
import static org.assertj.core.api.Assertions.assertThat;

/** Who is refused, who is cut and why; each rule against real sockets. */
@Timeout(60)
class ConnectionRulesTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    /** Time enough for a phone on a busy machine to do what it must before it is cut. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final EventLoop loop = EventLoop.open("test");
    private final Notes notes = new Notes();
    private final List<AutoCloseable> open = new ArrayList<>();
    private StreamTransport transport;
    private StreamListener listener;

    /** Limits that no test meets by chance; each test narrows one. */
    private record Limits(int total, int perAddress, int perSecond, int silent, int unsent, Duration message, Duration idle, Duration keepAlive) {
        static final Limits WIDE = new Limits(1000, 1000, 1000, 1000, 1 << 20, LONG, LONG, Duration.ZERO);

        StreamLimits limits() {
            return new StreamLimits(total, perAddress, perSecond, silent, 4096, 65_536, unsent, LONG, LONG, message, idle, keepAlive, true);
        }

        Limits total(int value) {
            return new Limits(value, perAddress, perSecond, silent, unsent, message, idle, keepAlive);
        }

        Limits perAddress(int value) {
            return new Limits(total, value, perSecond, silent, unsent, message, idle, keepAlive);
        }

        Limits perSecond(int value) {
            return new Limits(total, perAddress, value, silent, unsent, message, idle, keepAlive);
        }

        Limits silent(int value) {
            return new Limits(total, perAddress, perSecond, value, unsent, message, idle, keepAlive);
        }

        Limits unsent(int value) {
            return new Limits(total, perAddress, perSecond, silent, value, message, idle, keepAlive);
        }

        Limits message(Duration value) {
            return new Limits(total, perAddress, perSecond, silent, unsent, value, idle, keepAlive);
        }

        Limits idle(Duration value) {
            return new Limits(total, perAddress, perSecond, silent, unsent, message, value, keepAlive);
        }

        Limits keepAlive(Duration value) {
            return new Limits(total, perAddress, perSecond, silent, unsent, message, idle, value);
        }
    }

    private void listens(UnaryOperator<Limits> narrowed) {
        transport = StreamTransport.open(loop, narrowed.apply(Limits.WIDE).limits(), 1);
        listener = transport.listen(Protocol.TCP, any("127.0.0.1"), notes, ListenOptions.PLAIN);
    }

    private Socket phone() throws IOException {
        Socket phone = connect(listener);
        open.add(phone);
        return phone;
    }

    private Socket phone(String ip) throws IOException {
        Socket phone = new Socket();
        phone.bind(new InetSocketAddress(ip, 0));
        phone.setSoTimeout(10_000);
        phone.connect(listener.local(), 10_000);
        open.add(phone);
        return phone;
    }

    private long ended(StreamEnd why) {
        return transport.counters().ended(why);
    }

    @AfterEach
    void closes() throws Exception {
        for (AutoCloseable socket : open) {
            socket.close();
        }
        transport.close();
        loop.close();
    }

    @Test
    void refusesMoreThanTheTotalAndTakesTheNextWhenOneHasGone() throws Exception {
        listens(limits -> limits.total(2));
        Socket first = phone();
        Socket second = phone();
        sends(first, request("1"));
        sends(second, request("2"));
        notes.next("frame");
        notes.next("frame");
        assertThat(isCut(phone())).isTrue();
        assertThat(ended(StreamEnd.REFUSED_TOTAL)).isEqualTo(1);
        first.close();
        notes.next("closed");
        Socket next = phone();
        sends(next, request("3"));
        notes.frame(request("3"));
    }

    private Socket speaking(String ip, String callId) throws Exception {
        Socket phone = phone(ip);
        sends(phone, request(callId));
        notes.frame(request(callId));
        return phone;
    }

    /** One who comes when there are as many as there may be, and makes somebody go who had spoken. */
    private void displaces(String ip, String callId) throws Exception {
        sends(phone(ip), request(callId));
        notes.next("closed");
        notes.frame(request(callId));
    }

    @Test
    void strangersGiveWayToOneWhoIsKnownTheOldestFirst() throws Exception {
        listens(limits -> limits.total(3));
        transport.prefer(remote -> remote.getAddress().getHostAddress().equals("127.0.0.2"));
        Socket known = speaking("127.0.0.2", "1");
        Socket older = speaking("127.0.0.3", "2");
        Socket younger = speaking("127.0.0.4", "3");
        displaces("127.0.0.2", "4");
        assertThat(isCut(older)).isTrue();
        displaces("127.0.0.2", "5");
        assertThat(isCut(younger)).isTrue();
        assertThat(ended(StreamEnd.CROWDED_OUT)).isEqualTo(2);
        assertThat(isCut(phone("127.0.0.2"))).as("nobody is left who would give way").isTrue();
        assertThat(ended(StreamEnd.REFUSED_TOTAL)).isEqualTo(1);
        assertThat(transport.size()).isEqualTo(3);
        sends(known, request("6"));
        notes.frame(request("6"));
    }

    @Test
    void aStrangerDoesNotGiveWayToAnotherWhileHeMayStillBecomeKnown() throws Exception {
        listens(limits -> limits.total(1));
        Socket first = speaking("127.0.0.3", "1");
        assertThat(isCut(phone("127.0.0.4"))).isTrue();
        assertThat(ended(StreamEnd.REFUSED_TOTAL)).isEqualTo(1);
        sends(first, request("2"));
        notes.frame(request("2"));
    }

    @Test
    void aStrangerWhoHasHadHisTimeGivesWayToAnother() throws Exception {
        listens(limits -> limits.total(1).message(SHORT));
        Socket stale = speaking("127.0.0.3", "1");
        await(() -> transport.connections(1).getFirst().age().compareTo(SHORT) > 0);
        displaces("127.0.0.4", "2");
        assertThat(isCut(stale)).isTrue();
        assertThat(ended(StreamEnd.CROWDED_OUT)).isEqualTo(1);
    }

    @Test
    void whoIsKnownHasNoMoreThanAnAddressMayHave() throws Exception {
        listens(limits -> limits.total(3).perAddress(2));
        transport.prefer(remote -> remote.getAddress().getHostAddress().equals("127.0.0.2"));
        speaking("127.0.0.2", "1");
        speaking("127.0.0.2", "2");
        Socket stranger = speaking("127.0.0.3", "3");
        assertThat(isCut(phone("127.0.0.2"))).isTrue();
        assertThat(ended(StreamEnd.REFUSED_ADDRESS)).isEqualTo(1);
        sends(stranger, request("4"));
        notes.frame(request("4"));
    }

    @Test
    void refusesMoreThanAnAddressMayHaveAndNobodyElse() throws Exception {
        listens(limits -> limits.perAddress(2));
        for (int i = 0; i < 2; i++) {
            sends(phone("127.0.0.2"), request("near"));
            notes.next("frame");
        }
        assertThat(isCut(phone("127.0.0.2"))).isTrue();
        assertThat(ended(StreamEnd.REFUSED_ADDRESS)).isEqualTo(1);
        sends(phone("127.0.0.3"), request("far"));
        notes.frame(request("far"));
    }

    @Test
    void refusesAnAddressThatConnectsTooFastAndNobodyElse() throws Exception {
        listens(limits -> limits.perSecond(1)); // ten at once
        for (int i = 0; i < 10; i++) {
            phone("127.0.0.2");
        }
        await(() -> transport.counters().accepted() == 10);
        assertThat(isCut(phone("127.0.0.2"))).isTrue();
        assertThat(ended(StreamEnd.REFUSED_RATE)).isEqualTo(1);
        sends(phone("127.0.0.3"), request("far"));
        notes.frame(request("far"));
    }

    @Test
    void theOldestWithoutAMessageMakesRoomForANewOne() throws Exception {
        listens(limits -> limits.silent(3));
        Socket speaking = phone();
        sends(speaking, request("1"));
        notes.frame(request("1"));
        Socket oldest = phone();
        await(() -> transport.size() == 2);
        Socket halfway = phone();
        sends(halfway, "OPTIONS sip:a@b SIP/2.0\r\n");
        await(() -> transport.size() == 3);
        phone();
        await(() -> transport.size() == 4);
        phone();
        assertThat(isCut(oldest)).isTrue();
        assertThat(ended(StreamEnd.CROWDED_OUT)).isEqualTo(1);
        sends(speaking, request("2"));
        notes.frame(request("2"));
    }

    @Test
    void cutsOneWhoSaysNothing() throws Exception {
        listens(limits -> limits.message(SHORT));
        assertThat(isCut(phone())).isTrue();
        assertThat(ended(StreamEnd.SILENT)).isEqualTo(1);
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void keepAlivesAloneAreNoMessage() throws Exception {
        listens(limits -> limits.message(SHORT));
        Socket phone = phone();
        sends(phone, "\r\n\r\n");
        assertThat(isCut(phone)).isTrue();
        assertThat(ended(StreamEnd.SILENT)).isEqualTo(1);
    }

    @Test
    void cutsOneWhoNeverFinishesAMessage() throws Exception {
        listens(limits -> limits.message(SHORT));
        Socket slow = phone();
        sends(slow, request("1") + "OPTIONS sip:a@b");
        notes.frame(request("1"));
        assertThat(isCut(slow)).isTrue();
        assertThat(ended(StreamEnd.SLOW_WRITER)).isEqualTo(1);
        notes.next("closed");
    }

    @Test
    void drippingBytesDoesNotWinTime() throws Exception {
        listens(limits -> limits.message(SHORT));
        Socket slow = phone();
        slow.setTcpNoDelay(true);
        sends(slow, request("1"));
        notes.frame(request("1"));
        long dripped = 0;
        try {
            while (ended(StreamEnd.SLOW_WRITER) == 0) {
                sends(slow, "x");
                dripped++;
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?s).*(reset|pipe|abort).*");
        }
        assertThat(ended(StreamEnd.SLOW_WRITER)).isEqualTo(1);
        assertThat(dripped).isGreaterThan(1);
    }

    @Test
    void cutsAnIdlePeer() throws Exception {
        listens(limits -> limits.idle(SHORT));
        Socket phone = phone();
        sends(phone, request("1"));
        notes.frame(request("1"));
        assertThat(isCut(phone)).isTrue();
        assertThat(ended(StreamEnd.IDLE)).isEqualTo(1);
        notes.next("closed");
    }

    @Test
    void cutsAPeerThatDoesNotRead() throws Exception {
        listens(limits -> limits.unsent(100_000));
        Socket phone = phone();
        sends(phone, request("1"));
        StreamConnection connection = notes.frame(request("1"));
        byte[] large = bytes(request("large", "x".repeat(30_000)));
        loop.execute(new Runnable() {
            @Override
            public void run() {
                if (connection.send(large, 0, large.length)) {
                    loop.execute(this);
                }
            }
        });
        StreamPeers.Note note = notes.next("undelivered", "closed");
        assertThat(note.connection()).isSameAs(connection);
        await(() -> ended(StreamEnd.SLOW_READER) == 1);
        assertThat(transport.size()).isZero();
    }

    @Test
    void cutsAGiantHeaderAndTellsHowItBegins() throws Exception {
        listens(limits -> limits);
        Socket phone = phone();
        sends(phone, "OPTIONS sip:a@b SIP/2.0\r\nX: " + "x".repeat(5000));
        assertThat(notes.next("broken").text()).isEqualTo("header of more than 4096 bytes");
        notes.next("closed");
        assertThat(isCut(phone)).isTrue();
        assertThat(ended(StreamEnd.TOO_LARGE)).isEqualTo(1);
    }

    @Test
    void cutsABodyBeyondTheLimitBeforeItComes() throws Exception {
        listens(limits -> limits);
        Socket phone = phone();
        sends(phone, "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 65537\r\n\r\n");
        assertThat(notes.next("broken").text()).isEqualTo("body of 65537 bytes, limit 65536");
        assertThat(isCut(phone)).isTrue();
        assertThat(ended(StreamEnd.TOO_LARGE)).isEqualTo(1);
    }

    @Test
    void pingsASilentPeerAndKeepsItWhenItDoesNotAnswer() throws Exception {
        listens(limits -> limits.keepAlive(SHORT));
        Socket phone = phone();
        sends(phone, request("1"));
        notes.frame(request("1"));
        assertThat(receives(phone, 4)).isEqualTo("\r\n\r\n");
        sends(phone, "\r\n");
        await(() -> transport.counters().keepAlivesIn() == 1);
        assertThat(receives(phone, 12)).isEqualTo("\r\n".repeat(6));
        assertThat(transport.counters().keepAlivesOut()).isGreaterThanOrEqualTo(4);
        assertThat(transport.size()).isEqualTo(1);
    }

    @Test
    void identitiesAreUniqueAndNotCounted() throws Exception {
        listens(limits -> limits);
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sends(phone(), request("x"));
            ids.add(notes.frame(request("x")).id());
        }
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id > 0 && id < 1L << 48);
        assertThat(ids.stream().sorted().toList()).as("in no order").isNotEqualTo(ids);
    }
}
