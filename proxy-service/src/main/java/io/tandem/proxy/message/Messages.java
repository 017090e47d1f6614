package io.tandem.proxy.message;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.data.forward.ForwardType;
import io.tandem.net.Scheduler;
import io.tandem.proxy.accounting.LegRecords;
import io.tandem.proxy.auth.AuthenticationReport;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.call.Replies;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.Gruus;
import io.tandem.proxy.number.TelNumber;
import io.tandem.proxy.pbx.HuntGroup;
import io.tandem.proxy.peer.Failover;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.CallTrace;
import io.tandem.proxy.plan.ForwardDecisions;
import io.tandem.proxy.plan.Forwarded;
import io.tandem.proxy.plan.StepRun;
import io.tandem.proxy.plan.Verdict;
import io.tandem.proxy.route.Elements;
import io.tandem.proxy.trunk.Trunks;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.typed.SipDate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages between subscribers (RFC 3428 §5-7): to all phones of the recipient, to whom that forwards them, or into the silo. Event loop only. */
public final class Messages {
    /** All peers have failed, or none may take a message. */
    static final String NO_PEER = "PSTN Termination Currently Unavailable";
    private static final Logger LOG = LoggerFactory.getLogger(Messages.class);

    private final Office office;
    private final MessageProperties limits;
    private final Way way;
    private final Exits exits;
    private final StepRun forwardPlan;
    private final StoredMessages stored;

    /** Who is asked.
     * @param decisions on forwards */
    public record Office(LoopAnswers answers, Replies replies, Phones phones, Silo silo, ForwardDecisions decisions, InstantSource clock) {}

    /** How messages get to peers, and what they leave.
     * @param failover whether the next server is tried */
    public record Exits(Trunks trunks, Failover failover, LegRecords records) {}

    /** How messages leave. */
    public record Way(TransactionLayer layer, Scheduler scheduler, Elements elements) {}

    public Messages(Office office, MessagePlan plan, MessageProperties limits, Way way, Exits exits) {
        this.office = office;
        this.exits = exits;
        this.limits = limits;
        this.way = way;
        this.forwardPlan = new StepRun(plan.forwardSteps(), office.answers());
        this.stored = new StoredMessages(office, limits, way);
    }

    /** Those that wait for phones. */
    public StoredMessages stored() {
        return stored;
    }

    /** Takes a MESSAGE that the plan has let through. */
    public void start(ServerTransaction transaction, Attempt attempt) {
        new Passage(transaction, attempt).goesOn(attempt);
    }

    /** One message, from its sender to whoever takes it. */
    private final class Passage {
        private final ServerTransaction transaction;
        private final Attempt sent;
        private int forwards;

        Passage(ServerTransaction transaction, Attempt sent) {
            this.transaction = transaction;
            this.sent = sent;
        }

        void goesOn(Attempt leg) {
            office.decisions().ofMessage(leg).ifPresentOrElse(verdict -> {
                switch (verdict) {
                    case Verdict.Forward forward -> next(forward, new ArrayDeque<>(forward.mapping().destinations()), 404, "Not Found");
                    case Verdict.Answer answer -> answer(answer.status(), answer.reason());
                    case Verdict.Proceed _, Verdict.Tell _, Verdict.Dispatch _ -> throw new IllegalStateException("no decision on a forward");
                }
            }, () -> {
                if (leg.callee().orElseThrow() instanceof Callee.Peers peers) {
                    leave(leg, peers);
                } else {
                    deliver(leg);
                }
            });
        }

        private void leave(Attempt leg, Callee.Peers peers) {
            new PeerDelivery(way, new PeerDelivery.Ways(office.answers(), exits.trunks(), exits.failover()), limits.patience(), leg, peers,
                    new PeerDelivery.End() {
                        @Override
                        public void decided(Attempt asked, SipMessage response) {
                            ends(asked, OutgoingMessage.response(sent.received(), response));
                        }

                        @Override
                        public void undecided(Attempt last) {
                            ends(last, office.replies().of(transaction.request(), 503, NO_PEER));
                        }

                        private void ends(Attempt last, SipMessage response) {
                            exits.records().keepMessage(last, response);
                            respond(response);
                        }
                    }).next();
        }

