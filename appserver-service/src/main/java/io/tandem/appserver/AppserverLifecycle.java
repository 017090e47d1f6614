package io.tandem.appserver;

import java.util.List;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.appserver.media.MediaProperties;
import io.tandem.appserver.session.Application;
import io.tandem.appserver.session.SessionProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Starts the endpoint when everything else is there and stops it first; shows its gauges. */
@Component
class AppserverLifecycle implements SmartLifecycle {
    private final AppserverEndpoint endpoint;
    private volatile boolean running;

    AppserverLifecycle(SessionProperties session, MediaProperties media, List<Application> applications, MeterRegistry meters) {
        endpoint = new AppserverEndpoint(session, media, applications);
        Gauge.builder("tandem.calls", endpoint, AppserverEndpoint::calls).description("calls that are up").register(meters);
        Gauge.builder("tandem.transactions", endpoint, AppserverEndpoint::transactions).description("live SIP transactions").register(meters);
        Gauge.builder("tandem.transactions.pending", endpoint, AppserverEndpoint::pendingTransactions)
            .description("SIP transactions that wait for more than repetitions").register(meters);
    }

    AppserverEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public void start() {
        endpoint.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        endpoint.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
