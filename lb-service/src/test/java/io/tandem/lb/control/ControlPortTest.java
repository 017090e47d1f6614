package io.tandem.lb.control;

import java.net.InetSocketAddress;
import java.util.List;

import io.tandem.lb.socket.ListenProperties;
import io.tandem.lb.socket.ListenProperties.Socket;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ControlPortTest {
    private static final Socket PUBLIC_UDP = new Socket("udp", "udp", "192.0.2.1", 5060, "");
    private static final Socket PUBLIC_TCP = new Socket("tcp", "tcp", "192.0.2.1", 5060, "");

    @Test void controlIsOnTheInternalAddressAndNotOnAPublicOne() {
        ControlPort port = ControlPort.of(new ListenProperties(List.of(PUBLIC_UDP, PUBLIC_TCP), List.of(), "10.0.0.1:5060", List.of()));
        assertThat(port.address()).isEqualTo(new InetSocketAddress("10.0.0.1", 5060));
        assertThat(port.sharedWith()).isEmpty();
    }

    @Test void aSipSocketOverTcpOnThatAddressCarriesControlToo() {
        Socket tcp = new Socket("inside", "tcp", "10.0.0.1", 5060, "");
        ControlPort port = ControlPort.of(new ListenProperties(List.of(PUBLIC_UDP, PUBLIC_TCP), List.of(tcp), "10.0.0.1:5060", List.of()));
        assertThat(port.sharedWith()).contains(tcp);
    }

    @Test void inDevelopmentAllShareOneAddress() {
        ControlPort port = ControlPort.of(new ListenProperties(List.of(PUBLIC_UDP, PUBLIC_TCP), List.of(), "udp", List.of()));
        assertThat(port.address()).isEqualTo(new InetSocketAddress("192.0.2.1", 5060));
        assertThat(port.sharedWith()).contains(PUBLIC_TCP);
    }

    @Test void tlsAndWebSocketsCarryNoControl() {
        Socket tls = new Socket("tls", "tls", "192.0.2.1", 5060, "");
        assertThat(ControlPort.of(new ListenProperties(List.of(PUBLIC_UDP, tls), List.of(), "udp", List.of())).sharedWith()).isEmpty();
    }

    @Test void anInternalAddressThatIsNoneIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ControlPort.of(new ListenProperties(List.of(PUBLIC_UDP), List.of(), "nonsense", List.of())))
            .withMessageContaining("nonsense");
    }
}
