package io.tandem.appserver.conference;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.appserver.session.Application;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Answers calls to conference rooms, {@code sip:conf=NUMBER@conference.local}: a room is its subscriber's. */
final class Conferences implements Application {
    private static final Pattern ROOM = Pattern.compile("conf=\\+?(\\d{1,32})");
    private static final Refuse NOBODY = new Refuse(404, "Not Found");

    private final RoomDirectory directory;
    private final Rooms rooms;
    private final ConferenceProperties properties;

    Conferences(RoomDirectory directory, Rooms rooms, ConferenceProperties properties) {
        this.directory = directory;
        this.rooms = rooms;
        this.properties = properties;
    }

    @Override
    public boolean answers(SipMessage invite) {
        return uri(invite).filter(uri -> uri.host().equalsIgnoreCase(properties.domain())).isPresent();
    }

    @Override
    public CompletableFuture<Decision> decide(SipMessage invite) {
        Matcher room = ROOM.matcher(uri(invite).flatMap(SipUri::decodedUser).orElse(""));
        return !room.matches() ? CompletableFuture.completedFuture(NOBODY)
                : directory.find(room.group(1)).thenApply(found -> found.map(this::answer).orElse(NOBODY));
    }

    private Decision answer(RoomSettings settings) {
        return new Answer(caller -> new ParticipantDialogue(caller, settings, rooms, properties));
    }

    private static Optional<SipUri> uri(SipMessage invite) {
        try {
            return Optional.of(SipUri.parse(invite.requestUri()));
        } catch (MalformedMessageException e) {
            return Optional.empty();                // no application answers it: 404
        }
    }
}
