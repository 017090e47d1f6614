package io.tandem.provisioning.scram;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Looks once, in the background after the start, for passwords without SCRAM keys. */
public final class ScramBacklog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScramBacklog.class);

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Thread thread;

    public ScramBacklog(ScramStore store) {
        thread = Thread.ofVirtual().name("scram-keys").start(() -> {
            while (!isDone(store)) {
                try {
                    Thread.sleep(PAUSE);
                } catch (InterruptedException closing) {
                    return;
                }
            }
        });
    }

    private static boolean isDone(ScramStore store) {
        try {
            store.catchUp();
            return true;
        } catch (DataAccessException e) {
            LOG.warn("subscribers without SCRAM keys cannot log in by XMPP yet, trying again in {}: {}", PAUSE, e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
