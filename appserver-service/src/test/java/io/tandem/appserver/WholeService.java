package io.tandem.appserver;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.stream.Stream;

import io.tandem.platform.TandemService;
import io.tandem.testkit.server.TestServers;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as it is started, at 127.67.0.1, with the tests' MySQL and Redis. */
final class WholeService implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    WholeService() {
        String[] own = {"--tandem.appserver.session.address=127.67.0.1", "--tandem.appserver.session.port=0", "--tandem.appserver.media.address=127.67.0.1"};
        String[] arguments = Stream.concat(Arrays.stream(TestServers.serviceArguments()), Arrays.stream(own)).toArray(String[]::new);
        context = TandemService.run("appserver-service", AppserverService.class, arguments);
    }

    /** Where it takes calls. */
    InetSocketAddress sip() {
        return context.getBean(AppserverLifecycle.class).endpoint().localAddress();
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }
}
