package io.tandem.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.IncomingCall;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.MediaQuality;
import io.tandem.testkit.phone.Phone;

/**
 * Two built-in phones register, call, send each other a tone, and hang up.
 *
 * @param callId of the caller's leg
 * @param heardByCaller what came from the called phone
 * @param heardByCalled what came from the calling phone
 */
public record Conversation(String callId, Ladder ladder, MediaQuality heardByCaller, MediaQuality heardByCalled) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double CALLER_HZ = 440;
    private static final double CALLED_HZ = 660;

    /** One phone's account and how it reaches the switch, as in {@link SipAccess#open}. */
    public record Party(Account account, String transport) {}

    /**
     * Blocks until the call is over.
     *
     * @throws io.tandem.testkit.phone.PhoneException if a step fails; its message says which and what was answered
     */
    public static Conversation hold(Party caller, Party called, SipAccess access, Duration talk) throws IOException {
        Ladder ladder = new Ladder();
        try (Phone a = access.open(caller.account(), caller.transport(), ladder);
             Phone b = access.open(called.account(), called.transport(), ladder)) {
            a.register(PATIENCE);
            b.register(PATIENCE);
            Call calling = a.call("sip:" + called.account().username() + "@" + called.account().domain());
            IncomingCall incoming = b.awaitIncoming(PATIENCE);
            incoming.ring();
            calling.awaitRinging(PATIENCE);
            Call answered = incoming.answer();
            calling.awaitAnswered(PATIENCE);
            bothTalk(calling, answered, talk);
            calling.hangUp(PATIENCE);
            answered.awaitEnded(PATIENCE);
            a.unregister(PATIENCE);
            b.unregister(PATIENCE);
            return new Conversation(calling.callId(), ladder, calling.quality(CALLED_HZ), answered.quality(CALLER_HZ));
        }
    }

    /** On threads of their own: the common pool of a two-core machine has one, and they would talk in turn. */
    private static void bothTalk(Call calling, Call answered, Duration talk) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.allOf(CompletableFuture.runAsync(() -> calling.talk(talk, CALLER_HZ), threads),
                CompletableFuture.runAsync(() -> answered.talk(talk, CALLED_HZ), threads)).join();
        }
    }

    /** Packets of {@code talk} at 20 ms, less what may still be under way when a phone hangs up. */
    public boolean isGood(Duration talk) {
        return isGood(heardByCaller, talk) && isGood(heardByCalled, talk);
    }

    private static boolean isGood(MediaQuality heard, Duration talk) {
        return heard.toneRecognised() && heard.lost() == 0 && heard.received() >= talk.toMillis() / 20 - 5;
    }
}
