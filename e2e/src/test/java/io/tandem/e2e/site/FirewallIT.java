package io.tandem.e2e.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.tandem.e2e.Program;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** The built firewall in a kernel: a network namespace of its own, with nft. */
class FirewallIT {
    @TempDir Path folder;

    @Test void reloadingTheFirewallLeavesTandemsOwnTablesAlone() throws Exception {
        String tables = inNamespace("""
            nft add table netdev tandem_ha; nft add set netdev tandem_ha lease '{ type ipv4_addr; }'; nft add element netdev tandem_ha lease '{ 198.51.100.10 }'
            nft add table inet tandem_relay
            nft -f $F && nft -f $F && nft list ruleset
            """);
        assertThat(tables).contains("elements = { 198.51.100.10 }", "table inet tandem_relay").containsOnlyOnce("table inet tandem_site");
    }

    @Test void whatNoInterfaceTypeAsksForIsDropped() throws Exception {
        String outcome = inNamespace("""
            ip link set lo up; ip link add out type veth peer name in; ip link set out up; ip link set in up
            unshare -n sleep 20 & P=$!; sleep 0.3; ip link set in netns $P; N="nsenter -t $P -n"
            ip addr add 198.51.100.10/24 dev out; $N ip addr add 198.51.100.77/24 dev in; $N ip link set in up; $N ip link set lo up
            nft -f $F
            for p in 5060 5061 3306; do socat TCP-LISTEN:$p,bind=198.51.100.10,fork,reuseaddr SYSTEM:'echo hello' & done; sleep 0.3
            for p in 5060 3306; do echo $p $($N timeout 2 socat -u TCP:198.51.100.10:$p,connect-timeout=1 - 2>&1 | grep -c hello); done
            kill $(jobs -p)
            """);
        assertThat(outcome).contains("5060 1", "3306 0");
    }

    private String inNamespace(String script) throws IOException, InterruptedException {
        Program.require("nft", "nftables");
        Program.require("socat", "socat");
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root && System.getenv("TANDEM_NO_SKIP") != null) {
            fail("needs root");
        }
        Assumptions.assumeTrue(root, "needs root");
        SiteFolder site = SiteFolder.of(folder.resolve("root"), "pro", "sp1");
        assertThat(site.cfg("build", "--to", folder.resolve("built").toString()).code()).isZero();
        Path text = Files.writeString(folder.resolve("script"), "F=" + folder.resolve("built/sp1/etc/nftables.conf") + "\n" + script);
        Program shell = Program.start(folder, "shell", List.of("unshare", "-n", "bash", text.toString()));
        assertThat(shell.awaitExit(Duration.ofSeconds(40))).as(shell.output()).isLessThan(128 + 64);
        return shell.output();
    }
}
