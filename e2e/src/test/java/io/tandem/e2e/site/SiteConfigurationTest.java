package io.tandem.e2e.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.tandem.cli.cfg.CfgCommand;
import io.tandem.cli.site.ServiceSettings;
import io.tandem.e2e.site.SiteFolder.Said;
import io.tandem.ha.takeover.CrmProperties.Crm;
import io.tandem.platform.settings.SettingsSchema;
import io.tandem.platform.settings.UnknownSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code tandem cfg} on the shipped examples: what each node gets, what is refused, what is restarted. */
class SiteConfigurationTest {
    private static final String THIRD_PAIR = """
          prx02a:
            peer: prx02b
            role: [proxy]
            interfaces: [eth0, eth1, eth2]
            eth0: {ip: 198.51.100.26, netmask: 24, gateway: 198.51.100.1, shared_ip: [198.51.100.25], type: [rtp_ext]}
            eth1: {ip: 10.1.0.26, netmask: 24, shared_ip: [10.1.0.25], type: [sip_int]}
            eth2: {ip: 10.2.5.1, netmask: 30, type: [ha_int]}
          prx02b:
            peer: prx02a
            role: [proxy]
            interfaces: [eth0, eth1, eth2]
            eth0: {ip: 198.51.100.27, netmask: 24, gateway: 198.51.100.1, shared_ip: [198.51.100.25], type: [rtp_ext]}
            eth1: {ip: 10.1.0.27, netmask: 24, shared_ip: [10.1.0.25], type: [sip_int]}
            eth2: {ip: 10.2.5.2, netmask: 30, type: [ha_int]}
        """.replaceAll("(?m)^", "  ").replaceAll("(?m)^    (?=prx|  )", "  ");

    @TempDir Path folder;

    @Test void theExamplesAreTakenByServicesAndPrograms() throws IOException {
        for (String[] one : new String[][] {{"pro", "sp1"}, {"carrier", "lb01a"}, {"carrier", "db01b"}}) {
            Said said = SiteFolder.of(folder.resolve(one[1]), one[0], one[1]).cfg("check");
            assertThat(said.err().replaceAll("note: .*\n", "")).isEmpty();
            assertThat(said.code()).isZero();
            if ("1".equals(System.getenv("TANDEM_NO_SKIP"))) assertThat(said.err()).doesNotContain("is not checked");
        }
    }

