package io.tandem.ha.fence;

import java.net.InetAddress;
import java.util.List;

import io.tandem.ha.address.SharedAddress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GateRulesTest {
    private static final byte[] MAC = new byte[6];

    @Test void everyAddressIsClosedBothWaysOnItsCardAndOpensByTheCookieOnly() {
        String rules = GateRules.closed(List.of(new SharedAddress(InetAddress.ofLiteral("198.51.100.10"), 24, "eth0", 3, MAC),
                new SharedAddress(InetAddress.ofLiteral("2001:db8:a::10"), 64, "eth0", 3, MAC),
                new SharedAddress(InetAddress.ofLiteral("192.168.255.250"), 29, "eth1", 4, MAC)), 200, 5406, new byte[] {1, 2});
        assertThat(rules).startsWith("table netdev tandem_ha\ndelete table netdev tandem_ha\n")
                .as("before the media relay's chain, which is at priority 0")
                .contains("chain in_3 { type filter hook ingress device \"eth0\" priority -10;")
                .contains("chain out_4 { type filter hook egress device \"eth1\" priority -10;")
                .contains("ip daddr 198.51.100.10 ip daddr != @lease4 counter drop", "ip saddr 198.51.100.10 ip saddr != @lease4 counter drop")
                .contains("arp saddr ip 198.51.100.10 arp saddr ip != @lease4 counter drop")
                .contains("udp dport 5406 @th,64,128 0x0102 update @lease4 { ip daddr timeout 200ms } drop")
                .contains("ip6 saddr 2001:db8:a:0:0:0:0:10 ip6 saddr != @lease6 counter drop");
        assertThat(rules.split("chain ")).hasSize(1 + 1 + 2 * 2);
    }
}
