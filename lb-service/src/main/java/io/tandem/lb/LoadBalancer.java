package io.tandem.lb;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

import io.tandem.lb.egress.EgressPlan;
import io.tandem.lb.egress.HostResolver;
import io.tandem.lb.ingress.IngressPlan;
import io.tandem.lb.nat.SourceVia;
import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.socket.Literals;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Plan;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.target.Prober;
import io.tandem.lb.topology.OwnTag;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.UnreachableFlowException;

/** The edge where the plans' verdicts become actions: sends, answers, counts. Keeps nothing from one message to the next. Loop thread. */
final class LoadBalancer {

    private final LbSockets sockets;
    private final Literals literals;
    private final InsideAddresses inside;
    private final IngressPlan ingress;
    private final EgressPlan egress;
    private final Prober prober;
    private final Transports transports;
    private final HostResolver resolver;
    private final LbMeters meters;
    private final OwnTag ownTag;
    private final String server;

    LoadBalancer(LbSockets sockets, Literals literals, InsideAddresses inside, IngressPlan ingress, EgressPlan egress, Prober prober, Transports transports,
                 HostResolver resolver, LbMeters meters, OwnTag ownTag, String server) {
        this.sockets = sockets;
        this.literals = literals;
        this.inside = inside;
        this.ingress = ingress;
        this.egress = egress;
        this.prober = prober;
        this.transports = transports;
        this.resolver = resolver;
        this.meters = meters;
        this.ownTag = ownTag;
        this.server = server;
    }

    void onMessage(SipMessage message, Flow source, LbSocket arrival) {
        Passage passage = passage(message, source, arrival);
        boolean fromInside = arrival.index() == sockets.internal().index() && inside.contains(source.remote());
        if (!fromInside && sockets.isOnlyInternal(arrival)) {
            meters.dropped(DropReason.STRANGER_AT_INTERNAL_SOCKET);
            return;
        }
        try {
            if (message.isRequest()) {
                request(passage, fromInside);
            } else {
                response(passage, fromInside);
            }
        } catch (MalformedMessageException e) {
            refuse(passage, e.reason().status(), "Bad Request");
        }
    }

    void onMalformed(Flow source, LbSocket arrival, MalformedMessageException why) {
        Optional<SipMessage> readable = why.headersOnly().filter(SipMessage::isRequest).filter(m -> m.has(HeaderNames.VIA));
        if (readable.isEmpty()) {
            meters.dropped(DropReason.MALFORMED);
            return;
        }
        refuse(passage(readable.get(), source, arrival), why.reason().status(), "Bad Request");
    }

    private Passage passage(SipMessage message, Flow source, LbSocket arrival) {
        return new Passage(message, source, arrival, literals.peer(source.remote()));
    }

    private void request(Passage passage, boolean fromInside) {
        Plan plan = fromInside ? egress.requests() : ingress.requests();
        Verdict verdict = plan.run(passage);
        passage.trying().ifPresent(trying -> respond(trying, passage));
        act(passage, verdict, fromInside);
    }

    private void response(Passage passage, boolean fromInside) {
        if (fromInside && prober.take(passage.message())) {
            meters.dropped(DropReason.PROBE_ANSWER);
            return;
        }
        act(passage, (fromInside ? egress.responses() : ingress.responses()).run(passage), fromInside);
    }

    private void act(Passage passage, Verdict verdict, boolean fromInside) {
        switch (verdict) {
            case Verdict.Next _ -> throw new IllegalStateException("a plan ended without a verdict");
            case Verdict.Drop drop -> meters.dropped(drop.reason());
            case Verdict.Answer answer -> answer(passage, answer);
            case Verdict.Forward forward -> forward(passage, forward, fromInside);
        }
    }

