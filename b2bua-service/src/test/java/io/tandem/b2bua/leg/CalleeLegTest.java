package io.tandem.b2bua.leg;

import java.util.List;
import java.util.Set;

import io.tandem.b2bua.leg.CalleeLeg.Accepted;
import io.tandem.b2bua.leg.CalleeLeg.Answered;
import io.tandem.b2bua.leg.CalleeLeg.Bye;
import io.tandem.b2bua.leg.CalleeLeg.CallerAcknowledged;
import io.tandem.b2bua.leg.CalleeLeg.CallerLeft;
import io.tandem.b2bua.leg.CalleeLeg.Calling;
import io.tandem.b2bua.leg.CalleeLeg.Cancelling;
import io.tandem.b2bua.leg.CalleeLeg.Confirmed;
import io.tandem.b2bua.leg.CalleeLeg.Event;
import io.tandem.b2bua.leg.CalleeLeg.Failed;
import io.tandem.b2bua.leg.CalleeLeg.Progressed;
import io.tandem.b2bua.leg.CalleeLeg.Refused;
import io.tandem.b2bua.leg.CalleeLeg.Released;
import io.tandem.b2bua.leg.CalleeLeg.RingTimeout;
import io.tandem.b2bua.leg.CalleeLeg.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CalleeLegTest {
    static final List<State> STATES = List.of(new Calling(), new Cancelling(), new Answered("w", Set.of()), new Answered("w", Set.of("x")),
        new Confirmed("w", Set.of()), new Confirmed("w", Set.of("x")), new Released(Set.of()), new Released(Set.of("x")));
    static final List<Event> EVENTS = List.of(new Progressed(), new Accepted("w"), new Accepted("x"), new Refused(486), new Failed(408),
        new RingTimeout(), new CallerAcknowledged(), new CallerLeft(), new Bye("w"), new Bye("x"));

    @Test void everyStateMeetsEveryEvent() {
        assertThat(Table.of(STATES, EVENTS, CalleeLeg::on)).isEqualTo(Table.plain("""
            Calling           | Progressed         | =                 | RelayProgress
            Calling           | Accepted[w]        | Answered[w, ]     | RelayAnswer[w]
            Calling           | Accepted[x]        | Answered[x, ]     | RelayAnswer[x]
            Calling           | Refused[486]       | Released[]        | DropCaller[486]
            Calling           | Failed[408]        | Released[]        | DropCaller[408]
            Calling           | RingTimeout        | Cancelling        | SendCancel DropCaller[480]
            Calling           | CallerAcknowledged | =                 |
            Calling           | CallerLeft         | Cancelling        | SendCancel
            Calling           | Bye[w]             | =                 |
            Calling           | Bye[x]             | =                 |
            Cancelling        | Progressed         | =                 |
            Cancelling        | Accepted[w]        | Released[[w]]     | SendAck[w] SendBye[w]
            Cancelling        | Accepted[x]        | Released[[x]]     | SendAck[x] SendBye[x]
            Cancelling        | Refused[486]       | Released[]        |
            Cancelling        | Failed[408]        | Released[]        |
            Cancelling        | RingTimeout        | =                 |
            Cancelling        | CallerAcknowledged | =                 |
            Cancelling        | CallerLeft         | =                 |
            Cancelling        | Bye[w]             | =                 |
            Cancelling        | Bye[x]             | =                 |
            Answered[w, ]     | Progressed         | =                 |
            Answered[w, ]     | Accepted[w]        | =                 |
            Answered[w, ]     | Accepted[x]        | Answered[w, [x]]  | SendAck[x] SendBye[x]
            Answered[w, ]     | Refused[486]       | =                 |
            Answered[w, ]     | Failed[408]        | =                 |
            Answered[w, ]     | RingTimeout        | =                 |
            Answered[w, ]     | CallerAcknowledged | Confirmed[w, ]    | SendAck[w]
            Answered[w, ]     | CallerLeft         | Released[[w]]     | SendAck[w] SendBye[w]
            Answered[w, ]     | Bye[w]             | Released[[w]]     | SendAck[w] DropCaller[480]
            Answered[w, ]     | Bye[x]             | =                 |
            Answered[w, [x]]  | Progressed         | =                 |
            Answered[w, [x]]  | Accepted[w]        | =                 |
            Answered[w, [x]]  | Accepted[x]        | =                 | SendAck[x]
            Answered[w, [x]]  | Refused[486]       | =                 |
            Answered[w, [x]]  | Failed[408]        | =                 |
            Answered[w, [x]]  | RingTimeout        | =                 |
            Answered[w, [x]]  | CallerAcknowledged | Confirmed[w, [x]] | SendAck[w]
            Answered[w, [x]]  | CallerLeft         | Released[[w, x]]  | SendAck[w] SendBye[w]
            Answered[w, [x]]  | Bye[w]             | Released[[w, x]]  | SendAck[w] DropCaller[480]
            Answered[w, [x]]  | Bye[x]             | =                 |
            Confirmed[w, ]    | Progressed         | =                 |
            Confirmed[w, ]    | Accepted[w]        | =                 | SendAck[w]
            Confirmed[w, ]    | Accepted[x]        | Confirmed[w, [x]] | SendAck[x] SendBye[x]
            Confirmed[w, ]    | Refused[486]       | =                 |
            Confirmed[w, ]    | Failed[408]        | =                 |
            Confirmed[w, ]    | RingTimeout        | =                 |
            Confirmed[w, ]    | CallerAcknowledged | =                 |
            Confirmed[w, ]    | CallerLeft         | Released[[w]]     | SendBye[w]
            Confirmed[w, ]    | Bye[w]             | Released[[w]]     | DropCaller[480]
            Confirmed[w, ]    | Bye[x]             | =                 |
            Confirmed[w, [x]] | Progressed         | =                 |
            Confirmed[w, [x]] | Accepted[w]        | =                 | SendAck[w]
            Confirmed[w, [x]] | Accepted[x]        | =                 | SendAck[x]
            Confirmed[w, [x]] | Refused[486]       | =                 |
            Confirmed[w, [x]] | Failed[408]        | =                 |
            Confirmed[w, [x]] | RingTimeout        | =                 |
            Confirmed[w, [x]] | CallerAcknowledged | =                 |
            Confirmed[w, [x]] | CallerLeft         | Released[[w, x]]  | SendBye[w]
            Confirmed[w, [x]] | Bye[w]             | Released[[w, x]]  | DropCaller[480]
            Confirmed[w, [x]] | Bye[x]             | =                 |
            Released[]        | Progressed         | =                 |
            Released[]        | Accepted[w]        | Released[[w]]     | SendAck[w] SendBye[w]
            Released[]        | Accepted[x]        | Released[[x]]     | SendAck[x] SendBye[x]
            Released[]        | Refused[486]       | =                 |
            Released[]        | Failed[408]        | =                 |
            Released[]        | RingTimeout        | =                 |
            Released[]        | CallerAcknowledged | =                 |
            Released[]        | CallerLeft         | =                 |
            Released[]        | Bye[w]             | =                 |
            Released[]        | Bye[x]             | =                 |
            Released[[x]]     | Progressed         | =                 |
            Released[[x]]     | Accepted[w]        | Released[[w, x]]  | SendAck[w] SendBye[w]
            Released[[x]]     | Accepted[x]        | =                 | SendAck[x]
            Released[[x]]     | Refused[486]       | =                 |
            Released[[x]]     | Failed[408]        | =                 |
            Released[[x]]     | RingTimeout        | =                 |
            Released[[x]]     | CallerAcknowledged | =                 |
            Released[[x]]     | CallerLeft         | =                 |
            Released[[x]]     | Bye[w]             | =                 |
            Released[[x]]     | Bye[x]             | =                 |
            """));
    }
}
