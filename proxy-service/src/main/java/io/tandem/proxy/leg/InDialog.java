package io.tandem.proxy.leg;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import io.tandem.proxy.accounting.Accounting;
import io.tandem.proxy.accounting.CallRecords;
import io.tandem.proxy.call.CallTable;
import io.tandem.proxy.call.ForwardedRequest;
import io.tandem.proxy.call.ResponseFilter;
import io.tandem.proxy.call.Target;
import io.tandem.proxy.codec.CodecFilter;
import io.tandem.proxy.header.ShownAgent;
import io.tandem.proxy.media.CallQuality;
import io.tandem.proxy.media.MediaTerms;
import io.tandem.proxy.media.OfferAnswer;
import io.tandem.proxy.route.Elements;
import io.tandem.proxy.route.LegMark;
import io.tandem.proxy.route.LooseRoute;
import io.tandem.proxy.trunk.Trunks;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transport.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests inside dialogs. They carry their way with them, so a call goes on, and ends with its records, although this process never saw
 * it begin. Event loop only. */
public final class InDialog {
    private static final Logger LOG = LoggerFactory.getLogger(InDialog.class);

    private final ForwardedRequest.Forwarding forwarding;
    private final Elements elements;
    private final LegMedia media;
    private final Accounting accounting;
    private final CallTable calls;
    private final ActiveInvites active;
    private final InstantSource clock;
    private final Trunks trunks;
    private final LegMark marks;

    public InDialog(ForwardedRequest.Forwarding forwarding, LegA.Parts parts, Trunks trunks) {
        this.forwarding = forwarding;
        this.elements = parts.elements();
        this.media = parts.media();
        this.accounting = parts.records().accounting();
        this.calls = parts.table();
        this.active = parts.active();
        this.clock = parts.records().clock();
        this.trunks = trunks;
        this.marks = parts.marks();
    }

    /** Takes a request with a To tag, ACK excepted. */
    public void start(ServerTransaction transaction) {
        switch (LooseRoute.of(transaction.request(), elements, marks)) {
            case LooseRoute.Nowhere _ -> transaction.respond(forwarding.replies().of(transaction.request(), 481));
            case LooseRoute.Onward onward -> start(transaction, onward);
        }
    }

    private void start(ServerTransaction transaction, LooseRoute.Onward onward) {
        SipMessage request = InternalHeaders.strip(onward.request());
        boolean legB = onward.legB() && !calls.isUp(request); // without a Route only the Call-ID tells
        boolean ours = !legB && calls.mayBelong(request);
        boolean refers = request.method().equals(Methods.REFER);
        if (!ours) {
            forward(transaction, onward, request, refers && legB ? referred(transaction.request(), response -> response)
                    : !legB && request.method().equals(Methods.BYE) ? accepted(transaction, onward.target()) : ResponseFilter.NONE);
            return;
        }
        boolean offered = OfferAnswer.carriesSdp(request);
        MediaTerms terms = terms(transaction.request());
        Instant arrival = clock.instant();
        Agents agents = agents(transaction.request());
        agents.sender().applied(request);
        ResponseFilter filter = refers ? referred(transaction.request(), agents.other()::applied)
                : request.method().equals(Methods.BYE) ? response -> ended(transaction.request(), agents.other().applied(response), arrival)
                : response -> media.response(holding(transaction.request(), agents.other().applied(response)), offered, terms);
        if (request.method().equals(Methods.INFO) && pressesKey(transaction, request, terms, () -> forward(transaction, onward, request, filter))) {
            return;
        }
        forwarding.answers().when(media.request(request, terms), described -> forward(transaction, onward, described, filter), failure -> {
            LOG.warn("{} of call {} refused: {}", request.method(), request.callId(), failure.getMessage());
            forwarding.replies().refuse(transaction, 503, "Media Relay Unavailable");
        });
    }

    /** The relay presses the key that an INFO tells of, and the INFO ends here; it goes on where the relay cannot.
     * @return false for any other INFO */
    private boolean pressesKey(ServerTransaction transaction, SipMessage info, MediaTerms terms, Runnable otherwise) {
        Optional<CompletionStage<Void>> pressed = media.pressed(info, terms);
        pressed.ifPresent(done -> forwarding.answers().when(done, _ -> transaction.respond(forwarding.replies().of(transaction.request(), 200)), failure -> {
            LOG.warn("digit of call {} goes on as INFO: {}", info.callId(), failure.getMessage());
            otherwise.run();
        }));
        return pressed.isPresent();
    }

    /** A transfer that was accepted leaves a record, of whichever leg (§2.25). */
    private ResponseFilter referred(SipMessage refer, UnaryOperator<SipMessage> shown) {
        Instant arrival = clock.instant();
        return response -> response.status() / 100 != 2 ? CompletableFuture.completedFuture(shown.apply(response))
                : accounting.keep(CallRecords.refer(refer, response, arrival)).handle((_, failure) -> {
                    if (failure != null) {
                        LOG.error("REFER of call {} leaves no accounting record: {}", refer.callId(), failure.toString());
                    }
                    return shown.apply(response);
                });
    }

    private SipMessage holding(SipMessage request, SipMessage response) {
        if (request.method().equals(Methods.INVITE) && response.status() / 100 == 2 && OfferAnswer.carriesSdp(request)) {
            calls.held(request, OfferAnswer.isHold(request));
        }
        return response;
    }

