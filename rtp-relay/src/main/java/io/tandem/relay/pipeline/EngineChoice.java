package io.tandem.relay.pipeline;

import java.util.function.LongSupplier;

import io.tandem.relay.os.uring.UringUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which engine a loop uses. */
public enum EngineChoice {
    /** io_uring where the kernel offers and allows it, else epoll. */
    AUTO,
    IO_URING,
    EPOLL;

    private static final Logger LOG = LoggerFactory.getLogger(EngineChoice.class);

    PacketEngine create(LongSupplier clock) {
        return switch (this) {
            case EPOLL -> new EpollEngine(clock);
            case IO_URING -> new UringEngine(clock);
            case AUTO -> {
                try {
                    yield new UringEngine(clock);
                } catch (UringUnavailableException e) {
                    LOG.info("media by epoll, as {}", e.getMessage());
                    yield new EpollEngine(clock);
                }
            }
        };
    }
}
