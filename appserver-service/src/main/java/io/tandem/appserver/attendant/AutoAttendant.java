package io.tandem.appserver.attendant;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.session.Application;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Answers calls to {@code sip:auto-attendant@app.local}; whose attendant it is says {@code P-Callee-UUID}. */
final class AutoAttendant implements Application {
    private static final String USER = "auto-attendant";
    private static final String OWNER = "P-Callee-UUID";
    private static final Refuse NOBODY = new Refuse(404, "Not Found");

    private final Menus menus;
    private final AttendantProperties settings;

    AutoAttendant(Menus menus, AttendantProperties settings) {
        this.menus = menus;
        this.settings = settings;
    }

    @Override
    public boolean answers(SipMessage invite) {
        try {
            SipUri uri = SipUri.parse(invite.requestUri());
            return uri.host().equalsIgnoreCase(settings.domain()) && uri.decodedUser().filter(USER::equals).isPresent();
        } catch (MalformedMessageException none) {
            return false;                           // no application answers it: 404
        }
    }

    @Override
    public CompletableFuture<Decision> decide(SipMessage invite) {
        Optional<String> owner = invite.header(OWNER).filter(uuid -> !uuid.isBlank());
        return owner.isEmpty() ? CompletableFuture.completedFuture(NOBODY)
                : menus.find(owner.get()).thenApply(found -> found.<Decision>map(menu -> new Answer(caller -> new AttendantDialogue(caller, menu, settings)))
                        .orElse(NOBODY));
    }
}
