package io.tandem.proxy.pbx;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Several answers in one. Any thread. */
public final class Stages {
    private Stages() {}

    /** The answers in the order of the questions; fails if one of them does. */
    public static <T> CompletionStage<List<T>> all(List<? extends CompletionStage<? extends T>> stages) {
        CompletionStage<List<T>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (CompletionStage<? extends T> stage : stages) {
            all = all.thenCombine(stage, (list, answer) -> {
                list.add(answer);
                return list;
            });
        }
        return all.thenApply(List::copyOf);
    }
}