    private void forward(Passage passage, Verdict.Forward forward, boolean fromInside) {
        Optional<InetSocketAddress> literal = literals.address(forward.target());
        if (literal.isPresent()) {
            send(passage, forward, literal.get(), fromInside);
            return;
        }
        resolver.resolve(forward.target(), address -> {
            if (address.isPresent()) {
                send(passage, forward, address.get(), fromInside);
            } else {
                failed(passage, new Verdict.Answer(478, "Unresolvable destination (478/SL)", List.of()), DropReason.NO_ROUTE);
            }
        });
    }

    private void send(Passage passage, Verdict.Forward forward, InetSocketAddress remote, boolean fromInside) {
        Optional<Flow> flow = transports.flow(forward.socket(), remote, forward.mayConnect());
        if (flow.isEmpty()) {
            connectionGone(passage);
            return;
        }
        try {
            transports.send(forward.socket(), passage.message(), flow.get());
            meters.forwarded(fromInside, passage.message().isRequest());
        } catch (UnreachableFlowException | IllegalArgumentException e) {
            connectionGone(passage);
        }
    }

    /** A stream took a message and then broke: the sender is told as if it had never been open. */
    void onUndelivered(SipMessage sent) {
        boolean ours = sent.isRequest() && sent.count(HeaderNames.VIA) > 1;
        if (!ours) {
            meters.dropped(DropReason.CONNECTION_GONE);
            return;
        }
        SipMessage request = sent.copy().removeFirst(HeaderNames.VIA);
        HostPort back = SourceVia.responseTarget(request);
        back.literal().filter(inside::contains).ifPresent(remote -> {
            Passage passage = passage(request, Flow.udp(sockets.internal().address(), remote), sockets.internal());
            answer(passage, unreachable(request));
        });
    }

    /** A phone whose connection is gone is offline; in a dialog, the next hop cannot be reached (the texts are Kamailio's). */
    private void connectionGone(Passage passage) {
        SipMessage message = passage.message();
        if (message.isRequest()) {
            message.removeFirst(HeaderNames.VIA);
            answer(passage, unreachable(message));
        } else {
            meters.dropped(DropReason.CONNECTION_GONE);
        }
    }

    private void failed(Passage passage, Verdict.Answer answer, DropReason reason) {
        if (passage.message().isRequest()) {
            passage.message().removeFirst(HeaderNames.VIA);
            answer(passage, answer);
        } else {
            meters.dropped(reason);
        }
    }

    private static Verdict.Answer unreachable(SipMessage request) {
        return request.toTag().isPresent()
                ? new Verdict.Answer(477, "Unfortunately error on sending to next hop occurred (477/SL)", List.of())
                : new Verdict.Answer(480, "Temporarily Unavailable", List.of());
    }

    private void refuse(Passage passage, int status, String phrase) {
        if (passage.message().isRequest() && passage.message().has(HeaderNames.VIA)) {
            answer(passage, new Verdict.Answer(status, phrase, List.of()));
        } else {
            meters.dropped(DropReason.MALFORMED);
        }
    }

    /** Answers a request on the flow it came by, with a To tag of ours; an ACK is never answered. */
    private void answer(Passage passage, Verdict.Answer answer) {
        SipMessage request = passage.message();
        if (request.method().equals(Methods.ACK)) {
            meters.dropped(DropReason.REFUSED_ACK);
            return;
        }
        SipMessage response = SipMessage.response(request, answer.status(), answer.phrase());
        request.header(HeaderNames.TO).filter(to -> !to.contains(";tag=")).ifPresent(to -> response.set(HeaderNames.TO, to + ";tag=" + ownTag.of(request)));
        answer.headers().forEach(header -> response.set(header.name(), header.value()));
        meters.answered(answer.status(), answer.phrase());
        respond(response, passage);
    }

    private void respond(SipMessage response, Passage passage) {
        response.set(HeaderNames.SERVER, server);
        try {
            transports.send(passage.arrival(), response, passage.source());
        } catch (UnreachableFlowException e) {
            meters.dropped(DropReason.CONNECTION_GONE);
        }
    }
}
