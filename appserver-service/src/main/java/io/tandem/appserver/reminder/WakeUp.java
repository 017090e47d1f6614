package io.tandem.appserver.reminder;

import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.prompt.Prompt;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.appserver.session.Application;
import io.tandem.appserver.session.Confirmation;
import io.tandem.sdp.Direction;
import io.tandem.sip.message.SipMessage;

/** Says that it is time, to whoever answers its wake-up call, and hangs up. */
final class WakeUp implements Application {
    private static final String USER = "reminder";

    private final Prompts prompts;
    private final String domain;

    WakeUp(Prompts prompts, String domain) {
        this.prompts = prompts;
        this.domain = domain;
    }

    static String uri(String domain) {
        return "sip:" + USER + "@" + domain;
    }

    @Override
    public boolean answers(SipMessage invite) {
        return Application.isFor(invite, USER, domain);
    }

    @Override
    public CompletableFuture<Decision> decide(SipMessage invite) {
        return CompletableFuture.completedFuture(new Answer(caller -> new Confirmation(caller, prompts.of(Prompt.REMINDER)), Direction.SENDONLY));
    }
}
