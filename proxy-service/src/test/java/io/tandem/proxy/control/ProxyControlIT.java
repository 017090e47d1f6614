package io.tandem.proxy.control;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.tandem.platform.TandemService;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.http.ControlListener;
import io.tandem.platform.control.rpc.ControlClient;
import io.tandem.proxy.ProxyService;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The control port of the whole service, with real servers behind it. */
@Timeout(120)
class ProxyControlIT {
    @Test void theProxyAnswersControlCommands() throws Exception {
        List<String> arguments = new ArrayList<>(List.of(TestServers.serviceArguments()));
        arguments.addAll(List.of("--tandem.proxy.sip.listen=127.0.0.1:0", "--tandem.proxy.control.listen=127.0.0.1:0"));
        try (ConfigurableApplicationContext service = TandemService.run("proxy-service", ProxyService.class, arguments.toArray(String[]::new))) {
            InetSocketAddress port = service.getBean(ProxyControlConfiguration.Port.class).listener().map(ControlListener::localAddress).orElseThrow();
            try (ControlClient control = new ControlClient("127.0.0.1:" + port.getPort(), Duration.ofSeconds(20))) {
                assertThat(control.call("core.version", List.of()).toString()).startsWith("proxy-service (Tandem) ");
                assertThat(control.call("tm.stats", List.of())).isEqualTo(Map.of("current", 0L));
                assertThat(control.call("permissions.trustedReload", List.of())).isEqualTo("ok");
                assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> control.call("ul.lookup", List.of("location", "nobody@example.org")))
                    .matches(fault -> fault.code() == 404);
            }
        }
    }
}
