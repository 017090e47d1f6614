package io.tandem.b2bua.leg;

import java.util.List;

import io.tandem.b2bua.leg.Reinvite.Abandoned;
import io.tandem.b2bua.leg.Reinvite.Accepted;
import io.tandem.b2bua.leg.Reinvite.Ack;
import io.tandem.b2bua.leg.Reinvite.AckTimeout;
import io.tandem.b2bua.leg.Reinvite.Answered;
import io.tandem.b2bua.leg.Reinvite.CallEnded;
import io.tandem.b2bua.leg.Reinvite.Cancel;
import io.tandem.b2bua.leg.Reinvite.Done;
import io.tandem.b2bua.leg.Reinvite.Event;
import io.tandem.b2bua.leg.Reinvite.Failed;
import io.tandem.b2bua.leg.Reinvite.Pending;
import io.tandem.b2bua.leg.Reinvite.Progressed;
import io.tandem.b2bua.leg.Reinvite.Refused;
import io.tandem.b2bua.leg.Reinvite.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReinviteTest {
    static final List<State> STATES = List.of(new Pending(), new Answered(), new Abandoned(), new Done());
    static final List<Event> EVENTS = List.of(new Progressed(), new Accepted(), new Refused(488), new Refused(481), new Failed(408), new Failed(503),
        new Cancel(), new Ack(), new AckTimeout(), new CallEnded());

    @Test void everyStateMeetsEveryEvent() {
        assertThat(Table.of(STATES, EVENTS, Reinvite::on)).isEqualTo(Table.plain("""
            Pending   | Progressed   | =         | RelayProgress
            Pending   | Accepted     | Answered  | RelayAnswer
            Pending   | Refused[488] | Done      | RelayRefusal
            Pending   | Refused[481] | Done      | RelayRefusal EndCall
            Pending   | Failed[408]  | Done      | SendFinal[408] EndCall
            Pending   | Failed[503]  | Done      | SendFinal[503]
            Pending   | Cancel       | =         | SendCancel
            Pending   | Ack          | =         |
            Pending   | AckTimeout   | =         |
            Pending   | CallEnded    | Abandoned | SendFinal[487] SendCancel
            Answered  | Progressed   | =         |
            Answered  | Accepted     | =         |
            Answered  | Refused[488] | =         |
            Answered  | Refused[481] | =         |
            Answered  | Failed[408]  | =         |
            Answered  | Failed[503]  | =         |
            Answered  | Cancel       | =         |
            Answered  | Ack          | Done      | SendAck
            Answered  | AckTimeout   | Done      | SendAck EndCall
            Answered  | CallEnded    | Done      | SendAck
            Abandoned | Progressed   | =         |
            Abandoned | Accepted     | Done      | SendAck
            Abandoned | Refused[488] | Done      |
            Abandoned | Refused[481] | Done      |
            Abandoned | Failed[408]  | Done      |
            Abandoned | Failed[503]  | Done      |
            Abandoned | Cancel       | =         |
            Abandoned | Ack          | =         |
            Abandoned | AckTimeout   | =         |
            Abandoned | CallEnded    | =         |
            Done      | Progressed   | =         |
            Done      | Accepted     | =         | SendAck
            Done      | Refused[488] | =         |
            Done      | Refused[481] | =         |
            Done      | Failed[408]  | =         |
            Done      | Failed[503]  | =         |
            Done      | Cancel       | =         |
            Done      | Ack          | =         |
            Done      | AckTimeout   | =         |
            Done      | CallEnded    | =         |
            """));
    }
}
