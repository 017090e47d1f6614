package io.tandem.relay;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;

import io.tandem.relay.wire.Encoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Two of Debian's baresip phones, whose SRTP, DTLS and ICE nobody here wrote, with the relay between them. */
class BaresipMediaIT {
    private static final double OF_A = 440;
    private static final double OF_B = 660;

    @TempDir Path folder;

    /** baresip offers no candidates of loopback. */
    private static InetAddress host() throws Exception {
        return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).filter(a -> a instanceof Inet4Address
                && !a.isLoopbackAddress() && !a.isLinkLocalAddress()).findFirst().orElse(InetAddress.ofLiteral("127.0.0.1"));
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource(textBlock = """
            # account of A                   | account of B                     | options towards A           | options towards B
            ''                               | ''                               | ''                          | ''
            ;mediaenc=srtp-mand              | ''                               | transport-protocol=RTP/SAVP | transport-protocol=RTP/AVP
            ''                               | ;mediaenc=srtp-mand              | transport-protocol=RTP/AVP  | transport-protocol=RTP/SAVP
            ;mediaenc=srtp-mand              | ;mediaenc=srtp-mand              | recrypt                     | recrypt
            ;mediaenc=srtp-mand              | ;mediaenc=srtp-mand              | ''                          | ''
            ;medianat=ice                    | ;medianat=ice                    | ICE=force                   | ICE=force
            ;medianat=ice                    | ''                               | ICE=force                   | ICE=remove
            ''                               | ;medianat=ice                    | ICE=remove                  | ICE=force
            ;mediaenc=dtls_srtp              | ;mediaenc=dtls_srtp              | recrypt                     | recrypt
            ;mediaenc=dtls_srtp              | ;mediaenc=dtls_srtp              | ''                          | ''
            ;mediaenc=dtls_srtp              | ''                               | ''                          | transport-protocol=RTP/AVP
            ''                               | ;mediaenc=dtls_srtp              | ''                          | transport-protocol=UDP/TLS/RTP/SAVPF
            ;mediaenc=dtls_srtp;medianat=ice | ;mediaenc=srtp-mand              | ICE=force                   | transport-protocol=RTP/SAVP ICE=remove
            ;mediaenc=srtp-mand              | ;mediaenc=dtls_srtp;medianat=ice | ''                          | transport-protocol=UDP/TLS/RTP/SAVPF ICE=force
            """, delimiter = '|')
    void phonesHearEachOther(String a, String b, String toA, String toB) throws Exception {
        call(a, b, toA, toB, "");
    }

    @Test
    void phonesThatMultiplexRtcpHearEachOther() throws Exception {
        call(";mediaenc=dtls_srtp;medianat=ice", ";mediaenc=dtls_srtp;medianat=ice", "ICE=force recrypt", "ICE=force recrypt", "rtcp_mux yes");
    }

    private void call(String a, String b, String toA, String toB, String settings) throws Exception {
        Programs.require("baresip", "baresip");
        InetAddress host = host();
        try (RelayNode relay = TestRelay.at(host, 23_500); NgClient ng = new NgClient(relay.controlAddress(), Encoding.JSON);
                SipForwarder between = new SipForwarder(host, ng, toA, toB);
                BaresipPhone alice = new BaresipPhone(folder.resolve("a"), host, "alice", OF_A, a, settings);
                BaresipPhone bob = new BaresipPhone(folder.resolve("b"), host, "bob", OF_B, b, settings)) {
            between.between(alice.port(), bob.port());
            bob.run();
            bob.awaitOutput("baresip is ready");
            alice.run("/dial sip:bob@" + host.getHostAddress() + ":" + between.portForA());
            alice.awaitHeard();
            bob.awaitHeard();
            alice.close();
            assertThat(between.errors()).as(between.transcript()).isEmpty();
            assertThat(alice.output()).as(between.transcript()).contains("Call established");
            alice.heard(OF_B, OF_A);
            bob.heard(OF_A, OF_B);
        }
    }
}