    @Test void aFurtherPairOfProxiesReachesTheLoadBalancersByTheNetworkFileAlone() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "carrier", "lb01a");
        assertThat(site.cfg("apply", "first").code()).isZero();
        assertThat(proxies(site)).containsExactly("10.1.0.20:5062");
        site.add("network.yml", THIRD_PAIR);
        Said said = site.cfg("apply", "a second pair of proxies");
        assertThat(said.err().replaceAll("note: .*\n", "")).isEmpty();
        assertThat(proxies(site)).containsExactly("10.1.0.20:5062", "10.1.0.25:5062");
        assertThat(said.out()).contains("systemctl try-restart tandem-lb").doesNotContain("tandem-ha");
    }

    @SuppressWarnings("unchecked")
    private static List<String> proxies(SiteFolder site) throws IOException {
        Map<String, Map<String, Map<String, Map<String, List<Map<String, String>>>>>> node = new Yaml().load(site.read("etc/tandem/node.yml"));
        return node.get("tandem").get("lb").get("target").get("proxies").stream().map(proxy -> proxy.get("address")).toList();
    }

    @Test void bothNodesOfAPairTakeOverTheSameAddresses() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp2");
        assertThat(site.cfg("apply", "first").err().replaceAll("note: .*\n", "")).isEmpty();
        Map<String, Map<String, Map<String, Object>>> settings = new Yaml().load(site.read("etc/tandem/node.yml"));
        Map<String, Object> ha = settings.get("tandem").get("ha-manager");
        assertThat(ha.get("node")).isEqualTo(Map.of("name", "sp2", "number", 1));
        assertThat(ha.get("pair").toString()).contains("local=192.168.255.2, peer=192.168.255.1", "reflected=true", "ping-nodes=[198.51.100.1]",
            "shared=[{card=eth0, address=198.51.100.10/24}, {card=eth1, address=192.168.255.3/29}]");
    }

    @Test void anUnknownKeyIsRefusedWithItsLineAndTheNearestOne() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1").write("config.proxy.yml", "tandem:\n  proxy:\n    registrar:\n      max-expries: 1h\n");
        Said said = site.cfg("apply", "typo");
        assertThat(said.err()).contains("config.proxy.yml:4: unknown key 'tandem.proxy.registrar.max-expries'; did you mean 'max-expires'?");
        assertThat(said.code()).isEqualTo(1);
        assertThat(site.file("node.yml")).doesNotExist();
    }

    @Test void aValueThatWouldKeepAServiceFromStartingIsRefusedWithItsLine() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1").write("config.sp2.yml", "tandem:\n  lb:\n    target:\n      failures: 0\n      silence: soon\n");
        assertThat(site.cfg("check").err())
            .containsPattern("config.sp2.yml:(4|5): lb-service would not start: tandem.lb.target.(silence|failures):");
    }

    @Test void whatIsWrongInTheNetworkIsNamed() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1").replace("network.yml", "[ha_int, sip_int, mon_ext]}\n  sp2", "[ha_intt]}\n  sp2")
            .replace("network.yml", "netmask: 29", "netmask: 255.0.255.0");
        assertThat(site.cfg("check").err()).contains("there is no interface type 'ha_intt'; did you mean 'ha_int'?", "'255.0.255.0' is no netmask",
            "sp1 has the roles lb, proxy, db, mgmt but no interface of type sip_int with an address");
    }

    @Test void aTemplateOfTheOperatorThatItsProgramRefusesChangesNothing() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1");
        site.cfg("apply", "first");
        String before = site.read("etc/redis/redis.conf");
        Files.createDirectories(site.file("templates"));
        site.write("templates/redis.ftl", "bind 127.0.0.1\nmaxmemori ${site.stores.maxMemory}\n");
        assertThat(site.cfg("apply", "own template").err()).contains("redis-server refuses what was built", "maxmemori");
        site.write("templates/redis.ftl", "maxmemory ${site.stores.maxMemori}\n");
        assertThat(site.cfg("apply", "own template").err()).contains("templates/redis.ftl:1:", "maxMemori");
        assertThat(site.read("etc/redis/redis.conf")).isEqualTo(before);
    }

    @Test void onlyWhatChangedIsStartedAgainAndARollbackGoesBack() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1");
        assertThat(site.cfg("apply").err()).contains("say why");
        assertThat(site.cfg("apply", "first").code()).isZero();
        assertThat(site.cfg("apply").out()).isEmpty();
        String before = site.read("etc/tandem/node.yml");
        site.write("config.proxy.yml", "tandem: {proxy: {registrar: {max-contacts: 3}}}\n");
        assertThat(site.cfg("diff").out()).contains("+      max-contacts: 3", "# systemctl try-restart tandem-proxy");
        assertThat(site.cfg("apply", "fewer phones").out().lines().filter(line -> line.startsWith("systemctl"))).containsExactly("systemctl try-restart tandem-proxy");
        Said back = site.cfg("rollback");
        assertThat(back.err().replaceAll("note: .*\n", "")).isEmpty();
        assertThat(site.read("etc/tandem/node.yml")).isEqualTo(before);
        assertThat(site.cfg("log").out()).containsSubsequence("Roll back to", "fewer phones", "first");
        assertThat(site.cfg("status").out()).contains("changed   nothing", "to apply  nothing");
    }

    @Test void secretsAreNotShown() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1");
        assertThat(site.cfg("diff").out()).contains("secret: ********").doesNotContain("0123456789abcdef");
    }

    @Test void servicesKnowTheFirstPartsOfAllKeys() {
        assertThat(UnknownSettings.PARTS).containsAll(ServiceSettings.onClassPath().stream().map(SettingsSchema::prefix).filter(prefix -> prefix.startsWith("tandem."))
            .map(prefix -> prefix.split("\\.")[1]).toList());
    }

    @Test void aCardThatIsCrosslinkAndInnerNetworkIsBoundOnce() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1");
        assertThat(site.cfg("apply", "first").code()).isZero();
        assertThat(site.read("etc/mysql/mariadb.conf.d/90-tandem.cnf").lines()).contains("bind-address = 127.0.0.1,192.168.255.1,192.168.255.3");
        assertThat(site.read("etc/redis/redis.conf").lines()).contains("bind -127.0.0.1 -192.168.255.1 -192.168.255.3");
    }

    @Test void redisHasAPasswordThatAllItsUsersGet() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1");
        assertThat(site.cfg("diff").out()).contains("requirepass ********", "masterauth ********", "redis://***@");
        assertThat(site.cfg("apply", "first").code()).isZero();
        String password = site.read("etc/redis/redis.conf").lines().filter(line -> line.startsWith("requirepass ")).findFirst().orElseThrow().substring(12);
        assertThat(password).matches("[0-9a-f]{64}");
        assertThat(site.read("etc/redis/redis.conf")).contains("masterauth " + password);
        assertThat(site.read("etc/tandem/node.yml")).contains("uri: redis://:" + password + "@192.168.255.3:6379", "uri: redis://:" + password + "@127.0.0.1:6379");
        SiteFolder peer = SiteFolder.of(folder.resolve("other"), "pro", "sp2");
        peer.cfg("apply", "first");
        assertThat(peer.read("etc/redis/redis.conf")).as("the same on both nodes").contains("requirepass " + password);
        site.write("constants.yml", "tandem: {site: {stores: {redis-password: theOperators1}}}\n");
        site.cfg("apply", "own password");
        assertThat(site.read("etc/redis/redis.conf")).contains("requirepass theOperators1");
    }

    @Test void theHaManagerWatchesTheServicesThatTheNodeHas() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "carrier", "lb01a");
        site.cfg("build", "--to", folder.resolve("built").toString(), "--all");
        assertThat(watched(site, "lb01a")).containsExactly("lb-service http://127.0.0.1:15060/actuator/health");
        assertThat(watched(site, "prx01b")).extracting(one -> one.split(" ")[0])
            .containsExactly("proxy-service", "b2bua-service", "appserver-service", "billing-service", "rtp-relay");
        assertThat(watched(site, "web01a")).containsExactly("provisioning-api http://127.0.0.1:15443/actuator/health");
    }

    private List<String> watched(SiteFolder site, String node) throws IOException {
        Map<String, Map<String, Map<String, Map<String, List<Map<String, String>>>>>> settings =
            new Yaml().load(Files.readString(folder.resolve("built").resolve(node).resolve("etc/tandem/node.yml")));
        return settings.get("tandem").get("ha-manager").get("health").get("services").stream().map(one -> one.get("name") + " " + one.get("url")).toList();
    }

    /** Step 3 of the handbook's chapter on sites, as it stands there, by the shell. */
    @Test void theHandbooksPairIsBuiltFromItsOwnWords() throws Exception {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1");
        String chapter = Files.readString(Path.of("../docs/handbook/sites.md"));
        String typed = chapter.substring(chapter.indexOf("    cat > config.sp1.yml"), chapter.indexOf("    tandem cfg check && tandem cfg apply")).replaceAll("(?m)^    ", "");
        run("sh", "-c", "cd '" + site.file("") + "' && " + typed);
        for (String node : List.of("sp1", "sp2")) {
            SiteFolder here = new SiteFolder(folder, node);
            Said said = here.cfg("apply", "first " + node);
            assertThat(said.err().replaceAll("note: .*\n", "")).isEmpty();
            assertThat(here.read("etc/mysql/mariadb.conf.d/90-tandem.cnf")).contains("read-only = ON", "skip-slave-start");
            assertThat(here.read("etc/tandem/node.yml")).contains("peer: 192.168.255." + (node.equals("sp1") ? 2 : 1) + ":3306", "replica-username: replica");
        }
    }

    /** A pair is added to a CARRIER site: load balancers learn it, nobody else's services have anything to read anew, every packet filter lets it in. */
    @Test void aFurtherPairOfProxiesChangesLoadBalancersAndPacketFiltersOnly() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "carrier", "lb01a");
        List<String> nodes = List.of("lb01a", "lb01b", "prx01a", "prx01b", "db01a", "db01b", "web01a", "web01b");
        Map<String, String> before = built(site, "before", nodes);
        String network = site.read("etc/tandem/network.yml");
        String pair = network.substring(network.indexOf("  prx01a:"), network.indexOf("  db01a:"));
        site.add("network.yml", pair.replace("prx01", "prx02").replace("198.51.100.2", "198.51.100.5").replace("10.1.0.2", "10.1.0.5").replace("10.2.2.", "10.2.5."));
        Map<String, String> after = built(site, "after", nodes);
        assertThat(nodes).filteredOn(node -> !before.get(node).equals(after.get(node))).containsExactly("lb01a", "lb01b");
        List<String> added = new java.util.ArrayList<>(after.get("lb01a").lines().toList());
        before.get("lb01a").lines().forEach(added::remove);
        assertThat(String.join("\n", added)).as("what a load balancer gets").contains("10.1.0.50").doesNotContain("198.51.100.", "10.2.5.", "10.1.0.51", "10.1.0.52");
        assertThat(folder.resolve("after/prx02b/etc/tandem/node.yml")).content().contains("name: prx02b");
        for (String node : nodes) {
            assertThat(site.read("before/" + node + "/etc/nftables.conf")).doesNotContain("10.1.0.5");
            assertThat(site.read("after/" + node + "/etc/nftables.conf")).as(node).contains("saddr 10.1.0.50 accept", "saddr 10.1.0.51 accept", "saddr 10.1.0.52 accept");
        }
    }

    /** Settings of the nodes, by name. */
    private Map<String, String> built(SiteFolder site, String where, List<String> nodes) throws IOException {
        Said said = site.cfg("build", "--to", folder.resolve(where).toString(), "--all");
        assertThat(said.code()).as(said.err()).isZero();
        Map<String, String> settings = new java.util.TreeMap<>();
        for (String node : nodes) settings.put(node, site.read(where + "/" + node + "/etc/tandem/node.yml"));
        return settings;
    }

    @Test void aPairUnderPacemakerGetsCorosyncAndItsResources() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1").write("config.sp1.ha.yml", "tandem: {ha-manager: {crm: {manager: pacemaker}}}\n");
        assertThat(site.cfg("diff").out()).contains("    key: ********");
        Said said = site.cfg("apply", "Pacemaker");
        assertThat(said.err().replaceAll("note: .*\n", "")).isEmpty();
        assertThat(site.read("etc/corosync/corosync.conf")).contains("name: sp1", "name: sp2", "ring0_addr: 198.51.100.11", "ring1_addr: 192.168.255.2", "two_node: 1")
            .containsPattern("key: [0-9a-f]{128}");
        assertThat(site.read("etc/pacemaker/tandem.sh")).contains("provider=\"tandem\" type=\"node\"", "value=\"198.51.100.1\"");
    }

    @Test void migratesBothWays() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1");
        site.cfg("apply", "first");
        assertThat(migrate(site, Crm.PACEMAKER, false).err()).contains("/usr/lib/ocf/resource.d/tandem/node is not installed");
        Path agent = folder.resolve("usr/lib/ocf/resource.d/tandem/node");
        Files.createDirectories(agent.getParent());
        Files.copy(Path.of("../deploy/src/main/ocf/node"), agent);
        assertThat(migrate(site, Crm.PACEMAKER, true).err()).contains("this node is active. Migrate its peer first");
        Said there = migrate(site, Crm.PACEMAKER, false);
        assertThat(there.err().replaceAll("note: .*\n", "")).isEmpty();
        assertThat(there.out()).containsSubsequence("systemctl stop tandem-ha", "wrote /etc/tandem/node.yml", "systemctl start tandem-ha",
            "systemctl restart corosync", "systemctl restart pacemaker");
        assertThat(site.read("etc/tandem/node.yml")).contains("manager: pacemaker");
        Said back = migrate(site, Crm.OWN, false);
        assertThat(back.out()).containsSubsequence("systemctl stop pacemaker corosync", "systemctl stop tandem-ha", "systemctl start tandem-ha");
        assertThat(site.read("etc/tandem/node.yml")).contains("manager: own");
    }

    @Test void aMigrationOfASiteWithFaultsStopsNothingAndLeavesNothing() throws IOException {
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1");
        site.cfg("apply", "first");
        site.write("constants.yml", "tandem: {redis: {url: wrong}}\n");
        Said said = migrate(site, Crm.OWN, false);
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("unknown key 'tandem.redis.url'");
        assertThat(said.out()).doesNotContain("systemctl");
        assertThat(site.file("config.sp1.ha.yml")).doesNotExist();
    }

    private Said migrate(SiteFolder site, Crm manager, boolean active) throws IOException {
        java.io.StringWriter out = new java.io.StringWriter();
        java.io.StringWriter err = new java.io.StringWriter();
        int code = CfgCommand.migrate(folder, "sp1", manager, active, false, new java.io.PrintWriter(out), new java.io.PrintWriter(err));
        return new Said(code, out.toString(), err.toString());
    }

    @Test void theOtherNodeTakesWhatWasPushed() throws Exception {
        Path shared = folder.resolve("shared.git");
        run("git", "init", "-q", "--bare", "-b", "main", shared.toString());
        SiteFolder first = SiteFolder.of(folder.resolve("sp1"), "pro", "sp1");
        first.cfg("apply", "first");
        run("git", "-C", first.file("").toString(), "remote", "add", "origin", shared.toString());
        assertThat(first.cfg("push").code()).isZero();
        SiteFolder second = new SiteFolder(folder.resolve("sp2"), "sp2");
        Files.createDirectories(second.file(""));
        run("git", "-C", second.file("").toString(), "init", "-q", "-b", "main");
        run("git", "-C", second.file("").toString(), "remote", "add", "origin", shared.toString());
        assertThat(second.cfg("pull", "--apply").code()).isZero();
        assertThat(second.read("etc/tandem/node.yml")).contains("name: sp2");
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(second.file("secret.yml")))).endsWith("---");
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
