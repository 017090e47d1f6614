package io.tandem.proxy.announce;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.preference.CallPreferences;
import io.tandem.proxy.call.Announcements;
import io.tandem.proxy.call.CallTable;
import io.tandem.proxy.call.ForwardedRequest;
import io.tandem.proxy.call.Target;
import io.tandem.proxy.codec.MediaWishes;
import io.tandem.proxy.leg.ActiveInvites;
import io.tandem.proxy.leg.InternalHeaders;
import io.tandem.proxy.leg.LegMedia;
import io.tandem.proxy.media.EarlyMedia;
import io.tandem.proxy.media.MediaTerms;
import io.tandem.proxy.media.OfferAnswer;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.queue.QueueStep;
import io.tandem.proxy.route.Elements;
import io.tandem.proxy.route.LegMark;
import io.tandem.proxy.route.LooseRoute;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the app server play sounds to callers whose calls are not answered yet. Whatever goes wrong there, the call goes on as it would without a sound. Event
 * loop only. */
public final class Announcer implements Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final Duration LONGEST = Duration.ofMinutes(11); // the app server ends it before
    private static final String ANSWERED = "conn_type=established;";
    private static final String REFUSAL = "sip:earlyannounce@app.local";
    private static final String BEFORE_CALL = "sip:pre_announce@app.local";

    private final ForwardedRequest.Forwarding forwarding;
    private final Elements elements;
    private final LegMedia media;
    private final ActiveInvites active;
    private final CallTable calls;
    private final LegMark marks;

    public Announcer(ForwardedRequest.Forwarding forwarding, Elements elements, LegMedia media, ActiveInvites active, CallTable calls,
            LegMark marks) {
        this.marks = marks;
        this.calls = calls;
        this.forwarding = forwarding;
        this.elements = elements;
        this.media = media;
        this.active = active;
    }

    /** Before a call is refused.
     * @param status   ours, and
     * @param reason   our phrase, whatever the caller is told
     * @param response for the caller
     * @return this response once the sound has been played, at once if there is none; 487 if the caller has given up meanwhile */
    public CompletionStage<SipMessage> refused(ServerTransaction invite, Attempt attempt, int status, String reason, SipMessage response) {
        Optional<Integer> sound = canBeHeard(attempt) ? Refusal.sound(attempt, status, reason) : Optional.empty();
        return sound.map(file -> say(invite, attempt, file, response).thenApply(told -> {
            if (!invite.isCompleted()) { // else the app server says it in a call of its own, which has its own end
                media.end(attempt.request().callId());
            }
            return told;
        })).orElseGet(() -> CompletableFuture.completedFuture(response));
    }

    @Override
    public Optional<CompletionStage<SipMessage>> refusing(ServerTransaction invite, Attempt leg, SipMessage refusal, boolean remote, SipMessage told) {
        if (invite.isCompleted() || QueueStep.waits(leg) || !canBeHeard(leg)) {
            return Optional.empty(); // a queue has said itself that it is full
        }
        Optional<Integer> sound = remote ? Refusal.soundAfter(leg, refusal.status()) : Refusal.sound(leg, refusal.status(), refusal.reason());
        return sound.map(file -> say(invite, leg, file, told));
    }

    private CompletionStage<SipMessage> say(ServerTransaction invite, Attempt attempt, int file, SipMessage response) {
        boolean answered = attempt.original().ofCaller().own().get(CallPreferences.ANNOUNCE_CONN_TYPE).filter("established"::equals).isPresent();
        return play(invite, attempt, REFUSAL, "early_dbprompt", (answered ? ANSWERED : "") + "reset_to_tag=0;force_early_announce=0;audio_id="
                        + file
                        + ";play_looped=" + (Refusal.isLooped(attempt, file) ? "yes" : "no")
                        + ";fr_code=" + response.status() + ";fr_reason=\"" + response.reason().replaceAll("[\"\\\\]", "") + "\"")
                .thenApply(there -> there || invite.isCompleted() ? response : forwarding.replies().of(invite.request(), 487, "Request terminated"));
    }

    /** Before a call is made.
     * @return whether the caller is still there, once the sounds have been played; at once if there are none */
    public CompletionStage<Boolean> made(ServerTransaction invite, Attempt attempt) {
        return played(invite, attempt, canBeHeard(attempt) ? BeforeCall.sounds(attempt) : List.of());
    }

    @Override
    public CompletionStage<Boolean> forwarded(ServerTransaction invite, Attempt attempt, ForwardType type) {
        return played(invite, attempt, canBeHeard(attempt) ? BeforeCall.forwardSounds(attempt, type) : List.of());
    }

    @Override
    public Optional<Integer> toCallee(Attempt attempt) {
        return BeforeCall.soundToCallee(attempt);
    }

    @Override
    public Optional<Integer> ringback(Attempt attempt) {
        return BeforeCall.ringback(attempt);
    }

    private CompletionStage<Boolean> played(ServerTransaction invite, Attempt attempt, List<Integer> sounds) {
        if (sounds.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        StringBuilder parameters = new StringBuilder("reply_180=no");
        for (int i = 0; i < sounds.size(); i++) {
            parameters.append(i == 0 ? ";audio_id=" : ";audio" + (i + 1) + "_id=").append(sounds.get(i));
        }
        return play(invite, attempt, BEFORE_CALL, "pre_announce", parameters.toString());
    }

    /** It has offered a description, wants to hear something, and takes an unreliable 183. */
    private static boolean canBeHeard(Attempt attempt) {
        SipMessage invite = attempt.received();
        return OfferAnswer.carriesSdp(invite) && EarlyMedia.isHeard(invite) && !invite.headers(HeaderNames.REQUIRE).contains("100rel");
    }

    private CompletionStage<Boolean> play(ServerTransaction invite, Attempt attempt, String uri, String application, String parameters) {
        CompletableFuture<Boolean> played = new CompletableFuture<>();
        SipMessage asked = InternalHeaders.strip(attempt.received().copy());
        asked.remove(HeaderNames.ROUTE).remove(HeaderNames.P_ASSERTED_IDENTITY).remove(HeaderNames.P_PREFERRED_IDENTITY);
        asked.requestUri(uri).set(HeaderNames.MAX_FORWARDS, Integer.toString(LooseRoute.hopsLeft(asked) - 1))
                .set(InternalHeaders.APP_NAME, application).set(InternalHeaders.APP_PARAM, parameters);
        MediaTerms terms = MediaTerms.withApplication(asked.fromTag().orElse(""), List.of(),
                MediaWishes.of(attempt.original().ofCaller().own()).unrecorded());
        if (parameters.startsWith(ANSWERED)) {
            asked.addFirst(HeaderNames.RECORD_ROUTE, "<" + elements.selfUri() + ";lr;" + LooseRoute.FROM_TAG + "=" + asked.fromTag().orElse("")
                    + marks.sealed(asked.callId(), asked.fromTag().orElse(""), terms.token().map(token -> ";" + LooseRoute.MEDIA + "=" + token).orElse(""))
                    + ">");
        }
        forwarding.answers().when(media.request(asked, terms), offer -> new Playing(invite, terms, played).start(offer), failure -> {
            LOG.warn("call {} hears no announcement: {}", asked.callId(), failure.getMessage());
            played.complete(true);
        });
        return played;
    }

    /** One announcement until its end. */
    private final class Playing {
        private final ServerTransaction invite;
        private final MediaTerms terms;
        private final CompletableFuture<Boolean> played;
        private boolean cancelled;

        Playing(ServerTransaction invite, MediaTerms terms, CompletableFuture<Boolean> played) {
            this.invite = invite;
            this.terms = terms;
            this.played = played;
        }

        void start(SipMessage offer) {
            if (invite.isCompleted()) {
                played.complete(false); // cancelled while the relay was asked
                return;
            }
            ForwardedRequest request = new ForwardedRequest(forwarding, invite, List.of(new Target(offer, elements.flowTo(elements.appServer()))),
                    this::heard, () -> { }, this::ended);
            active.add(invite, reason -> {
                cancelled = true;
                request.cancel(reason);
            });
            request.start(LONGEST);
        }

        /** The app server answers where the caller wants that; the caller has to hang up then, or the app server does. */
        private CompletionStage<SipMessage> heard(SipMessage response) {
            if (response.status() / 100 == 2) {
                active.remove(invite);
                calls.announced(response);
                return media.response(response, true, terms).whenComplete((_, _) -> forwarding.scheduler().execute(() -> played.complete(true)));
            }
            return media.provisional(response, invite.request(), terms);
        }

        /** The caller does not get this response. */
        private boolean ended(SipMessage end) {
            active.remove(invite);
            if (!cancelled && end.status() == 408) {
                LOG.warn("call {} has heard no announcement to its end, is the app server {} there?", end.callId(), elements.appServer());
            }
            played.complete(!cancelled && !invite.isCompleted());
            return true;
        }
    }
}
