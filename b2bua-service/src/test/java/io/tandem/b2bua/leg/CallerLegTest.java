package io.tandem.b2bua.leg;

import java.util.List;

import io.tandem.b2bua.leg.CallerLeg.Accepted;
import io.tandem.b2bua.leg.CallerLeg.Ack;
import io.tandem.b2bua.leg.CallerLeg.AckTimeout;
import io.tandem.b2bua.leg.CallerLeg.Bye;
import io.tandem.b2bua.leg.CallerLeg.CalleeAnswered;
import io.tandem.b2bua.leg.CallerLeg.CalleeLeft;
import io.tandem.b2bua.leg.CallerLeg.CalleeProgressed;
import io.tandem.b2bua.leg.CallerLeg.Cancel;
import io.tandem.b2bua.leg.CallerLeg.Confirmed;
import io.tandem.b2bua.leg.CallerLeg.Early;
import io.tandem.b2bua.leg.CallerLeg.Event;
import io.tandem.b2bua.leg.CallerLeg.Released;
import io.tandem.b2bua.leg.CallerLeg.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallerLegTest {
    static final List<State> STATES = List.of(new Early(), new Accepted(false), new Accepted(true), new Confirmed(), new Released());
    static final List<Event> EVENTS = List.of(new CalleeProgressed(), new CalleeAnswered(), new CalleeLeft(486), new Cancel(), new Bye(), new Ack(),
        new AckTimeout());

    @Test void everyStateMeetsEveryEvent() {
        assertThat(Table.of(STATES, EVENTS, CallerLeg::on)).isEqualTo(Table.plain("""
            Early           | CalleeProgressed | =               | SendProgress
            Early           | CalleeAnswered   | Accepted[false] | SendOk
            Early           | CalleeLeft[486]  | Released        | SendFinal[486]
            Early           | Cancel           | Released        | SendFinal[487] DropCallee
            Early           | Bye              | Released        | SendFinal[487] DropCallee
            Early           | Ack              | =               |
            Early           | AckTimeout       | =               |
            Accepted[false] | CalleeProgressed | =               |
            Accepted[false] | CalleeAnswered   | =               |
            Accepted[false] | CalleeLeft[486]  | Accepted[true]  |
            Accepted[false] | Cancel           | =               |
            Accepted[false] | Bye              | Released        | DropCallee
            Accepted[false] | Ack              | Confirmed       | PassAck
            Accepted[false] | AckTimeout       | Released        | SendBye DropCallee
            Accepted[true]  | CalleeProgressed | =               |
            Accepted[true]  | CalleeAnswered   | =               |
            Accepted[true]  | CalleeLeft[486]  | =               |
            Accepted[true]  | Cancel           | =               |
            Accepted[true]  | Bye              | Released        | DropCallee
            Accepted[true]  | Ack              | Released        | PassAck SendBye
            Accepted[true]  | AckTimeout       | Released        | SendBye DropCallee
            Confirmed       | CalleeProgressed | =               |
            Confirmed       | CalleeAnswered   | =               |
            Confirmed       | CalleeLeft[486]  | Released        | SendBye
            Confirmed       | Cancel           | =               |
            Confirmed       | Bye              | Released        | DropCallee
            Confirmed       | Ack              | =               |
            Confirmed       | AckTimeout       | =               |
            Released        | CalleeProgressed | =               |
            Released        | CalleeAnswered   | =               |
            Released        | CalleeLeft[486]  | =               |
            Released        | Cancel           | =               |
            Released        | Bye              | =               |
            Released        | Ack              | =               |
            Released        | AckTimeout       | =               |
            """));
    }
}
