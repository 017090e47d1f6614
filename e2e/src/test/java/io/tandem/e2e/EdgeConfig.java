package io.tandem.e2e;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.tandem.cli.suite.Workspace;
import io.tandem.testkit.phone.link.SelfSignedCertificate;

/**
 * What the tested suite has beyond development mode. Its load balancer: IPv6, extra sockets, a second certificate, addresses of tests that are never banned.
 * Its API delivers events to this host. Its proxy knows home routers.
 */
public final class EdgeConfig {
    /** Shown to who asks for it by SNI. */
    public static final String SECOND_NAME = "sip.second.e2e.tandem";
    /** Domain whose calls to peers are signed, with the key of {@link #signer}. */
    public static final String SIGNING_DOMAIN = "stir.wire.e2e.tandem";
    /** A domain of others; who serves it is at port 5060 of the address that phones have. */
    public static final String FOREIGN_DOMAIN = "foreign.wire.e2e.tandem";
    /** Where tests serve certificates, by plain HTTP on 127.0.0.1. */
    public static final int CERTIFICATES_PORT = 15_480;
    static final List<String> PROXIES = List.of("127.0.0.1:5062");

    private EdgeConfig() {}

    /** Makes the second certificate and writes {@code local.yml}, which {@code ./tandem up} reads beside its own settings. */
    static void write(Workspace workspace) throws IOException {
        SelfSignedCertificate.create(workspace.lbCertificate().getParent(), "second", List.of("dns:" + SECOND_NAME));
        SelfSignedCertificate.create(workspace.lbCertificate().getParent(), "stir", List.of("dns:" + SIGNING_DOMAIN));
        write(workspace, PROXIES, List.of());
    }

    /** Who signs calls, and is trusted with that. */
    public static SelfSignedCertificate signer(Workspace workspace) {
        return SelfSignedCertificate.in(workspace.lbCertificate().getParent(), "stir");
    }

    /** @param more lines below {@code tandem:}, such as {@code b2bua.methods.info: false} */
    static void write(Workspace workspace, List<String> proxies, List<String> more) throws IOException {
        Path folder = workspace.lbCertificate().getParent();
        SelfSignedCertificate second = SelfSignedCertificate.in(folder, "second");
        Files.writeString(workspace.state().resolve("local.yml"), """
            tandem:
              provisioning-api.webhooks.private-targets: true
              proxy.dns.hosts: "%s"
              proxy.fritz-box: {enabled: true, prefixes: ["112", "110", "2000"]}
              proxy.stir:
                enabled: true
                freshness: 0s
                domains: [{name: "%s", private-key: "%s"}]
                trust-anchors: ["%s"]
                fetch: {hosts: [127.0.0.1], ports: [%d], plain: true}
              lb:
                target:
                  proxies: [%s]
                listen:
                  inside: [127.0.0.1:5062, 127.0.0.1:5064, 127.0.0.1:5070, 127.0.0.1:5080]
                  external:
                    - {name: udp, transport: udp, address: 127.0.0.1, port: 5060}
                    - {name: tcp, transport: tcp, address: 127.0.0.1, port: 5060}
                    - {name: tls, transport: tls, address: 127.0.0.1, port: 5061}
                    - {name: ws, transport: ws, address: 127.0.0.1, port: 5066}
                    - {name: wss, transport: wss, address: 127.0.0.1, port: 7443}
            %s
                  extra-sockets:
                    - {name: test, transport: udp, address: 127.2.0.1, port: 5064}
                    - {name: other, transport: tcp, address: 127.3.0.1, port: 5074}
                tls:
                  watch: 1h
                  certificates:
                    - {chain: "%s", key: "%s"}
                    - {chain: "%s", key: "%s"}
                dos:
                  whitelisted-ips: [127.0.0.1, 127.126.0.1]
                  grace-time: 1s
            %s""".formatted(hosts(workspace), SIGNING_DOMAIN, signer(workspace).privateKey(), signer(workspace).certificate(), CERTIFICATES_PORT,
                String.join(", ", proxies.stream().map("{address: '%s'}"::formatted).toList()), ipv6Sockets(), workspace.lbCertificate(),
                folder.resolve("tls.key"), second.certificate(), second.privateKey(), String.join("", more.stream().map("  %s%n"::formatted).toList())));
    }

    /** Names that lead to SIPp. */
    private static Path hosts(Workspace workspace) throws IOException {
        return Files.writeString(workspace.state().resolve("hosts"), "127.126.0.1 " + FOREIGN_DOMAIN + "\n");
    }

    private static String ipv6Sockets() {
        return hasIpv6() ? """
                    - {name: udp6, transport: udp, address: "[::1]", port: 5060}
                    - {name: tcp6, transport: tcp, address: "[::1]", port: 5060}
            """.stripTrailing() : "";
    }

    /** Whether this host's loopback has an IPv6 address. */
    public static boolean hasIpv6() {
        try (DatagramSocket _ = new DatagramSocket(0, InetAddress.ofLiteral("::1"))) {
            return true;
        } catch (SocketException e) {
            return false;
        }
    }
}
