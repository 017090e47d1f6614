package io.tandem.proxy.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.forward.ForwardMapping;

/** What each step said about one call. The records that it was decided on are kept as they were and put into words when somebody asks.
 * Immutable.
 * @param at      when the call came, or was supposed to come
 * @param callId  of its INVITE
 * @param entries steps in their order, as far as the call got */
public record CallTrace(Instant at, String callId, List<Entry> entries) {

    /** One step.
     * @param before what was known */
    public record Entry(Step step, Attempt before, Verdict verdict) {

        Map<String, Object> describe() {
            Map<String, Object> described = new LinkedHashMap<>();
            described.put("step", step.name());
            described.put("section", step.section());
            described.put("input", step.input().apply(before));
            described.put("verdict", text(verdict));
            return described;
        }

        private String text(Verdict said) {
            return switch (said) {
                case Verdict.Proceed proceed -> passed(step.output().apply(proceed.attempt()));
                case Verdict.Tell tell -> "tells the caller " + tell.status() + " " + tell.reason();
                case Verdict.Answer answer -> "refused: " + answer.status() + " " + answer.reason();
                case Verdict.Forward forward -> (forward.mapping().redirects() ? "redirected: " : "forwarded: ") + forward.mapping().type().word() + " to "
                        + forward.mapping().destinations().stream().map(ForwardMapping.Destination::uri).toList();
                case Verdict.Dispatch _ -> "the call is made";
            };
        }

        private static String passed(String output) {
            return output.isEmpty() ? "passes" : output;
        }
    }

    public CallTrace {
        entries = List.copyOf(entries);
    }

    /** For control commands: texts, lists and maps of such. Any thread. */
    public Map<String, Object> describe() {
        Map<String, Object> described = new LinkedHashMap<>();
        Attempt last = entries.getLast().before();
        described.put("call_id", callId);
        described.put("time", at.toString());
        described.put("caller", last.original().caller().map(caller -> caller.subscriber().addressOfRecord()).orElse(""));
        described.put("dialled", last.original().dialled().toString());
        described.put("steps", entries.stream().filter(entry -> !entry.step().section().isEmpty()).map(Entry::describe).toList());
        return described;
    }

    /** A trace that grows. One thread. */
    public static final class Growing {
        private final List<Entry> entries = new ArrayList<>();

        public void add(Step step, Attempt before, Verdict verdict) {
            entries.add(new Entry(step, before, verdict));
        }

        /** @throws java.util.NoSuchElementException before the first step */
        public CallTrace done() {
            Attempt first = entries.getFirst().before();
            return new CallTrace(first.arrival(), first.request().callId(), entries);
        }
    }
}