        /** The first destination that may be asked gets it. */
        private void next(Verdict.Forward forward, Deque<ForwardMapping.Destination> left, int status, String reason) {
            if (left.isEmpty()) {
                answer(status, reason);
                return;
            }
            Attempt by = forward.attempt();
            Attempt leg;
            try {
                SipUri uri = TelNumber.inDomain(SipUri.parse(left.remove().uri()), by.localCallee().orElseThrow().subscriber().domain());
                leg = Attempt.of(new Forwarded(by, ForwardType.CFS, forward.cause(), ++forwards), uri, office.clock().instant());
            } catch (MalformedMessageException spoiled) {
                LOG.warn("a destination of call forward mapping {} is left out, correct it at /api/cfdestinationsets/: {}", forward.mapping().id(),
                        spoiled.getMessage());
                next(forward, left, status, reason);
                return;
            }
            forwardPlan.from(leg, new CallTrace.Growing(), (_, verdict) -> {
                switch (verdict) {
                    case Verdict.Dispatch dispatch -> goesOn(dispatch.attempt());
                    case Verdict.Answer answer -> next(forward, left, answer.status(), answer.reason());
                    case Verdict.Proceed _, Verdict.Tell _, Verdict.Forward _ -> throw new IllegalStateException("the plan has not ended");
                }
            }, (_, failure) -> unavailable(failure));
        }

        private void deliver(Attempt leg) {
            Callee.Local callee = leg.localCallee().orElseThrow();
            SipMessage message = OutgoingMessage.of(leg);
            Optional<String> phone = Gruus.phone(leg.called());
            office.answers().when(office.phones().of(callee.subscriber(), callee.rings()), all -> {
                List<Binding> found = phone.map(name -> Gruus.of(name, all)).orElse(all);
                if (found.isEmpty() && phone.isPresent()) {
                    answer(480, "Offline"); // what waits, waits for any phone
                } else if (found.isEmpty()) {
                    keep(leg, callee, message, id -> stored.kept(callee.rings(), id));
                } else {
                    new Delivery(way, new ToPhones(leg, callee, message, phone.isEmpty() && Phones.register(found))).start(message, found, limits.patience());
                }
            }, this::unavailable);
        }

        /** @param then gets its id in the silo */
        private void keep(Attempt leg, Callee.Local callee, SipMessage message, Consumer<Long> then) {
            Instant now = office.clock().instant();
            Duration time = time(message);
            if (time.isZero() || HuntGroup.is(callee.subscriber())) { // a group never registers
                answer(480, "Offline");
                return;
            }
            SipMessage dated = SipDate.dated(message, now); // the phone tells when it was sent (RFC 3428 §5)
            StoredMessage wanted = new StoredMessage(0, callee.rings(), callee.subscriber().id(), leg.caller().orElseThrow().subscriber().id(), dated, now,
                    now.plus(time));
            office.answers().when(office.silo().keep(wanted), (OptionalLong id) -> {
                if (id.isEmpty()) {
                    answer(480, "Offline");
                } else {
                    answer(202, "Accepted");
                    then.accept(id.getAsLong());
                }
            }, this::unavailable);
        }

        private Duration time(SipMessage message) {
            Duration asked = message.header(HeaderNames.EXPIRES).map(String::strip).filter(text -> text.matches("\\d{1,9}"))
                    .map(text -> Duration.ofSeconds(Long.parseLong(text))).orElse(limits.keep());
            return asked.compareTo(limits.keep()) < 0 ? asked : limits.keep();
        }

        private void unavailable(Throwable failure) {
            LOG.warn("message {} answered 503: {}", sent.received().callId(), failure.toString());
            answer(503, "Service Unavailable");
        }

        private void answer(int status, String reason) {
            respond(office.replies().of(transaction.request(), status, reason));
        }

        private void respond(SipMessage response) {
            AuthenticationReport.add(sent.caller().orElseThrow(), sent.received(), response);
            if (!transaction.isCompleted()) {
                transaction.respond(response);
            }
        }

        /** Its phones are asked. */
        private final class ToPhones implements Delivery.End {
            private final Attempt leg;
            private final Callee.Local callee;
            private final SipMessage message;
            private final boolean register;
            private boolean late;
            private long kept;

            /** @param register whether any of the phones will ever register again */
            ToPhones(Attempt leg, Callee.Local callee, SipMessage message, boolean register) {
                this.register = register;
                this.leg = leg;
                this.callee = callee;
                this.message = message;
            }

            @Override
            public void taken(SipMessage response) {
                respond(OutgoingMessage.response(sent.received(), response));
            }

            @Override
            public void refused(SipMessage response) {
                respond(OutgoingMessage.response(sent.received(), response));
            }

            @Override
            public void unreached() {
                if (!register) {
                    answer(480, "Offline");
                    return;
                }
                keep(leg, callee, message, id -> {
                    kept = id;
                    if (late) {
                        office.silo().delete(id);
                    } else {
                        stored.waits(callee.rings());
                    }
                });
            }

            @Override
            public void takenLate() {
                late = true;
                if (kept > 0) {
                    office.silo().delete(kept);
                }
            }
        }
    }
}
