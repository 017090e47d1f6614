package io.tandem.b2bua.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

import io.tandem.b2bua.call.Verdict.Go;
import io.tandem.b2bua.call.Verdict.Refuse;
import io.tandem.b2bua.message.AppParameters;
import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.message.Tokens;
import io.tandem.b2bua.outlet.Outlet;
import io.tandem.b2bua.park.CarPark;
import io.tandem.b2bua.refresh.LegTimer;
import io.tandem.b2bua.timer.CallProperties;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** What happens to an INVITE that opens a call, in order, until a stage refuses it or leg B is drawn up (signalling.md §3.1, §3.2). Pure. */
final class CallPlan {
    /** One stage: looks at the draft, adds to it or refuses. */
    private record Stage(String name, BiFunction<CallDraft, Load, Verdict> rule) {}

    private static final Set<String> APPLICATIONS = Set.of("sbc", CarPark.PARK, CarPark.TAKE);
    private static final String CALL_ID_SUFFIX = "_pbx-1";

    private final CallProperties limits;
    private final Messages messages;
    private final Tokens tokens;
    private final List<Stage> stages = List.of(
        new Stage("admit", this::admit),
        new Stage("requirements", this::checkRequirements),
        new Stage("application", this::checkApplication),
        new Stage("session interval", this::checkInterval),
        new Stage("next hop", this::findProxy),
        new Stage("length", this::limitLength),
        new Stage("address", this::address),
        new Stage("headers", this::carryHeaders));

    CallPlan(CallProperties limits, Messages messages, Tokens tokens) {
        this.limits = limits;
        this.messages = messages;
        this.tokens = tokens;
    }

    Verdict decide(SipMessage invite, Load load) {
        var draft = new CallDraft(invite, AppParameters.parse(invite.header("P-App-Param").orElse("")), Optional.empty(), limits.maxLength(),
            limits.maxRinging(), Optional.empty());
        for (Stage stage : stages) {
            switch (stage.rule().apply(draft, load)) {
                case Go go -> draft = go.draft();
                case Refuse refuse -> {
                    return refuse;
                }
            }
        }
        return new Go(draft);
    }

    private Verdict admit(CallDraft draft, Load load) {
        if (!load.refuses(limits)) return new Go(draft);
        return new Refuse(503, "Service Unavailable", "overloaded or stopping: %s; limits are tandem.b2bua.calls".formatted(load),
            Optional.of(limits.retryAfter().toSeconds()), Optional.empty());
    }

    private Verdict checkRequirements(CallDraft draft, Load load) {
        SipMessage invite = draft.invite();
        if (invite.fromTag().isEmpty()) return new Refuse(400, "Bad Request", "From of the INVITE has no tag");
        if (!invite.has(HeaderNames.CONTACT)) return new Refuse(400, "Bad Contact Header", "the INVITE has no Contact (RFC 3261 §8.1.1.8)");
        return new Go(draft);
    }

    private Verdict checkApplication(CallDraft draft, Load load) {
        String name = draft.invite().header("P-App-Name").orElse("sbc");
        if (APPLICATIONS.contains(name)) return new Go(draft);
        return new Refuse(404, "Not Found", "no application '%s' here (P-App-Name); known are %s".formatted(name, APPLICATIONS));
    }

    /** RFC 4028 §8.1. */
    private Verdict checkInterval(CallDraft draft, Load load) {
        return LegTimer.of(draft.parameters(), "aleg_").filter(timer -> timer.refuses(draft.invite()))
            .<Verdict>map(timer -> new Refuse(422, "Session Interval Too Small", "the caller asks for refreshes more often than sst_min_timer says",
                Optional.empty(), Optional.of(timer.min()))).orElseGet(() -> new Go(draft));
    }

    private Verdict findProxy(CallDraft draft, Load load) {
        Optional<String> header = draft.invite().header("P-Proxy-Uri");
        if (header.isEmpty()) return new Refuse(500, "Server Internal Error", "no P-Proxy-Uri: the INVITE did not come from a proxy of ours");
        try {
            SipUri proxy = NameAddr.parse(header.get()).uri();
            return Outlet.isAddress(proxy) ? new Go(draft.withNextHop(proxy))
                : new Refuse(500, "Server Internal Error", "P-Proxy-Uri %s has no IP address".formatted(proxy));
        } catch (MalformedMessageException e) {
            return new Refuse(500, "Server Internal Error", "P-Proxy-Uri is no URI: " + e.getMessage());
        }
    }

    private Verdict limitLength(CallDraft draft, Load load) {
        Duration length = draft.parameters().seconds("calltimer").orElse(limits.maxLength());
        Duration expires = draft.invite().header(HeaderNames.EXPIRES).flatMap(text -> AppParameters.parse("expires=" + text).seconds("expires"))
            .orElse(limits.maxRinging());
        return new Go(draft.withLimits(length, expires.compareTo(limits.maxRinging()) < 0 ? expires : limits.maxRinging()));
    }

    /** Whom leg B calls, and as whom: another Call-ID and tag, From and To as the proxy says. */
    private Verdict address(CallDraft draft, Load load) {
        SipMessage invite = draft.invite();
        try {
            NameAddr from = NameAddr.parse(invite.header("P-App-From").or(() -> invite.header(HeaderNames.FROM)).orElseThrow());
            NameAddr to = NameAddr.parse(invite.header("P-App-To").or(() -> invite.header(HeaderNames.TO)).orElseThrow());
            return new Go(draft.withOutgoing(SipMessage.request(Methods.INVITE, invite.requestUri())
                .header(HeaderNames.MAX_FORWARDS, "70")
                .header(HeaderNames.FROM, from.withoutParameter("tag").withTag(tokens.tag()).toString())
                .header(HeaderNames.TO, to.withoutParameter("tag").toString())
                .header(HeaderNames.CALL_ID, invite.callId() + CALL_ID_SUFFIX)
                .header(HeaderNames.CSEQ, "1 INVITE").build()));
        } catch (MalformedMessageException e) {
            return new Refuse(500, "Server Internal Error", "P-App-From or P-App-To is no name-addr: " + e.getMessage());
        }
    }

    private Verdict carryHeaders(CallDraft draft, Load load) {
        return new Go(draft.withOutgoing(messages.carry(draft.invite(), draft.outgoing().orElseThrow())));
    }
}
