package io.tandem.appserver.media;

import java.net.InetSocketAddress;

import io.tandem.net.EventLoop;
import io.tandem.net.UdpSocket;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RtpPortsTest {
    @Test
    void handsOutEvenPortsInTurnSkipsTakenOnesAndSaysWhenThereAreNoneLeft() {
        try (EventLoop loop = EventLoop.open("ports")) {
            UdpSocket taken = loop.bind(new InetSocketAddress("127.66.0.1", 21002), (s, d, o, l, a) -> { });
            RtpPorts ports = new RtpPorts(loop, new MediaProperties("127.66.0.1", 20999, 21005, 184));
            UdpSocket first = ports.open((s, d, o, l, a) -> { });
            UdpSocket second = ports.open((s, d, o, l, a) -> { });
            assertThat(first.localAddress().getPort()).isEqualTo(21000);
            assertThat(second.localAddress().getPort()).isEqualTo(21004);
            assertThatThrownBy(() -> ports.open((s, d, o, l, a) -> { })).isInstanceOf(NoFreePortException.class)
                    .hasMessageContaining("20999-21005").hasMessageContaining("503");
            taken.close();
            assertThat(ports.open((s, d, o, l, a) -> { }).localAddress().getPort()).isEqualTo(21002);
        }
    }

    @Test
    void emptyRangeIsRefused() {
        assertThatThrownBy(() -> new MediaProperties("127.0.0.1", 20000, 20000, 184)).hasMessageContaining("last-port");
    }
}
