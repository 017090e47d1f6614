package io.tandem.proxy.fork;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A request sent to several targets, at once or in stages, and which of their responses the sender gets (RFC 3261 §16.7). Pure and immutable.
 * @param statuses last status of each branch: -1 not sent, 0 nothing yet, below 200 provisional, else final
 * @param stage    the one that was begun last
 * @param phase    what the sender was told so far
 * @param ending   why no other stage begins
 * @param cut      a stage took too long, so that 487 of our own CANCEL means 408 (§16.8) */
public record Fork(ForkPlan plan, List<Integer> statuses, int stage, Phase phase, Ending ending, boolean cut) {
    private static final int UNSENT = -1;
    /** No better than any refusal, and behind them all. */
    private static final int WORST = 599;

    /** What the sender of the request got. */
    public enum Phase {
        /** No final response. */
        OPEN,
        /** A 2xx; more may follow. */
        ACCEPTED,
        /** Another final response. */
        REFUSED
    }

    /** Whether the next stage may begin, and if not, why. */
    public enum Ending { NONE, CALLER_CANCELLED, EXPIRED, STOPPED }

    /** What happened to a branch or to the request. */
    public sealed interface Event {}

    /** A branch sent a response. */
    public record Response(int branch, int status) implements Event {}

    /** The sender cancelled. */
    public record CallerCancelled() implements Event {}

    /** Nobody answered in time: Timer C (§16.8). */
    public record Expired() implements Event {}

    /** This stage has taken as long as it may. */
    public record StageOver(int stage) implements Event {}

    /** What to do. */
    public sealed interface Action {}

    /** Send the request to this branch. */
    public record Send(int branch) implements Action {}

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

    /** A fork whose first stage was just sent. */
    public static Fork of(ForkPlan plan) {
        return new Fork(plan, plan.stages().stream().map(stage -> stage == 0 ? 0 : UNSENT).toList(), 0, Phase.OPEN, Ending.NONE, false);
    }

    /** Decides. */
    public Step on(Event event) {
        return switch (event) {
            case Response response when response.status() < 200 -> provisional(response);
            case Response response when response.status() < 300 -> success(response);
            case Response response -> failure(response);
            case CallerCancelled _ -> new Step(ending(Ending.CALLER_CANCELLED), cancelPending(-1, Why.CALLER_CANCELLED));
            case Expired _ -> new Step(ending(Ending.EXPIRED).cutShort(), cancelPending(-1, Why.EXPIRED));
            case StageOver over when over.stage() != stage || phase != Phase.OPEN || ending != Ending.NONE -> new Step(this, List.of());
            case StageOver _ when plan.isLast(stage) -> on(new Expired());
            case StageOver _ -> cutShort().nextStage(cancelPending(-1, Why.EXPIRED));
        };
    }

    /** The request was sent there. */
    public boolean isSent(int branch) {
        return statuses.get(branch) != UNSENT;
    }

    /** Status of the refusal after which nobody else was asked. */
    public int stoppedBy() {
        return statuses.stream().filter(plan::stops).findFirst().orElse(600);
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
                yield new Step(with(response).phase(Phase.ACCEPTED), actions);
            }
            case ACCEPTED -> new Step(with(response), List.of(new Forward(response.branch()))); // §16.7 step 5: every 2xx
            case REFUSED -> new Step(with(response), List.of());
        };
    }

    private Step failure(Response response) {
        if (isFinal(response.branch())) {
            return new Step(this, List.of());
        }
        boolean stops = plan.stops(response.status());
        Fork next = stops ? with(response).ending(Ending.STOPPED) : with(response);
        if (phase != Phase.OPEN) {
            return new Step(next, List.of());
        }
        if (next.ending == Ending.NONE && !plan.isLast(stage) && next.isStageRefused()) {
            return next.nextStage(List.of());
        }
        if (next.statuses.stream().allMatch(status -> status == UNSENT || status >= 200)) {
            return next.finish();
        }
        return new Step(next, stops ? cancelPending(response.branch(), Why.REFUSED_ELSEWHERE) : List.of());
    }

    private boolean isStageRefused() {
        return IntStream.range(0, statuses.size()).filter(branch -> plan.stages().get(branch) == stage).allMatch(this::isFinal);
    }

    /** Those of the stage before that are cancelled may still answer. */
    private Step nextStage(List<Action> before) {
        List<Action> actions = new ArrayList<>(before);
        List<Integer> changed = new ArrayList<>(statuses);
        for (int branch = 0; branch < changed.size(); branch++) {
            if (plan.stages().get(branch) == stage + 1) {
                changed.set(branch, 0);
                actions.add(new Send(branch));
            }
        }
        return new Step(new Fork(plan, changed, stage + 1, phase, ending, cut), actions);
    }

    private Step finish() {
        int best = ending == Ending.STOPPED ? statuses.indexOf(stoppedBy())
                : BestResponse.of(statuses.stream().map(status -> status == UNSENT ? WORST : status).toList());
        boolean timedOut = cut && ending != Ending.CALLER_CANCELLED && statuses.get(best) == 487;
        return new Step(phase(Phase.REFUSED), List.of(timedOut ? new FinishTimedOut() : new Finish(best)));
    }

    private List<Action> cancelPending(int except, Why why) {
        return IntStream.range(0, statuses.size()).filter(branch -> branch != except && isSent(branch) && !isFinal(branch))
                .mapToObj(branch -> (Action) new Cancel(branch, why)).toList();
    }

    private boolean isFinal(int branch) {
        return statuses.get(branch) >= 200;
    }

    private Fork with(Response response) {
        List<Integer> changed = new ArrayList<>(statuses);
        changed.set(response.branch(), response.status());
        return new Fork(plan, changed, stage, phase, ending, cut);
    }

    private Fork phase(Phase told) {
        return new Fork(plan, statuses, stage, told, ending, cut);
    }

    /** The first one counts. */
    private Fork ending(Ending why) {
        return new Fork(plan, statuses, stage, phase, ending == Ending.NONE ? why : ending, cut);
    }

    private Fork cutShort() {
        return new Fork(plan, statuses, stage, phase, ending, true);
    }
}
