package io.tandem.appserver.recent;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.tandem.appserver.announce.OwnerSounds;
import io.tandem.appserver.prompt.Prompt;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.appserver.session.Application;
import io.tandem.appserver.session.Confirmation;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.sound.SoundSet;
import io.tandem.sdp.Direction;
import io.tandem.sip.message.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the codes that are about who called last: reads the number out, digit by digit ({@code play_last_caller}), or keeps the call as a malicious one
 * ({@code malicious_call}) for a subscriber with {@code malicious_call_identification}. */
final class RecentCalls implements Application {
    private static final Logger LOG = LoggerFactory.getLogger(RecentCalls.class);
    private static final String NAME = "P-App-Name";
    private static final String READ_OUT = "play_last_caller";
    private static final String REPORT = "malicious_call";
    private static final String CALLER = "P-Caller-UUID";
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]+");
    private static final short[] NOTHING = new short[0];

    private final Function<String, CompletableFuture<Optional<Subscriber>>> subscribers;
    private final ReceivedCalls calls;
    private final OwnerSounds sounds;
    private final Prompts prompts;

    /** @param subscribers by UUID */
    RecentCalls(Function<String, CompletableFuture<Optional<Subscriber>>> subscribers, ReceivedCalls calls, OwnerSounds sounds, Prompts prompts) {
        this.subscribers = subscribers;
        this.calls = calls;
        this.sounds = sounds;
        this.prompts = prompts;
    }

    @Override
    public boolean answers(SipMessage invite) {
        return invite.header(NAME).filter(name -> name.equals(READ_OUT) || name.equals(REPORT)).isPresent();
    }

    @Override
    public CompletableFuture<Decision> decide(SipMessage invite) {
        boolean reports = invite.header(NAME).filter(REPORT::equals).isPresent();
        return subscribers.apply(invite.header(CALLER).orElse("")).thenCompose(found -> found
                .map(caller -> (reports ? reported(caller, invite.callId()) : readOut(caller)).<Decision>thenApply(this::say))
                .orElseGet(() -> CompletableFuture.completedFuture(new Refuse(500, "Server Internal Error"))))
                .exceptionally(failure -> {
                    LOG.error("code for the last caller not carried out, call {}: {}", invite.callId(), failure.toString());
                    return say(prompts.of(Prompt.SERVICE_ERROR));
                });
    }

    private Decision say(short[] samples) {
        return new Answer(caller -> new Confirmation(caller, samples), Direction.SENDONLY);
    }

    private CompletableFuture<short[]> readOut(Subscriber subscriber) {
        return sounds.set(subscriber).thenCompose(set -> calls.last(subscriber.uuid()).thenCompose(last -> last.map(call -> call.anonymous()
                ? sounds.samples(set, "recent_call_anonymous", prompts.of(Prompt.ANONYMOUS_CALLER)) : spoken(set, number(subscriber, call)))
                .orElseGet(() -> sounds.samples(set, "recent_call_empty", prompts.of(Prompt.NO_CALLS)))));
    }

    /** Of whoever wants it ({@code recent_calls_by_upn}) the number that its phone has shown, in the form in which it dials; else that of the network. */
    private static String number(Subscriber subscriber, LastCall call) {
        boolean shown = subscriber.preferences().get(CallPreferences.RECENT_CALLS_BY_UPN)
                || subscriber.customerPreferences().get(CallPreferences.RECENT_CALLS_BY_UPN);
        return shown && NUMBER.matcher(call.shown()).matches() ? call.shown() : call.caller();
    }

    /** What is no digit is not spoken: a plus sign, or the letters of a name. */
    private CompletableFuture<short[]> spoken(SoundSet set, String number) {
        CompletableFuture<short[]> all = sounds.samples(set, "recent_call_play_number", NOTHING);
        for (char digit : number.toCharArray()) {
            if (digit >= '0' && digit <= '9') {
                all = all.thenCombine(sounds.samples(set, Character.toString(digit), prompts.of(Prompt.ofDigit(digit - '0'))), OwnerSounds::joined);
            }
        }
        return all;
    }

    private CompletableFuture<short[]> reported(Subscriber subscriber, String callId) {
        if (!subscriber.preferences().get(CallPreferences.MALICIOUS_CALL_IDENTIFICATION)
                && !subscriber.customerPreferences().get(CallPreferences.MALICIOUS_CALL_IDENTIFICATION)) {
            LOG.info("call {}: subscriber {} has no malicious_call_identification, nothing is reported", callId, subscriber.uuid());
            return CompletableFuture.completedFuture(prompts.of(Prompt.SERVICE_UNAVAILABLE));
        }
        return calls.last(subscriber.uuid()).thenCompose(last -> last.isEmpty() ? CompletableFuture.completedFuture(prompts.of(Prompt.NO_CALLS))
                : calls.report(subscriber.uuid(), last.get()).thenCompose(_ -> sounds.set(subscriber))
                        .thenCompose(set -> sounds.samples(set, "malicious_call_report", prompts.of(Prompt.SERVICE_ACTIVATED))));
    }
}