    private void forward(ServerTransaction transaction, LooseRoute.Onward onward, SipMessage request, ResponseFilter filter) {
        if (transaction.isCompleted()) {
            return; // cancelled while the relay was asked
        }
        Flow flow = elements.flowTo(onward.target());
        Optional<SipUri> trunk = trunk(onward);
        if (trunk.isEmpty()) {
            forward(transaction, new Target(request, flow), filter);
        } else {
            forwarding.answers().when(trunks.inDialog(request, flow, trunk.get()), target -> forward(transaction, target, filter), failure -> {
                LOG.error("{} of call {} failed", request.method(), request.callId(), failure);
                forwarding.replies().refuse(transaction, 500, "Server Internal Error");
            });
        }
    }

    private Optional<SipUri> ourRoute(SipMessage received) {
        return received.header(HeaderNames.ROUTE).map(route -> NameAddr.parse(route).uri()).filter(elements::isSelf);
    }

    /** Our Route if it says of leg A what we wrote. */
    private Optional<SipUri> sealedRoute(SipMessage received) {
        return ourRoute(received).filter(route -> marks.isSealed(route, received.callId()));
    }

    /** What the parties learn of each other's phones. */
    private record Agents(ShownAgent sender, ShownAgent other) {}

    private Agents agents(SipMessage received) {
        Optional<SipUri> route = sealedRoute(received);
        String[] tokens = route.flatMap(ours -> ours.parameter(LooseRoute.AGENTS)).orElse(".").split("\\.", -1);
        ShownAgent caller = ShownAgent.parse(tokens[0]);
        ShownAgent callee = ShownAgent.parse(tokens[tokens.length - 1]);
        boolean byCaller = route.flatMap(ours -> ours.parameter(LooseRoute.FROM_TAG)).equals(received.fromTag());
        return byCaller ? new Agents(caller, callee) : new Agents(callee, caller);
    }

    /** What the parties take and want, as our Route says. A phone that sends none, or one that is not ours, is not restricted; a call without a media relay
     * goes on without one. */
    private MediaTerms terms(SipMessage received) {
        return sealedRoute(received)
                .map(route -> MediaTerms.parse(route.parameter(LooseRoute.FROM_TAG).orElse(""),
                        route.parameter(LooseRoute.CODECS).map(CodecFilter::parse).orElse(List.of()), route.parameter(LooseRoute.MEDIA).orElse("")))
                .orElse(calls.isWithoutRelay(received.callId()) ? MediaTerms.WITHOUT_RELAY : MediaTerms.NONE);
    }

    /** Our Route if it leads to a peer that may want a password. */
    private Optional<SipUri> trunk(LooseRoute.Onward onward) {
        return onward.caller().filter(route -> trunks.leads(route, onward.request()));
    }

    private void forward(ServerTransaction transaction, Target target, ResponseFilter filter) {
        if (transaction.isCompleted()) {
            return; // cancelled while the peers were read
        }
        ForwardedRequest forwarded = new ForwardedRequest(forwarding, transaction, List.of(target), filter, () -> active.remove(transaction));
        if (transaction.request().method().equals(Methods.INVITE)) {
            active.add(transaction, forwarded::cancel);
        }
        forwarded.start();
    }

    /** A BYE was answered, or nobody is left to answer it: the call is over either way. Unless nobody knows the dialog: whoever guesses ends nothing. */
    private CompletionStage<SipMessage> ended(SipMessage bye, SipMessage response, Instant arrival) {
        if (response.status() == 481 && !calls.isUp(bye)) {
            return CompletableFuture.completedFuture(response);
        }
        boolean withoutRelay = calls.isWithoutRelay(bye.callId()); // the Route says so, too, but may be forged
        calls.end(bye.callId());
        CompletionStage<Optional<CallQuality>> end = withoutRelay ? CompletableFuture.completedFuture(Optional.empty()) : media.end(bye.callId());
        return calls.isAnnounced(bye) ? end.thenApply(_ -> response) : end.thenCompose(quality -> kept(bye, response, arrival, quality));
    }

    /** A BYE with other tags than those of the call that is known by its Call-ID: if the B2BUA or the app server knows the dialog, it is that of a
     * second call, which hides the first or is hidden by it. */
    private ResponseFilter accepted(ServerTransaction transaction, InetSocketAddress target) {
        SipMessage bye = transaction.request();
        boolean ours = elements.isServer(target) || elements.isServer(transaction.source().remote());
        Instant arrival = clock.instant();
        return response -> ours && response.status() / 100 == 2 && !calls.isAnnounced(bye) ? kept(bye, response, arrival, Optional.empty())
                : CompletableFuture.completedFuture(response);
    }

    private CompletionStage<SipMessage> kept(SipMessage bye, SipMessage response, Instant arrival, Optional<CallQuality> quality) {
        return accounting.keep(CallRecords.bye(bye, arrival, quality)).handle((_, failure) -> {
            if (failure != null) {
                LOG.error("BYE of call {} leaves no accounting record: {}", bye.callId(), failure.toString());
            }
            return response;
        });
    }

    /** Takes an ACK for a 2xx. Its session description, if any, answers a late offer. */
    public void ack(SipMessage ack) {
        switch (LooseRoute.of(ack, elements, marks)) {
            case LooseRoute.Nowhere _ -> LOG.debug("ACK of call {} leads nowhere", ack.callId());
            case LooseRoute.Onward onward when onward.legB() || !ack.hasBody() -> send(onward, onward.request());
            case LooseRoute.Onward onward -> forwarding.answers().when(media.request(onward.request(), terms(ack)), described -> send(onward, described),
                    failure -> {
                        LOG.warn("answer in the ACK of call {} passed on as it is: {}", ack.callId(), failure.getMessage());
                        send(onward, onward.request());
                    });
        }
    }

    private void send(LooseRoute.Onward onward, SipMessage ack) {
        SipMessage stripped = InternalHeaders.strip(ack);
        forwarding.layer().sendAck(trunk(onward).isPresent() ? trunks.acknowledged(stripped) : stripped, elements.flowTo(onward.target()));
    }
}
