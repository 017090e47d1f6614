package io.tandem.lb;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.tandem.lb.socket.LbSocket;
import io.tandem.platform.TandemService;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service on ephemeral ports, with a fake proxy behind it. */
record RunningLb(UdpParty proxy, ConfigurableApplicationContext service, InetSocketAddress udp, InetSocketAddress tcp, InetSocketAddress extra)
        implements AutoCloseable {

    /** Counts as inside beside the proxy. */
    static final String B2BUA = "127.0.0.1:15080";

    /** Without database and Redis, and with nobody limited.
     * @param more further properties, which win */
    static RunningLb start(String... more) {
        UdpParty proxy = new UdpParty();
        String listen = "--tandem.lb.listen.";
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--tandem.secret=0123456789abcdef",
                "--tandem.lb.peers.enabled=false", "--tandem.lb.ban-sharing.enable=false", "--tandem.lb.dos.enable=false",
                listen + "external[0].name=udp", listen + "external[0].address=127.0.0.1", listen + "external[0].port=0",
                listen + "external[1].name=tcp", listen + "external[1].transport=tcp", listen + "external[1].address=127.0.0.1",
                listen + "external[1].port=0", listen + "extra-sockets[0].name=test", listen + "extra-sockets[0].address=127.2.0.1",
                listen + "extra-sockets[0].port=0", listen + "internal=udp", listen + "inside=" + B2BUA,
                "--tandem.lb.target.probe-timeout=1h", "--tandem.lb.target.proxies[0].address=" + proxy.hostPort()));
        arguments.addAll(List.of(more));
        ConfigurableApplicationContext service = TandemService.run("lb-service", LbService.class, arguments.toArray(String[]::new));
        List<LbSocket> sockets = service.getBean(LbEdge.class).allSockets();
        return new RunningLb(proxy, service, sockets.get(0).address(), sockets.get(1).address(), sockets.get(2).address());
    }

    int connections() {
        return service.getBean(LbEdge.class).connections().values().stream().mapToInt(Long::intValue).sum();
    }

    @Override
    public void close() {
        service.close();
        proxy.close();
    }
}
