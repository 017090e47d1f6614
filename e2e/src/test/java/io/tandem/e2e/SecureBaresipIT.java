package io.tandem.e2e;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two phones that nobody here wrote, each with the media protection that its preferences say; the relay translates between them. */
class SecureBaresipIT {
    private static final String DOMAIN = "secure.e2e.tandem";
    private static final double ALICE_HZ = 440;
    private static final double BOB_HZ = 660;
    private static final Map<String, String> PROFILES = Map.of("", "RTP/AVP", "srtp-mand", "RTP/SAVP", "dtls_srtp", "UDP/TLS/RTP/SAVPF");

    @TempDir Path folder;

    @ParameterizedTest(name = "{0} {1} and {2} {3}")
    @CsvSource({"srtp-mand, '', srtp-mand, ''", "srtp-mand, '', '', ''", "'', '', srtp-mand, ''", "'', ice, '', ice", "dtls_srtp, '', dtls_srtp, ''",
        "dtls_srtp, ice, '', ''", "'', '', dtls_srtp, ice", "srtp-mand, ice, dtls_srtp, ''"})
    void phonesHearEachOtherWhateverProtectsTheirMedia(String aliceKeys, String aliceNat, String bobKeys, String bobNat) throws Exception {
        Program.require("baresip", "baresip");
        try (RestClient api = RunningSuite.get().api()) {
            Tenant tenant = Tenant.provision(api, DOMAIN);
            prefer(api, tenant.subscriber("alice", "secret-of-alice", "5580001"), aliceKeys, aliceNat);
            prefer(api, tenant.subscriber("bob", "secret-of-bob", "5580002"), bobKeys, bobNat);
        }
        String host = host();
        Baresip alice = new Baresip(folder.resolve("alice"), "alice", DOMAIN, "secret-of-alice", 15111, "udp").configure(ALICE_HZ, host,
            account(aliceKeys, aliceNat));
        Baresip bob = new Baresip(folder.resolve("bob"), "bob", DOMAIN, "secret-of-bob", 15115, "udp").configure(BOB_HZ, host, account(bobKeys, bobNat));
        try (Program called = bob.start(host, List.of())) {
            BaresipIT.awaitOutput(called, "200 OK");
            try (Program calling = alice.start(host, List.of("/dial sip:bob@" + DOMAIN))) {
                BaresipIT.awaitOutput(calling, "Call established");
                BaresipIT.awaitOutput(called, "Call established");
                alice.awaitHeard();
                bob.awaitHeard();
                calling.end(Duration.ofSeconds(10));
            }
            BaresipIT.awaitOutput(called, "terminated (duration");
        }
        Baresip.assertTone(alice.heard(), BOB_HZ, ALICE_HZ);
        Baresip.assertTone(bob.heard(), ALICE_HZ, BOB_HZ);
    }

    private static void prefer(RestClient api, long subscriber, String keys, String nat) throws Exception {
        Map<String, Object> values = new HashMap<>(Map.of("transport_protocol", PROFILES.get(keys)));
        values.put("use_rtpproxy", nat.equals("ice") ? "ice_replace_candidates" : "ice_strip_candidates");
        Preferences.set(api, "subscriberpreferences", subscriber, values);
    }

    private static String account(String keys, String nat) {
        return (keys.isEmpty() ? "" : ";mediaenc=" + keys) + (nat.isEmpty() ? "" : ";medianat=" + nat);
    }

    private static String host() throws Exception {
        return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).filter(a -> a instanceof Inet4Address
            && !a.isLoopbackAddress() && !a.isLinkLocalAddress()).map(InetAddress::getHostAddress).findFirst().orElse("127.0.0.1");
    }

    @AfterAll static void theCallsLeaveNothingBehind() throws Exception {
        RunningSuite.get().assertIdle();
    }
}
