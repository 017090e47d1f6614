package io.tandem.proxy.call;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.data.forward.ForwardType;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;

/** What callers hear of calls that are under way, before they end or go on elsewhere (§2.20). Event loop only. */
public interface Announcements {

    /** Before a call is refused.
     * @param leg     that was refused last
     * @param refusal as it came
     * @param remote  from a phone or peer; else it is ours
     * @param told    what the caller gets instead
     * @return {@code told} once the sound has been played, 487 if the caller has given up meanwhile; empty if there is nothing to say */
    Optional<CompletionStage<SipMessage>> refusing(ServerTransaction invite, Attempt leg, SipMessage refusal, boolean remote, SipMessage told);

    /** Before a call is forwarded.
     * @return whether the caller is still there, once the sound has been played; at once if there is none */
    CompletionStage<Boolean> forwarded(ServerTransaction invite, Attempt leg, ForwardType type);

    /** The sound file that whoever answers hears before the caller. */
    Optional<Integer> toCallee(Attempt leg);

    /** The sound file that callers hear as a ringback tone after an announcement. */
    Optional<Integer> ringback(Attempt leg);
}
