package io.tandem.proxy.fork;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ForkTest {

    private static List<Fork.Action> run(int branches, Fork.Event... events) {
        return run(ForkPlan.parallel(branches), events);
    }

    private static List<Fork.Action> run(ForkPlan plan, Fork.Event... events) {
        Fork fork = Fork.of(plan);
        List<Fork.Action> actions = new ArrayList<>();
        for (Fork.Event event : events) {
            Fork.Step step = fork.on(event);
            fork = step.next();
            actions.addAll(step.actions());
        }
        return actions;
    }

    private static Fork.Response response(int branch, int status) {
        return new Fork.Response(branch, status);
    }

    @Test void a100StaysHere() {
        assertThat(run(1, response(0, 100))).isEmpty();
    }

    @Test void theFirst2xxCancelsTheRestAndLaterOnesStillPass() {
        assertThat(run(3, response(0, 180), response(1, 200), response(2, 200), response(1, 200))).containsExactly(
                new Fork.Forward(0), new Fork.Forward(1), new Fork.Cancel(0, Fork.Why.COMPLETED_ELSEWHERE),
                new Fork.Cancel(2, Fork.Why.COMPLETED_ELSEWHERE), new Fork.Forward(2), new Fork.Forward(1));
    }

    @Test void afterA2xxNothingElseIsForwarded() {
        assertThat(run(2, response(0, 200), response(1, 180), response(1, 487))).containsExactly(new Fork.Forward(0),
                new Fork.Cancel(1, Fork.Why.COMPLETED_ELSEWHERE));
    }

    @Test void refusalsWaitForAllBranches() {
        assertThat(run(2, response(0, 404))).isEmpty();
        assertThat(run(2, response(0, 404), response(1, 486))).containsExactly(new Fork.Finish(1));
    }

    @Test void a6xxCancelsTheOthersAndWinsEvenLate() {
        assertThat(run(2, response(0, 603), response(1, 487))).containsExactly(new Fork.Cancel(1, Fork.Why.REFUSED_ELSEWHERE),
                new Fork.Finish(0));
    }

    @Test void theLowestClassWinsAndAChallengeWithinIt() {
        assertThat(run(3, response(0, 500), response(1, 302), response(2, 486))).containsExactly(new Fork.Finish(1));
        assertThat(run(3, response(0, 486), response(1, 407), response(2, 480))).containsExactly(new Fork.Finish(1));
        assertThat(run(3, response(0, 408), response(1, 487), response(2, 480))).containsExactly(new Fork.Finish(2));
    }

    @Test void anExpiredCallIs408Whatever487TheCancelBrings() {
        assertThat(run(1, response(0, 180), new Fork.Expired(), response(0, 487))).containsExactly(new Fork.Forward(0),
                new Fork.Cancel(0, Fork.Why.EXPIRED), new Fork.FinishTimedOut());
        assertThat(run(1, new Fork.Expired(), response(0, 486))).endsWith(new Fork.Finish(0));
    }

    @Test void theCallersCancelReachesOnlyBranchesWithoutFinalResponse() {
        assertThat(run(2, response(0, 486), new Fork.CallerCancelled(), response(1, 487))).containsExactly(
                new Fork.Cancel(1, Fork.Why.CALLER_CANCELLED), new Fork.Finish(0));
    }

    @Test void aLate2xxOfABranchGivenUpStillWins() {
        assertThat(run(2, response(0, 408), response(0, 200))).containsExactly(new Fork.Forward(0),
                new Fork.Cancel(1, Fork.Why.COMPLETED_ELSEWHERE));
    }

    private static ForkPlan stages(Set<Integer> stops, Integer... stages) {
        return new ForkPlan(List.of(stages), stops, Optional.of(Duration.ofSeconds(5)));
    }

    @Test void theNextStageBeginsWhenAllOfTheOneBeforeHaveRefused() {
        assertThat(run(stages(Set.of(), 0, 0, 1), response(0, 486))).isEmpty();
        assertThat(run(stages(Set.of(), 0, 0, 1), response(0, 486), response(1, 404), response(2, 480))).containsExactly(new Fork.Send(2),
                new Fork.Finish(0));
    }

    @Test void theNextStageBeginsWhenTheOneBeforeTakesTooLong() {
        assertThat(run(stages(Set.of(), 0, 1, 1), response(0, 180), new Fork.StageOver(0), response(0, 487), response(1, 200))).containsExactly(
                new Fork.Forward(0), new Fork.Cancel(0, Fork.Why.EXPIRED), new Fork.Send(1), new Fork.Send(2), new Fork.Forward(1),
                new Fork.Cancel(2, Fork.Why.COMPLETED_ELSEWHERE));
        assertThat(run(stages(Set.of(), 0, 1), response(0, 486), new Fork.StageOver(0))).as("a timer that is late").containsExactly(new Fork.Send(1));
    }

    @Test void whoWasCancelledForTheNextStageMayStillAnswer() {
        assertThat(run(stages(Set.of(), 0, 1), new Fork.StageOver(0), response(0, 200))).endsWith(new Fork.Forward(0),
                new Fork.Cancel(1, Fork.Why.COMPLETED_ELSEWHERE));
    }

    @Test void whenTheLastStageTakesTooLongNobodyHasAnswered() {
        assertThat(run(stages(Set.of(), 0, 1), new Fork.StageOver(0), response(0, 487), new Fork.StageOver(1), response(1, 487))).containsExactly(
                new Fork.Cancel(0, Fork.Why.EXPIRED), new Fork.Send(1), new Fork.Cancel(1, Fork.Why.EXPIRED), new Fork.FinishTimedOut());
        assertThat(run(stages(Set.of(), 0, 1), new Fork.StageOver(0), response(0, 487), response(1, 486))).endsWith(new Fork.Finish(1));
        assertThat(run(stages(Set.of(), 0, 1), new Fork.StageOver(0), response(1, 408), response(0, 487))).endsWith(new Fork.FinishTimedOut());
    }

    @Test void aStopCodeEndsAllStagesAndIsReturnedAsItIs() {
        assertThat(run(stages(Set.of(486), 0, 0, 1), response(0, 486), response(1, 487))).containsExactly(
                new Fork.Cancel(1, Fork.Why.REFUSED_ELSEWHERE), new Fork.Finish(0));
        assertThat(run(stages(Set.of(480), 0, 1), response(0, 404), response(1, 480))).as("not the best one").endsWith(new Fork.Finish(1));
        assertThat(run(stages(Set.of(486), 0, 1), response(0, 603))).containsExactly(new Fork.Finish(0));
    }

    @Test void aStopCodeIsReturnedThoughTheOthersTakeTooLongToEnd() {
        assertThat(run(stages(Set.of(480), 0, 0), response(0, 480), new Fork.Expired(), response(1, 404))).endsWith(new Fork.Finish(0));
    }

    @Test void noStageBeginsAfterTheCallerHasGivenUp() {
        assertThat(run(stages(Set.of(), 0, 1), new Fork.CallerCancelled(), response(0, 487))).containsExactly(
                new Fork.Cancel(0, Fork.Why.CALLER_CANCELLED), new Fork.Finish(0));
        assertThat(run(stages(Set.of(), 0, 1), new Fork.Expired(), response(0, 487))).containsExactly(new Fork.Cancel(0, Fork.Why.EXPIRED),
                new Fork.FinishTimedOut());
        assertThat(run(stages(Set.of(), 0, 1), new Fork.StageOver(0), new Fork.CallerCancelled(), response(1, 487), response(0, 487)))
                .endsWith(new Fork.Finish(0));
    }

    @Test void aForkNeedsABranch() {
        assertThatThrownBy(() -> ForkPlan.parallel(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
