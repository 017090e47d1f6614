package io.tandem.appserver.vsc;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.prompt.Prompt;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.appserver.session.Application;
import io.tandem.appserver.session.Confirmation;
import io.tandem.sdp.Direction;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers calls to service codes: changes what the code asks for, then says so. The caller hears that it is done only once it is committed. */
public final class ServiceCodes implements Application {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceCodes.class);
    private static final String DOMAIN = "vsc.local";
    private static final String CALLER = "P-Caller-UUID";
    private static final String PARAMETERS = "P-App-Param";
    private static final String APPLICATION = "P-App-Name";
    private static final String NAME = "sw_vsc";

    private final Settings settings;
    private final Prompts prompts;

    ServiceCodes(Settings settings, Prompts prompts) {
        this.settings = settings;
        this.prompts = prompts;
    }

    @Override
    public boolean answers(SipMessage invite) {
        try {
            return SipUri.parse(invite.requestUri()).host().equalsIgnoreCase(DOMAIN) && invite.header(APPLICATION).orElse(NAME).equals(NAME);
        } catch (MalformedMessageException none) {
            return false;                           // no application answers it: 404
        }
    }

    @Override
    public CompletableFuture<Decision> decide(SipMessage invite) {
        Optional<String> caller = invite.header(CALLER).filter(uuid -> !uuid.isBlank());
        if (caller.isEmpty()) return CompletableFuture.completedFuture(new Refuse(500, "Server Internal Error"));
        Optional<SettingChange> change = invite.header(PARAMETERS).flatMap(SettingChange::parse);
        return change.isEmpty() ? CompletableFuture.completedFuture(say(Prompt.SERVICE_ERROR))
                : settings.change(caller.get(), change.get()).handle((outcome, failure) -> {
                    if (failure != null) {
                        LOG.error("service code of {} not carried out, call {}: {}", caller.get(), invite.callId(), failure.toString());
                        return say(Prompt.SERVICE_ERROR);
                    }
                    return say(switch (outcome) {
                        case DONE -> change.get().isOn() ? Prompt.SERVICE_ACTIVATED : Prompt.SERVICE_DEACTIVATED;
                        case NOT_ALLOWED -> Prompt.SERVICE_UNAVAILABLE;
                        case NOBODY -> Prompt.SERVICE_ERROR;
                    });
                });
    }

    private Decision say(Prompt prompt) {
        return new Answer(caller -> new Confirmation(caller, prompts.of(prompt)), Direction.SENDONLY);
    }
}
