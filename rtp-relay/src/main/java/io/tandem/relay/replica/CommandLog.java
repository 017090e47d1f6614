package io.tandem.relay.replica;

import io.tandem.relay.wire.Value;

/** Hears of commands that changed a call. Control thread. */
public interface CommandLog {
    /** Nobody listens. */
    CommandLog NONE = new CommandLog() {
        @Override
        public void begins() {}

        @Override
        public void carriedOut(String callId, Value.Dictionary command, String client) {}
    };

    /** A command begins, and may fail. */
    void begins();

    /** @param client host it came from */
    void carriedOut(String callId, Value.Dictionary command, String client);
}
