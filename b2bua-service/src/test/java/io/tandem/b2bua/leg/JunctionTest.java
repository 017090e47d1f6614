package io.tandem.b2bua.leg;

import java.util.List;

import io.tandem.b2bua.leg.Junction.Answered;
import io.tandem.b2bua.leg.Junction.Event;
import io.tandem.b2bua.leg.Junction.HangUp;
import io.tandem.b2bua.leg.Junction.InvitedLeft;
import io.tandem.b2bua.leg.Junction.Inviting;
import io.tandem.b2bua.leg.Junction.Joined;
import io.tandem.b2bua.leg.Junction.Moved;
import io.tandem.b2bua.leg.Junction.Moving;
import io.tandem.b2bua.leg.Junction.NotMoved;
import io.tandem.b2bua.leg.Junction.Released;
import io.tandem.b2bua.leg.Junction.StandingLeft;
import io.tandem.b2bua.leg.Junction.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JunctionTest {
    static final List<State> STATES = List.of(new Inviting(), new Moving(), new Joined(), new Released());
    static final List<Event> EVENTS = List.of(new Answered(), new Moved(), new NotMoved(488), new InvitedLeft(486), new StandingLeft(), new HangUp(503));

    @Test void everyStateMeetsEveryEvent() {
        assertThat(Table.of(STATES, EVENTS, Junction::on)).isEqualTo(Table.plain("""
            Inviting | Answered         | Moving   | MoveStanding
            Inviting | Moved            | =        |
            Inviting | NotMoved[488]    | =        |
            Inviting | InvitedLeft[486] | Released | DropStanding[486]
            Inviting | StandingLeft     | Released | DropInvited
            Inviting | HangUp[503]      | Released | DropInvited DropStanding[503]
            Moving   | Answered         | =        |
            Moving   | Moved            | Joined   | AcknowledgeInvited Join
            Moving   | NotMoved[488]    | Released | DropInvited DropStanding[488]
            Moving   | InvitedLeft[486] | Released | DropStanding[486]
            Moving   | StandingLeft     | Released | DropInvited
            Moving   | HangUp[503]      | Released | DropInvited DropStanding[503]
            Joined   | Answered         | =        |
            Joined   | Moved            | =        |
            Joined   | NotMoved[488]    | =        |
            Joined   | InvitedLeft[486] | Released | DropStanding[486]
            Joined   | StandingLeft     | Released | DropInvited
            Joined   | HangUp[503]      | Released | DropInvited DropStanding[503]
            Released | Answered         | =        |
            Released | Moved            | =        |
            Released | NotMoved[488]    | =        |
            Released | InvitedLeft[486] | =        |
            Released | StandingLeft     | =        |
            Released | HangUp[503]      | =        |
            """));
    }
}
