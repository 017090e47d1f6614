package io.tandem.proxy.plan;

import java.util.List;
import java.util.function.BiConsumer;

import io.tandem.proxy.call.LoopAnswers;

/** Takes an attempt through steps until one of them ends the plan; nobody is told anything meanwhile. Event loop only. */
public record StepRun(List<Step> steps, LoopAnswers answers) {
    public StepRun {
        steps = List.copyOf(steps);
    }

    /** Without the steps before that one. */
    public StepRun since(String name) {
        return new StepRun(steps.stream().dropWhile(step -> !step.name().equals(name)).toList(), answers);
    }

    /** @param trace  grows by each step
     * @param end    gets what the last step was asked about, and what it said
     * @param failed gets what a step was asked about, and what it failed with */
    public void from(Attempt attempt, CallTrace.Growing trace, BiConsumer<Attempt, Verdict> end, BiConsumer<Attempt, Throwable> failed) {
        next(0, attempt, trace, end, failed);
    }

    private void next(int index, Attempt attempt, CallTrace.Growing trace, BiConsumer<Attempt, Verdict> end,
                      BiConsumer<Attempt, Throwable> failed) {
        Step step = steps.get(index);
        answers.when(step.action().on(attempt), verdict -> {
            trace.add(step, attempt, verdict);
            switch (verdict) {
                case Verdict.Proceed proceed -> next(index + 1, proceed.attempt(), trace, end, failed);
                case Verdict.Tell tell -> next(index + 1, tell.attempt(), trace, end, failed);
                case Verdict.Answer _, Verdict.Dispatch _, Verdict.Forward _ -> end.accept(attempt, verdict);
            }
        }, failure -> failed.accept(attempt, failure));
    }
}
