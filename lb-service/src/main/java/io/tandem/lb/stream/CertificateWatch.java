package io.tandem.lb.stream;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the certificate files now and then, and takes changed ones. A thread of its own. */
final class CertificateWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

    private final Streams streams;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("tls-watch").daemon().factory());

    CertificateWatch(Streams streams, Duration every) {
        this.streams = streams;
        if (every.isPositive()) {
            executor.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** A file that is being written makes an error line and is tried again at the next look. */
    private void look() {
        try {
            if (streams.areCertificatesOutdated()) {
                streams.reloadCertificates();
            }
        } catch (RuntimeException e) {
            LOG.error("changed certificates cannot be used, the old ones stay in use: {}", e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
