package io.tandem.provisioning.scram;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Looks once, in the background after the start, for passwords without SCRAM keys. */
public final class ScramBacklog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScramBacklog.class);

    private final Thread thread;

    public ScramBacklog(ScramStore store) {
        thread = Thread.ofVirtual().name("scram-keys").start(() -> {
            try {
                store.catchUp();
            } catch (DataAccessException e) {
                LOG.warn("subscribers without SCRAM keys cannot log in by XMPP until the next start of the API: {}", e.getMessage());
            }
        });
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
