package io.tandem.proxy.plan;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** One step of a plan.
 * @param name    short, for traces
 * @param section of signalling.md
 * @param action  decides; called on the event loop, does not block and changes nothing; the stage may complete on any thread
 * @param input   what it decides on, for people: rendered only when somebody asks for a trace
 * @param output  what it has found out, for people, when the plan goes on */
public record Step(String name, String section, Action action, Function<Attempt, String> input, Function<Attempt, String> output) {
    private static final Function<Attempt, String> NOTHING = _ -> "";

    /** What a step does. */
    @FunctionalInterface
    public interface Action {
        CompletionStage<Verdict> on(Attempt attempt);
    }

    /** A step that no trace shows. */
    public static Step untold(String name, Action action) {
        return new Step(name, "", action, NOTHING, NOTHING);
    }

    /** A step that looks something up. */
    public static Step lookUp(String name, String section, Action action, Function<Attempt, String> input, Function<Attempt, String> output) {
        return new Step(name, section, action, input, output);
    }

    /** A pure decision: records in, verdict out. */
    public static Step decision(String name, String section, Function<Attempt, Verdict> decision, Function<Attempt, String> input,
                                Function<Attempt, String> output) {
        return new Step(name, section, deciding(decision), input, output);
    }

    static Action deciding(Function<Attempt, Verdict> decision) {
        return attempt -> CompletableFuture.completedFuture(decision.apply(attempt));
    }

    /** A pure decision that only lets through or refuses. */
    public static Step screening(String name, String section, Function<Attempt, Verdict> decision, Function<Attempt, String> input) {
        return decision(name, section, decision, input, NOTHING);
    }
}
