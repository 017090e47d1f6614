package io.tandem.e2e.pair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@link Writers} were told is kept, and whether a node has it. One thread. */
final class Acknowledged {
    private static final String BINDINGS = "local all = {} for _, key in ipairs(redis.call('KEYS', '1:location:entry::*')) do"
        + " all[#all + 1] = table.concat(redis.call('HMGET', key, 'callid', 'cseq'), ' ') end return all";
    private static final int SECOND_OF_AUDIO = 16_000;

    private final PairSite site;
    private final Map<String, Long> bindings = new HashMap<>();
    private final Map<String, Double> calls = new HashMap<>();
    private final Set<String> messages = new HashSet<>();
    private final Set<String> rows = new HashSet<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final Map<String, List<Integer>> byes = Map.of("call", new ArrayList<>(), "message", new ArrayList<>());

    Acknowledged(PairSite site) { this.site = site; }

    /** Takes what the writers have said by now. */
    void hear() {
        for (String line : site.said()) {
            String[] words = line.split(" ");
            if (!words[0].equals("ack")) {
                refused.merge(line.replaceAll("(\\D)\\d{5,}.*|(binding \\S+)", "$1"), 1, Integer::sum);
                continue;
            }
            switch (words[1]) {
                case "binding" -> bindings.merge(words[3], Long.valueOf(words[4]), Math::max);
                case "call" -> {
                    calls.put(words[2], Double.valueOf(words[3]));
                    byes.get("call").add(Integer.valueOf(words[4]));
                }
                case "message" -> {
                    messages.add(words[2]);
                    byes.get("message").add(Integer.valueOf(words[4]));
                }
                case "row" -> rows.add(words[2]);
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    String counts() { return "%d bindings, %d calls, %d messages, %d rows".formatted(bindings.size(), calls.size(), messages.size(), rows.size()); }

    /** Milliseconds from a BYE to its 200. */
    String byes() {
        return byes.entrySet().stream().map(kind -> {
            List<Integer> sorted = kind.getValue().stream().sorted().toList();
            int size = sorted.size();
            return "%s: median %d, p90 %d, worst %d of %d".formatted(kind.getKey(), sorted.get(size / 2), sorted.get(size * 9 / 10), sorted.getLast(), size);
        }).sorted().collect(Collectors.joining("; "));
    }

    /** All that was not a success, by kind: much of it is due while nobody has the address. */
    Map<String, Integer> refused() { return refused; }

    /** What the active node has not: bindings, messages and rows. A binding may be a later one by now. */
    List<String> missing(int node) throws Exception {
        List<String> missing = new ArrayList<>();
        Map<String, Long> bound = site.redis(node, "EVAL", BINDINGS, "0").lines().map(line -> line.split(" ")).filter(words -> words.length == 2)
            .collect(Collectors.toMap(words -> words[0], words -> Long.valueOf(words[1]), Math::max));
        bindings.forEach((callId, cSeq) -> {
            if (bound.getOrDefault(callId, -1L) < cSeq) missing.add("binding %s with CSeq %d, there is %s".formatted(callId, cSeq, bound.get(callId)));
        });
        Map<String, Integer> heard = new HashMap<>();
        for (String line : site.sql(node, "select call_id, length(recording) from voicemail.voicemail_spool where call_id like 'v%'")) {
            if (heard.put(line.split("\t")[0], Integer.valueOf(line.split("\t")[1])) != null) missing.add("message twice: " + line);
        }
        messages.forEach(callId -> {
            int octets = heard.getOrDefault(callId, 0);
            if (octets < SECOND_OF_AUDIO) missing.add("message %s, there are %d octets".formatted(callId, octets));
        });
        Set<String> there = new HashSet<>(site.sql(node, "select email from billing.contacts where email like 'r%'"));
        rows.stream().filter(email -> !there.contains(email)).map(email -> "row " + email).forEach(missing::add);
        return missing;
    }

    /** Calls that are over. */
    Set<String> calls() { return Set.copyOf(calls.keySet()); }

    /** Which of these calls have no record on a node, or two, or a wrong one. */
    List<String> unrecorded(int node, Set<String> calls) throws Exception {
        Map<String, Double> recorded = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (String line : site.sql(node, "select concat_ws(' ', call_id, duration, call_status) from accounting.cdr where call_id like 'k%'")) {
            String[] words = line.split(" ");
            if (!calls.contains(words[0])) continue;
            if (recorded.put(words[0], Double.valueOf(words[1])) != null) wrong.add("twice: " + line);
            if (!words[2].equals("ok")) wrong.add("not ok: " + line);
        }
        calls.stream().filter(call -> !recorded.containsKey(call)).map(call -> "call " + call).forEach(wrong::add);
        return wrong;
    }
}
