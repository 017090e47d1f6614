package io.tandem.relay.replica;

import io.tandem.data.redis.Keys;

/** Where the calls of one pair stand. */
record RedisKeys(String pair) {
    /** Calls that nobody touches any more go after so long. */
    static final String CALL_SECONDS = "86400";

    String calls() {
        return Keys.relayCalls(pair);
    }

    String call(String callId) {
        return Keys.relayCall(pair, callId);
    }

    String log() {
        return Keys.relayLog(pair);
    }

    /** Field of a call's journal entry. */
    static String entry(int number) {
        return "e" + number;
    }
}
