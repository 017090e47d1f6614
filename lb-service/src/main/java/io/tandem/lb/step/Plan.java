package io.tandem.lb.step;

import java.util.List;

/** Steps in their order. Immutable. */
public final class Plan {

    /** A step and what it does, in a few words. */
    public record Entry(String name, Step step) {}

    private final List<Entry> entries;
    private final Step[] steps;

    private Plan(List<Entry> entries) {
        this.entries = entries;
        this.steps = entries.stream().map(Entry::step).toArray(Step[]::new);
    }

    public static Plan of(Entry... entries) {
        return new Plan(List.of(entries));
    }

    public static Entry step(String name, Step step) {
        return new Entry(name, step);
    }

    /** The names, for whoever wants to show the flow. */
    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    /** Takes the message through the steps until one of them decides.
     * @throws IllegalStateException if none does: the last step of a plan forwards */
    public Verdict run(Passage passage) {
        for (Step step : steps) {
            Verdict verdict = step.apply(passage);
            if (verdict != Verdict.NEXT) {
                return verdict;
            }
        }
        throw new IllegalStateException("plan without an end: " + names());
    }
}
