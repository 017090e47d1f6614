package io.tandem.relay.replica;

import io.tandem.relay.stream.RelayException;
import io.tandem.relay.wire.Value;

/** Carries out commands that another relay has carried out. Control thread. */
@FunctionalInterface
public interface Repeater {
    /** @param client host it came from, then */
    void repeat(Value.Dictionary command, String client) throws RelayException;
}
