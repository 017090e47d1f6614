package io.tandem.appserver.media;

/** Every RTP port is taken; the caller gets 503. */
public final class NoFreePortException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoFreePortException(MediaProperties range, Throwable lastFailure) {
        super("no free RTP port on %s in %d-%d; caller gets 503; widen tandem.appserver.media or add an app server"
                .formatted(range.address(), range.firstPort(), range.lastPort()), lastFailure);
    }
}
