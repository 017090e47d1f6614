package io.tandem.relay.kernel.nft;

import java.net.InetAddress;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.nft.Rules.Counted;
import io.tandem.relay.os.Endpoint;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RulesTest {
    private static final Flow FLOW = new Flow(endpoint("198.51.100.1", 30_000), endpoint("203.0.113.5", 4000), endpoint("10.0.0.1", 30_002),
            endpoint("192.0.2.7", 65_000), true, false, 184, 8000);

    private static Endpoint endpoint(String host, int port) {
        return Endpoint.of(InetAddress.ofLiteral(host), port);
    }

    @Test
    void whatIsInsertedCanBeTakenOutAgain() {
        assertThat(Rules.insert(2, FLOW)).isEqualTo("""
                add element netdev tandem_relay src2 { 30000 . 203.0.113.5 . 4000 }
                add element netdev tandem_relay from2 { 30000 : 10.0.0.1 }
                add element netdev tandem_relay to2 { 30000 : 192.0.2.7 }
                add element netdev tandem_relay sport2 { 30000 : 30002 }
                add element netdev tandem_relay dport2 { 30000 : 65000 }
                """);
        assertThat(Rules.remove(2, FLOW)).isEqualTo(Rules.insert(2, FLOW).replace("add ", "delete ").replaceAll(" : \\S+ }", " }"));
    }

    @Test
    void countersAreOfUdpPayload() {
        String output = """
                table netdev tandem_relay {
                    set src0 {
                        type inet_service . ipv4_addr . inet_service
                        counter
                        elements = { 30000 . 203.0.113.5 . 4000 counter packets 10 bytes 2000,
                                 30002 . 203.0.113.6 . 4002 counter packets 0 bytes 0 }
                    }
                }
                """;
        assertThat(Rules.counted(output, false)).containsEntry(30_000, new Counted(10, 1720)).containsEntry(30_002, new Counted(0, 0)).hasSize(2);
        assertThat(Rules.counted("elements = { 30000 . fd00:201::1 . 4000 counter packets 1 bytes 60 }", true))
                .containsEntry(30_000, new Counted(1, 12));
    }
}
