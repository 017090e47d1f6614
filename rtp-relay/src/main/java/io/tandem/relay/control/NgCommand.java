package io.tandem.relay.control;

import io.tandem.relay.stream.RelayException;
import io.tandem.relay.wire.Value;

/** One command of the ng protocol. Control thread; must not block. */
@FunctionalInterface
public interface NgCommand {
    /** @return the reply without warning, which the caller adds
     *  @throws RelayException whose reason becomes the reply's {@code error-reason} */
    Value.Builder run(NgRequest request) throws RelayException;

    /** The reply of a command that did what it should. */
    static Value.Builder ok() {
        return Value.Dictionary.with("result", "ok");
    }
}
