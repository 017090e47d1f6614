package io.tandem.e2e.site;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The second alternative for pairs: Corosync and Pacemaker, configured by {@code tandem cfg}, on two nodes of the lab. A switch and a loss of power;
 * with {@code -Dtandem.test.pacemaker=all} whatever else can happen, which takes two minutes. */
class PacemakerLabIT {
    private static final String NETWORK = """
        hosts:
          sp1:
            peer: sp2
            role: [db]
            interfaces: [eth0, eth1]
            eth0: {ip: 198.51.100.11, netmask: 24, gateway: 198.51.100.1, shared_ip: [198.51.100.10], type: [sip_int]}
            eth1: {ip: 192.168.255.251, netmask: 24, type: [ha_int]}
          sp2:
            peer: sp1
            role: [db]
            interfaces: [eth0, eth1]
            eth0: {ip: 198.51.100.12, netmask: 24, gateway: 198.51.100.1, shared_ip: [198.51.100.10], type: [sip_int]}
            eth1: {ip: 192.168.255.252, netmask: 24, type: [ha_int]}
        """;

    @TempDir private Path folder;

    @Test void pacemakerSwitchesAndTakesOver() throws Exception {
        io.tandem.e2e.Program.requireRoot();
        for (String program : new String[] {"corosync", "pacemakerd", "cibadmin"}) io.tandem.e2e.Program.require(program, "corosync pacemaker pacemaker-cli-utils");
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1").write("network.yml", NETWORK).write("config.yml", """
            spring: {config: {import: ["optional:file:/etc/tandem/node.yml"]}}
            tandem: {ha-manager: {crm: {manager: pacemaker}}}
            """);
        Path built = folder.resolve("built");
        SiteFolder.Said said = site.cfg("build", "--to", built.toString(), "--all");
        assertThat(said.code()).as(said.err()).isZero();
        ProcessBuilder builder = new ProcessBuilder("../ha-manager/src/test/lab/pacemaker", built.toString(), "../deploy/src/main/ocf/node",
            System.getProperty("java.class.path")).redirectErrorStream(true);
        boolean all = System.getProperty("tandem.test.pacemaker", "few").equals("all");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("STEPS", all ? "all" : "few");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0).as(output).isTrue();
        assertThat(output).contains("one node is active", "a switch by order", "loss of power", "the node that returns is standby");
        if (all) assertThat(output).contains("a cable that is out", "HA manager killed", "when it wakes up it has no address");
    }
}
