package io.tandem.relay.replica;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.relay.wire.Value;
import org.jspecify.annotations.Nullable;

/** What has been written, or read, of one call: enough to write it all again. Control thread, but for {@link #state}. */
final class CallLog {
    final String callId;
    /** Journal entries as text. */
    final List<String> entries = new ArrayList<>();
    /** The last command, and the offer before it if it is an answer: repeated without a change by a session timer, they are not written again. */
    private final Map<String, Value.Dictionary> last = new HashMap<>();
    /** Null before the first command has been carried out here. */
    volatile @Nullable CallState state;
    String keys = "";
    String figures = "";
    /** The call could not be followed; its events are passed over. */
    boolean broken;

    CallLog(String callId, @Nullable CallState state) {
        this.callId = callId;
        this.state = state;
    }

    /** @return false if the same command came last, and this time had nothing to choose */
    boolean isNews(String command, Value.Dictionary text, boolean chose) {
        if (!chose && text.equals(last.get(command))) return false;
        last.keySet().removeIf(other -> !(command.equals("answer") && other.equals("offer")));
        last.put(command, text);
        return true;
    }
}
