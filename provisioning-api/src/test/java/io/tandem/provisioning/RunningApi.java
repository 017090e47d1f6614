package io.tandem.provisioning;

import java.util.Arrays;

import io.tandem.platform.TandemService;
import io.tandem.testkit.server.TestServers;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The service on a port of its own over real MySQL and Redis, one for all tests of the JVM. */
final class RunningApi {
    private static final class Holder {
        private static final ConfigurableApplicationContext CONTEXT = start();

        private static ConfigurableApplicationContext start() {
            String[] servers = TestServers.serviceArguments();
            String[] all = Arrays.copyOf(servers, servers.length + 2);
            all[servers.length] = "--management.server.port=0";
            all[servers.length + 1] = "--tandem.provisioning-api.webhooks.private-targets=true";
            return TandemService.run("provisioning-api", ProvisioningApi.class, all);
        }
    }

    private RunningApi() {}

    static int port() {
        return ((WebServerApplicationContext) Holder.CONTEXT).getWebServer().getPort();
    }

    static int managementPort() {
        return Integer.parseInt(Holder.CONTEXT.getEnvironment().getRequiredProperty("local.management.port"));
    }
}
