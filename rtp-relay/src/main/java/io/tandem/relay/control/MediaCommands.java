package io.tandem.relay.control;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.tandem.relay.filter.MediaFilter;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.RelayException;

/** Commands on the media of parties in a call: what is left out of them (signalling.md §5.2). Control thread. */
final class MediaCommands {
    private final SessionTable sessions;

    MediaCommands(SessionTable sessions) {
        this.sessions = sessions;
    }

    Map<String, NgCommand> commands() {
        return Map.of(
                "block-media", filtering(filter -> filter.block(true)),
                "unblock-media", filtering(filter -> filter.block(false)),
                "silence-media", filtering(filter -> filter.silence(true)),
                "unsilence-media", filtering(filter -> filter.silence(false)),
                "block-dtmf", filtering(filter -> filter.blockDtmf(true)),
                "unblock-dtmf", filtering(filter -> filter.blockDtmf(false)));
    }

    private NgCommand filtering(Consumer<MediaFilter> change) {
        return request -> {
            for (Leg leg : legs(request)) {
                leg.filter(change);
            }
            return NgCommand.ok();
        };
    }

    private List<Leg> legs(NgRequest request) throws RelayException {
        return sessions.legs(request.require("call-id"), request.options());
    }
}
