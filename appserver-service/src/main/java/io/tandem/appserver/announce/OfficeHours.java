package io.tandem.appserver.announce;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.tandem.appserver.session.Application;
import io.tandem.appserver.session.Confirmation;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.sdp.Direction;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Says when somebody can be reached, to callers that are forwarded to {@code sip:office-hours@app.local} (signalling.md §3.10): the sound
 * {@code office_hours} of whoever forwards, then BYE; or, at {@code sip:custom-hours@app.local;announcement=HANDLE}, one of its custom announcements
 * (§2.20). */
final class OfficeHours implements Application {
    private static final String USER = "office-hours";
    private static final String CUSTOM = "custom-hours";
    private static final Pattern CUSTOM_HANDLE = Pattern.compile("custom_announcement_\\d");
    private static final String HANDLE = "office_hours";
    private static final String OWNER = "P-Caller-UUID"; // who answers for a leg that is forwarded is who forwards
    private static final Refuse NOTHING_TO_SAY = new Refuse(404, "Not Found");

    private final Function<String, CompletableFuture<Optional<Subscriber>>> subscribers;
    private final OwnerSounds sounds;
    private final String domain;

    /** @param subscribers by UUID
     *  @param domain of the request URI */
    OfficeHours(Function<String, CompletableFuture<Optional<Subscriber>>> subscribers, OwnerSounds sounds, String domain) {
        this.subscribers = subscribers;
        this.sounds = sounds;
        this.domain = domain;
    }

    @Override
    public boolean answers(SipMessage invite) {
        return Application.isFor(invite, USER, domain) || Application.isFor(invite, CUSTOM, domain);
    }

    @Override
    public CompletableFuture<Decision> decide(SipMessage invite) {
        Optional<String> handle = Application.isFor(invite, USER, domain) ? Optional.of(HANDLE)
                : SipUri.parse(invite.requestUri()).parameter("announcement").filter(name -> CUSTOM_HANDLE.matcher(name).matches());
        return subscribers.apply(invite.header(OWNER).orElse("")).thenCompose(found -> found.isPresent() && handle.isPresent()
                ? said(found.get(), handle.get()) : CompletableFuture.completedFuture(NOTHING_TO_SAY));
    }

    private CompletableFuture<Decision> said(Subscriber owner, String handle) {
        return sounds.set(owner).thenCompose(set -> sounds.samples(set, handle, new short[0])).thenApply(samples ->
                samples.length == 0 ? NOTHING_TO_SAY : new Answer(caller -> new Confirmation(caller, samples), Direction.SENDONLY));
    }
}
