package io.tandem.b2bua.call;

import java.util.Optional;

import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.message.ReferTo;
import io.tandem.b2bua.message.Replaces;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.HandedOver;
import io.tandem.b2bua.session.Replaceable;
import io.tandem.b2bua.session.Transferor;
import io.tandem.b2bua.thirdparty.ReferNews;
import io.tandem.b2bua.thirdparty.ThirdPartyCall;
import io.tandem.b2bua.thirdparty.ThirdPartyInvites;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** A transfer that one party of a call has asked for (RFC 3515, RFC 5589; signalling.md §3.7): a new call in its name, which it pays for, for the other party.
 * Loop thread only. */
final class Transfer implements ThirdPartyCall.Standing {
    private static final String SUFFIX = "_xfer-";

    private final Call call;
    private final Side by;
    private final CallContext context;
    private final ReferNews news;
    private final ThirdPartyCall next;
    private final Optional<Transferor> stays;
    private boolean pending = true;

    /** @param by     who has sent the REFER
     * @param number of transfers in this call, from 1 */
    Transfer(Call call, Side by, Transferor transferor, SipMessage refer, ReferTo to, int number, CallContext context) {
        this.call = call;
        this.by = by;
        this.context = context;
        this.stays = call.transferor(by.other());
        this.news = new ReferNews(call.dialog(by), refer, number > 1, context);
        SipMessage invite = ThirdPartyInvites.asSubscriber(transferor.subscriber(), transferor.address(), target(to, context),
            callId(call.callId(), number), context).set("Referred-By", ReferTo.referredBy(refer, transferor.address()));
        to.replaces().ifPresent(replaces -> invite.set("Replaces", replaces));
        this.next = new ThirdPartyCall(this, invite, context);
    }

    /** With another number if the call is a transfer's already: mediation knows one such suffix. */
    private static String callId(String before, int number) {
        return before + (before.contains(SUFFIX) ? "." : SUFFIX) + number;
    }

    /** Who is to be replaced by the other party is known here, and with whom he talks: a phone knows no address but that of the load balancer. */
    private static SipUri target(ReferTo to, CallContext context) {
        return to.replaces().flatMap(Replaces::parse).flatMap(replaces -> Replaceable.find(replaces, context.table())).map(Replaceable::farAddress)
            .orElse(to.target());
    }

    /** Makes the new call while the two still talk; the transferor hears how it goes. */
    void start() {
        news.tell(100, "Trying");
        next.start(call.draft().nextHop().orElseThrow(), call.draft().maxRinging());
    }

    /** Releases the transferor at once. */
    void startAtOnce() {
        news.end();
        pending = false;
        next.startWith(call.handOver(by.other()), call.draft().nextHop().orElseThrow(), call.draft().maxRinging());
    }

    boolean isPending() {
        return pending;
    }

    /** Whether the other party stays on the line when this one hangs up. */
    boolean outlives(Side side) {
        return pending && side == by;
    }

    /** The call was ended from the middle. */
    void abandon() {
        onLeft(by.other());
    }

    /** One party has hung up. */
    void onLeft(Side side) {
        if (!pending) return;
        pending = false;
        news.end();
        if (side == by) next.stand(call.line(by.other()));
        else next.standingLeft();
    }

    @Override public void onProgress(SipMessage provisional) {
        news.tell(provisional.status(), provisional.reason());
    }

    @Override public Optional<HandedOver> take() {
        if (!pending) return Optional.empty();
        pending = false;
        news.tell(200, "OK");
        return Optional.of(call.handOver(by.other()));
    }

    @Override public Optional<Transferor> subscriber() {
        return stays;
    }

    @Override public void onFailed(int status, String reason) {
        pending = false;
        news.tell(status, reason);
    }
}
