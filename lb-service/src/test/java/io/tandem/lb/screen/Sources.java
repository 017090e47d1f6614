package io.tandem.lb.screen;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.tandem.lb.ban.SourceBans;
import io.tandem.lb.ban.SourceKeys;
import io.tandem.net.peer.PeerAddress;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** A source screen with a clock that the test moves. */
final class Sources {

    static final Duration UNIT = Duration.ofSeconds(5);

    private static final byte[] REQUEST = "REGISTER sip:example.org SIP/2.0\r\nTo: <sip:authorization@example.org>\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] PROOF = "REGISTER sip:example.org SIP/2.0\r\nAuthorization: Digest username=a\r\n\r\n".getBytes(US_ASCII);

    final KnownSources known;
    final SourceBans bans;
    final SourceScreen screen;
    long nanos = 1_000_000_007L;

    Sources(DosProperties properties, Predicate<PeerAddress> trusted) {
        known = new KnownSources(new SourceKeys(properties.ipv6Prefix()), properties.knownFor(), properties.sources(), 7);
        bans = new SourceBans(properties.banLengths(), properties.bans(), 7);
        screen = new SourceScreen(properties, known, bans, trusted, nanos, 7);
    }

    Sources() {
        this(properties(Duration.ZERO, List.of(), List.of()), source -> false);
    }

    static DosProperties properties(Duration grace, List<String> addresses, List<String> networks) {
        return new DosProperties(true, 50, UNIT, Duration.ofSeconds(2), Duration.ofHours(1), Duration.ofHours(24), Duration.ofHours(24), addresses, networks,
                10, Duration.ofHours(2), Duration.ofSeconds(60), grace, 10, 64, 65_536, 16_384);
    }

    static PeerAddress at(String address) {
        return PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral(address), 5060));
    }

    /** An address out of a million. */
    static PeerAddress number(int number) {
        return PeerAddress.of(true, 0, 0xC600_0000L + number, 0, 5060);
    }

    void passes(Duration time) {
        nanos += time.toNanos();
        screen.tick(nanos);
    }

    SourceVerdict send(PeerAddress source) {
        return screen.check(source, REQUEST, 0, REQUEST.length, nanos);
    }

    /** A request that answers a challenge. */
    SourceVerdict sendWithCredentials(PeerAddress source) {
        return screen.check(source, PROOF, 0, PROOF.length, nanos);
    }

    /** So many requests at once. @return how many came in */
    int send(PeerAddress source, int requests) {
        int passed = 0;
        for (int i = 0; i < requests; i++) {
            passed += send(source) == SourceVerdict.PASS ? 1 : 0;
        }
        return passed;
    }

    void authenticates(PeerAddress source, long account) {
        screen.authenticated(source, account, nanos);
    }
}
