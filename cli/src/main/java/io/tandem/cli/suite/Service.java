package io.tandem.cli.suite;

import java.util.List;

/**
 * One process of the suite.
 *
 * @param managementPort loopback HTTP port of health and metrics
 * @param heapMib maximum Java heap
 * @param profile how its JVM is set up
 * @param listens what a reader of the table should know, for example {@code UDP+TCP 127.0.0.1:5060}
 */
public record Service(String name, String mainClass, int managementPort, int heapMib, JvmProfile profile, String listens) {
    /** All services, in the order in which they are listed and trained. */
    public static final List<Service> ALL = List.of(
        new Service("rtp-relay", "io.tandem.relay.RtpRelay", 15222, 256, JvmProfile.CALLS,
            "ng UDP+TCP 127.0.0.1:12222, HTTP 12223, media UDP 30000-39999"),
        new Service("b2bua-service", "io.tandem.b2bua.B2buaService", 15080, 512, JvmProfile.CALLS, "SIP UDP 127.0.0.1:5080"),
        new Service("proxy-service", "io.tandem.proxy.ProxyService", 15062, 512, JvmProfile.PROXY, "SIP UDP 127.0.0.1:5062"),
        new Service("lb-service", "io.tandem.lb.LbService", 15060, 256, JvmProfile.EDGE, "SIP UDP+TCP 127.0.0.1:5060, TLS 5061, WS 5066, WSS 7443"),
        new Service("appserver-service", "io.tandem.appserver.AppserverService", 15070, 192, JvmProfile.CONTROL, "SIP UDP 127.0.0.1:5070, RTP 10000-20000"),
        new Service("billing-service", "io.tandem.billing.BillingService", 15071, 192, JvmProfile.CONTROL, "-"),
        new Service("provisioning-api", "io.tandem.provisioning.ProvisioningApi", 15443, 256, JvmProfile.CONTROL, "https://127.0.0.1:1443/api/"),
        new Service("ha-manager", "io.tandem.ha.HaManager", 15405, 96, JvmProfile.CONTROL, "Unix socket"));

    /** @throws IllegalArgumentException naming the known services */
    public static Service named(String name) {
        return ALL.stream().filter(service -> service.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
            "no service '" + name + "'; there are " + String.join(", ", ALL.stream().map(Service::name).toList())));
    }
}
