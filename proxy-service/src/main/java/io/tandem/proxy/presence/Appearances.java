package io.tandem.proxy.presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.sip.message.SipMessage;

/** Places on the phones of shared lines that are reserved before a call, and how phones are told of all of them. Event loop only. */
public final class Appearances {
    static final String CALL_INFO = "Call-Info";
    /** No phone has more keys. */
    static final int MOST = 64;
    private static final Pattern INDEX = Pattern.compile("(?i);\\s*appearance-index\\s*=\\s*(\\d{1,4})");

    private final Map<AddressOfRecord, Map<Integer, String>> seized = new HashMap<>(); // by index: who has it

    /** Takes off what is for the phones of the caller's own line. */
    public static void strip(SipMessage invite) {
        List<String> lines = invite.lines(CALL_INFO);
        if (lines.stream().anyMatch(line -> INDEX.matcher(line).find())) {
            invite.remove(CALL_INFO);
            lines.stream().filter(line -> !INDEX.matcher(line).find()).forEach(line -> invite.add(CALL_INFO, line));
        }
    }

    /** The place that a request asks for; empty for any. */
    static OptionalInt asked(SipMessage request) {
        for (String value : request.headers(CALL_INFO)) {
            Matcher index = INDEX.matcher(value);
            if (index.find()) {
                return OptionalInt.of(Integer.parseInt(index.group(1)));
            }
        }
        return OptionalInt.empty();
    }

    /** Reserves a place.
     * @param calls of the line
     * @param by    who reserves it
     * @return empty if it is taken, or if all are */
    OptionalInt seize(AddressOfRecord line, OptionalInt wanted, List<WatchedCall> calls, String by) {
        OptionalInt index = wanted.isPresent() && wanted.getAsInt() > 0 ? wanted : free(line, calls);
        if (index.isEmpty() || index.getAsInt() > MOST || isTaken(line, index.getAsInt(), calls)) {
            return OptionalInt.empty();
        }
        seized.computeIfAbsent(line, _ -> new TreeMap<>()).put(index.getAsInt(), by);
        return index;
    }

    /** The lowest place that is free; empty if none is. */
    OptionalInt free(AddressOfRecord line, List<WatchedCall> calls) {
        for (int index = 1; index <= MOST; index++) {
            if (!isTaken(line, index, calls)) {
                return OptionalInt.of(index);
            }
        }
        return OptionalInt.empty();
    }

    boolean isTaken(AddressOfRecord line, int index, List<WatchedCall> calls) {
        return seized.getOrDefault(line, Map.of()).containsKey(index) || calls.stream().anyMatch(call -> call.appearance() == index);
    }

    /** Frees a place.
     * @return who had it; empty if nobody had */
    Optional<String> release(AddressOfRecord line, int index) {
        Map<Integer, String> places = seized.getOrDefault(line, new TreeMap<>());
        String by = places.remove(index);
        if (places.isEmpty()) {
            seized.remove(line);
        }
        return Optional.ofNullable(by);
    }

    /** Value of Call-Info that says how all places of a line are.
     * @param calls    of the line; those that have just ended, too
     * @param released a place that was reserved until now */
    String describe(AddressOfRecord line, List<WatchedCall> calls, OptionalInt released) {
        Map<Integer, String> states = new TreeMap<>();
        released.ifPresent(index -> states.put(index, "idle"));
        calls.stream().filter(call -> call.appearance() > 0).forEach(call -> states.put(call.appearance(), call.appearanceState()
                + (call.phase() == WatchedCall.Phase.TERMINATED ? "" : ";appearance-uri=\"<" + call.remoteUri() + ">\"")));
        seized.getOrDefault(line, Map.of()).keySet().forEach(index -> states.put(index, "seized"));
        List<String> values = new ArrayList<>();
        states.forEach((index, state) -> values.add(value(line, Integer.toString(index), state)));
        values.add(value(line, "*", "idle"));
        return String.join(", ", values);
    }

    static String value(AddressOfRecord line, String index, String state) {
        return "<sip:" + line.domain() + ">;appearance-index=" + index + ";appearance-state=" + state;
    }
}
