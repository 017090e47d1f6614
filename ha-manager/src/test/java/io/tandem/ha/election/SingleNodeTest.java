package io.tandem.ha.election;

import java.util.List;

import io.tandem.ha.election.SingleNode.Active;
import io.tandem.ha.election.SingleNode.Answer;
import io.tandem.ha.election.SingleNode.EpochLoaded;
import io.tandem.ha.election.SingleNode.EpochStored;
import io.tandem.ha.election.SingleNode.Event;
import io.tandem.ha.election.SingleNode.MakeActive;
import io.tandem.ha.election.SingleNode.MakeStandby;
import io.tandem.ha.election.SingleNode.Starting;
import io.tandem.ha.election.SingleNode.Stop;
import io.tandem.ha.election.SingleNode.Stopped;
import io.tandem.ha.election.SingleNode.StoreEpoch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SingleNodeTest {
    @Test void isActiveOnlyWhenItsEpochIsOnDisk() {
        var loaded = SingleNode.on(new Starting(), new EpochLoaded(4, 0));
        assertThat(loaded.state()).isEqualTo(new Starting());
        assertThat(loaded.action()).isEqualTo(new StoreEpoch(6));
        assertThat(SingleNode.on(loaded.state(), new EpochStored(6)).state()).isEqualTo(new Active(6));
    }

    @Test void refusesToBecomeStandbyBecauseNobodyWouldBeActive() {
        for (var state : List.of(new Starting(), new Active(2), new Stopped())) {
            var step = SingleNode.on(state, new MakeStandby());
            assertThat(step.state()).isEqualTo(state);
            assertThat(step.action()).isInstanceOfSatisfying(Answer.class, answer -> {
                assertThat(answer.accepted()).isFalse();
                assertThat(answer.message()).startsWith("refused");
            });
        }
    }

    @Test void makeActiveIsANoOpOnTheActiveNode() {
        var step = SingleNode.on(new Active(2), new MakeActive());
        assertThat(step.state()).isEqualTo(new Active(2));
        assertThat(step.action()).isEqualTo(new Answer(true, "this node is active already"));
    }

    @Test void aStoppedNodeNeverBecomesActiveAgain() {
        for (Event event : List.of(new EpochLoaded(2, 0), new EpochStored(4), new MakeActive(), new MakeStandby(), new Stop())) {
            assertThat(SingleNode.on(new Stopped(), event).state()).isEqualTo(new Stopped());
        }
        assertThat(SingleNode.on(new Active(2), new Stop()).state()).isEqualTo(new Stopped());
        assertThat(SingleNode.on(new Starting(), new Stop()).state()).isEqualTo(new Stopped());
    }

    @ParameterizedTest @CsvSource({"0,0,2", "0,1,3", "2,0,4", "2,1,5", "3,0,4", "3,1,5", "5,0,6"})
    void epochsGrowAndNeverBelongToBothNodes(long last, int node, long next) {
        assertThat(Epoch.after(last, node)).isEqualTo(next).isGreaterThan(last);
        assertThat(next % 2).isEqualTo(node);
    }
}
