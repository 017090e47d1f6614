package io.tandem.lb.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PeerWatchTest {

    private final TrustedPeers peers = new TrustedPeers();
    private final List<String> hosts = new CopyOnWriteArrayList<>();
    private final Map<String, List<String>> dns = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean away;
    private volatile boolean written;
    private final PeerWatch watch = new PeerWatch(peers, new PeerNames(this::lookUp),
            new PeerProperties(true, Duration.ofMillis(20), Duration.ofHours(1)), this::read);

    private InetAddress[] lookUp(String name) throws UnknownHostException {
        if (!dns.containsKey(name)) {
            throw new UnknownHostException(name);
        }
        return dns.get(name).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private Optional<String> read() {
        if (away) {
            failures.incrementAndGet();
            throw new IllegalStateException("away");
        }
        return hosts.isEmpty() && !written ? Optional.empty() : Optional.of(String.join("\n", hosts));
    }

    private boolean isTrusted(String address) {
        return peers.contains(PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral(address), 5060)));
    }

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void peersAreTrustedByAddressAndByName() {
        hosts.add("192.0.2.1\t");
        hosts.add("2001:db8::2\tsbc.example.org");
        hosts.add("sbc.example.net");
        dns.put("sbc.example.org", List.of("198.51.100.1", "198.51.100.2"));
        assertThat(isTrusted("192.0.2.1")).isFalse();
        watch.start();
        await().until(() -> peers.size() == 4);
        assertThat(isTrusted("192.0.2.1")).isTrue();
        assertThat(isTrusted("2001:db8::2")).isTrue();
        assertThat(isTrusted("198.51.100.2")).isTrue();
        assertThat(isTrusted("192.0.2.2")).isFalse();
    }

    @Test
    void aChangeOfTheListActsAndAListThatIsLostDoesNot() {
        watch.start();
        hosts.add("192.0.2.1\t");
        await().until(() -> isTrusted("192.0.2.1"));
        hosts.clear();
        away = true;
        await().until(() -> failures.get() > 1);
        away = false;
        await().during(Duration.ofMillis(100)).until(() -> isTrusted("192.0.2.1"));
        written = true;
        await().until(() -> !isTrusted("192.0.2.1"));
    }

    @Test
    void whileRedisIsAwayWhatWasReadStays() {
        hosts.add("192.0.2.1\t");
        away = true;
        watch.start();
        await().until(() -> failures.get() > 1);
        away = false;
        await().until(() -> isTrusted("192.0.2.1"));
        away = true;
        hosts.add("192.0.2.2\t");
        int before = failures.get();
        await().until(() -> failures.get() > before + 1);
        assertThat(isTrusted("192.0.2.1")).isTrue();
        away = false;
        await().until(() -> isTrusted("192.0.2.2"));
    }

    @Test
    void namesAreLookedUpAgainOnDemand() {
        hosts.add("192.0.2.1\tsbc.example.org");
        watch.start();
        await().until(() -> peers.size() == 1);
        dns.put("sbc.example.org", List.of("198.51.100.1"));
        watch.reload();
        await().until(() -> isTrusted("198.51.100.1"));
    }

    @Test
    void aNameKeepsItsAddressesWhileItCannotBeLookedUp() {
        PeerNames names = new PeerNames(this::lookUp);
        List<PeerHost> named = List.of(new PeerHost("192.0.2.2", Optional.of("sbc.example.org")));
        assertThat(names.addresses(named)).hasSize(1);
        dns.put("sbc.example.org", List.of("198.51.100.1"));
        assertThat(names.addresses(named)).hasSize(2);
        dns.clear();
        assertThat(names.addresses(named)).hasSize(2);
        assertThat(names.addresses(List.of())).isEmpty();
        assertThat(names.addresses(named)).hasSize(1);
    }

    @Test
    void aThousandAddressesAreFoundAndNoOthers() {
        Random random = new Random(1);
        List<InetAddress> many = IntStream.range(0, 1000).mapToObj(i -> InetAddress.ofLiteral("10." + random.nextInt(256) + "." + i % 256 + "." + i / 4))
                .toList();
        AddressSet set = AddressSet.of(many);
        assertThat(many).allMatch(address -> set.contains(PeerAddress.of(new InetSocketAddress(address, 7))));
        assertThat(IntStream.range(0, 1000).mapToObj(i -> InetAddress.ofLiteral("11.0." + i / 256 + "." + i % 256)))
                .noneMatch(address -> set.contains(PeerAddress.of(new InetSocketAddress(address, 7))));
        assertThat(AddressSet.of(List.of(InetAddress.ofLiteral("::1"))).contains(PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.1"), 1))))
                .isFalse();
    }
}
