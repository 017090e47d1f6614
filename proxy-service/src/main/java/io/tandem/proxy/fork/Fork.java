package io.tandem.proxy.fork;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** A request sent to several targets at once, and which of their responses the sender gets (RFC 3261 §16.7). Pure and immutable.
 * @param statuses last status of each branch: 0 nothing yet, below 200 provisional, else final
 * @param phase    what the sender was told so far
 * @param expired  the callee took too long, so that 487 of our own CANCEL means 408 (§16.8) */
public record Fork(List<Integer> statuses, Phase phase, boolean expired) {

    /** What the sender of the request got. */
    public enum Phase {
        /** No final response. */
        OPEN,
        /** A 2xx; more may follow. */
        ACCEPTED,
        /** Another final response. */
        REFUSED
    }

    /** What happened to a branch or to the request. */
    public sealed interface Event {}

    /** A branch sent a response. */
    public record Response(int branch, int status) implements Event {}

    /** The sender cancelled. */
    public record CallerCancelled() implements Event {}

    /** Nobody answered in time: Timer C (§16.8). */
    public record Expired() implements Event {}

    /** What to do. */
    public sealed interface Action {}

    /** Send this response of this branch on at once. */
    public record Forward(int branch) implements Action {}

    /** Send the final response of this branch; the request is done. */
    public record Finish(int branch) implements Action {}

    /** Send 408 Request Timeout; the request is done. */
    public record FinishTimedOut() implements Action {}

    /** Cancel a branch. */
    public record Cancel(int branch, Why why) implements Action {}

    /** Reason for a CANCEL (RFC 3326). */
    public enum Why { COMPLETED_ELSEWHERE, CALLER_CANCELLED, REFUSED_ELSEWHERE, EXPIRED }

    /** The next state and the actions, in order. */
    public record Step(Fork next, List<Action> actions) {
        public Step {
            actions = List.copyOf(actions);
        }
    }

    public Fork {
        statuses = List.copyOf(statuses);
    }

    /** A fork that was just sent. */
    public static Fork of(int branches) {
        if (branches < 1) {
            throw new IllegalArgumentException("a fork needs a branch");
        }
        return new Fork(Collections.nCopies(branches, 0), Phase.OPEN, false);
    }

    /** Decides. */
    public Step on(Event event) {
        return switch (event) {
            case Response response when response.status() < 200 -> provisional(response);
            case Response response when response.status() < 300 -> success(response);
            case Response response -> failure(response);
            case CallerCancelled _ -> new Step(this, cancelPending(-1, Why.CALLER_CANCELLED));
            case Expired _ -> new Step(new Fork(statuses, phase, true), cancelPending(-1, Why.EXPIRED));
        };
    }

    private Step provisional(Response response) {
        boolean forward = phase == Phase.OPEN && response.status() > 100 && !isFinal(response.branch());
        return new Step(isFinal(response.branch()) ? this : with(response), forward ? List.of(new Forward(response.branch())) : List.of());
    }

    private Step success(Response response) {
        return switch (phase) {
            case OPEN -> {
                List<Action> actions = new ArrayList<>();
                actions.add(new Forward(response.branch()));
                actions.addAll(cancelPending(response.branch(), Why.COMPLETED_ELSEWHERE));
                yield new Step(new Fork(with(response).statuses, Phase.ACCEPTED, expired), actions);
            }
            case ACCEPTED -> new Step(with(response), List.of(new Forward(response.branch()))); // §16.7 step 5: every 2xx
            case REFUSED -> new Step(with(response), List.of());
        };
    }

    private Step failure(Response response) {
        if (isFinal(response.branch())) {
            return new Step(this, List.of());
        }
        Fork next = with(response);
        if (phase != Phase.OPEN) {
            return new Step(next, List.of());
        }
        if (next.statuses.stream().allMatch(status -> status >= 200)) {
            return next.finish();
        }
        return new Step(next, response.status() >= 600 ? cancelPending(response.branch(), Why.REFUSED_ELSEWHERE) : List.of());
    }

    private Step finish() {
        int best = BestResponse.of(statuses);
        boolean timedOut = expired && statuses.get(best) == 487;
        return new Step(new Fork(statuses, Phase.REFUSED, expired), List.of(timedOut ? new FinishTimedOut() : new Finish(best)));
    }

    private List<Action> cancelPending(int except, Why why) {
        return IntStream.range(0, statuses.size()).filter(branch -> branch != except && !isFinal(branch))
                .mapToObj(branch -> (Action) new Cancel(branch, why)).toList();
    }

    private boolean isFinal(int branch) {
        return statuses.get(branch) >= 200;
    }

    private Fork with(Response response) {
        List<Integer> changed = new ArrayList<>(statuses);
        changed.set(response.branch(), response.status());
        return new Fork(changed, phase, expired);
    }
}
