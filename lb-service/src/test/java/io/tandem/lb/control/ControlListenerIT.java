package io.tandem.lb.control;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.tandem.lb.LbService;
import io.tandem.platform.TandemService;
import io.tandem.platform.control.http.ControlListener;
import io.tandem.platform.control.rpc.ControlClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** A load balancer without SIP over TCP on its internal address. */
@Timeout(60)
class ControlListenerIT {
    @Test void itOpensAListenerForControlAlone() throws Exception {
        try (ConfigurableApplicationContext service = TandemService.run("lb-service", LbService.class, "--server.port=0", "--tandem.secret=0123456789abcdef",
                "--tandem.lb.listen.external[0].name=udp", "--tandem.lb.listen.external[0].address=127.0.0.1", "--tandem.lb.listen.external[0].port=0",
                "--tandem.lb.listen.internal=127.0.0.1:0", "--tandem.lb.target.proxies[0].address=127.0.0.1:9")) {
            InetSocketAddress listener = service.getBean(LbControlConfiguration.OwnListener.class).listener().map(ControlListener::localAddress).orElseThrow();
            try (ControlClient control = new ControlClient("127.0.0.1:" + listener.getPort(), Duration.ofSeconds(20))) {
                assertThat(control.call("core.version", List.of()).toString()).startsWith("lb-service (Tandem) ");
            }
        }
    }
}
