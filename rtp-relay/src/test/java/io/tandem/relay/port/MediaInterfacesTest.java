package io.tandem.relay.port;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import io.tandem.relay.os.UdpSockets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MediaInterfacesTest {
    private static final PortProperties PORTS = new PortProperties(23_200, 23_209, Duration.ZERO);
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");

    private static PortPool pool(InetAddress address) {
        return new PortPool(address, PORTS, new UdpSockets(184, 65_536), () -> 0, new Random(1));
    }

    private static MediaInterface named(String name, PortPool pool) {
        return new MediaInterface(name, pool, pool.address());
    }

    private final PortPool four = pool(HOST);
    private final PortPool six = pool(InetAddress.ofLiteral("::1"));
    private final MediaInterfaces interfaces = new MediaInterfaces(List.of(named("in", four), named("in", six), named("out:1", four),
            named("out:2", six)));

    @Test
    void nameThenFamilyChooses() {
        assertThat(interfaces.choose(Optional.of("in"), true).ports()).isSameAs(six);
        assertThat(interfaces.choose(Optional.of("in"), false).ports()).isSameAs(four);
        assertThat(interfaces.choose(Optional.empty(), false).name()).isEqualTo("in");
        assertThat(interfaces.choose(Optional.of("moon"), false).name()).isEqualTo("in");
        assertThat(interfaces.has("moon")).isFalse();
    }

    @Test
    void aBaseNameTakesTurnsBetweenItsInterfaces() {
        assertThat(interfaces.has("out")).isTrue();
        assertThat(IntStream.range(0, 4).mapToObj(_ -> interfaces.choose(Optional.of("out"), false).name())).containsExactly("out:1", "out:2",
                "out:1", "out:2");
        assertThat(interfaces.choose(Optional.of("out:2"), false).name()).isEqualTo("out:2");
    }

    @Test
    void anAddressWithTwoNamesCountsOnce() {
        assertThat(interfaces.portCapacity()).isEqualTo(20);
    }

    @Test
    void anOverlapWithTheSystemsOwnPortsIsNamed() {
        assertThat(EphemeralPorts.overlap(PORTS, "32768\t60999\n", "\n")).isEmpty();
        assertThat(EphemeralPorts.overlap(PORTS, "23205\t60999\n", "\n").orElseThrow()).contains("23200-23209", "23205-60999", "ip_local_reserved_ports");
        assertThat(EphemeralPorts.overlap(PORTS, "23205\t60999\n", "80,23208-23209\n")).isPresent();
        assertThat(EphemeralPorts.overlap(PORTS, "23205\t60999\n", "80,23200-23209\n")).isEmpty();
        assertThat(EphemeralPorts.overlap(PORTS, "rubbish", "")).isEmpty();
    }
}
