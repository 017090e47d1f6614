package io.tandem.proxy.message;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.tandem.net.Scheduler;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.FlowToContact;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;

/** One message on its way to all phones of its recipient: it is delivered as soon as one of them has taken it. Event loop only. */
final class Delivery {
    /** About the message itself: the phone will never take it. Whatever else says only that it has not come to the phone, or not now. */
    private static final Set<Integer> FOR_GOOD = Set.of(400, 405, 413, 415, 416, 420, 488, 493, 501, 505, 513, 603, 604, 606);

    /** Hears how it ends: one of the first three, once. */
    interface End {
        /** @param response 2xx of the first phone */
        void taken(SipMessage response);

        /** @param response that says why no phone will ever take it */
        void refused(SipMessage response);

        /** No phone has been reached in time. */
        void unreached();

        /** A phone has taken it after all. */
        void takenLate();
    }

    private final Messages.Way way;
    private final End end;
    private Optional<SipMessage> refusal = Optional.empty();
    private Scheduler.Timeout patience = () -> false;
    private int outstanding;
    private boolean told;
    private boolean late;

    Delivery(Messages.Way way, End end) {
        this.way = way;
        this.end = end;
    }

    /** @param phones at least one
     * @param longest after which a phone that has not answered counts as not reached */
    void start(SipMessage message, List<Binding> phones, Duration longest) {
        outstanding = phones.size();
        patience = way.scheduler().schedule(longest.toNanos(), () -> {
            if (!told) {
                over();
            }
        });
        for (Binding phone : phones) {
            FlowToContact to = FlowToContact.bySocket(phone, way.elements().defaultPath());
            way.layer().send(OutgoingMessage.to(message, phone, to), way.elements().flowTo(way.elements().loadBalancer(to.dUri())), new Phone());
        }
    }

    /** Nobody has taken it: one refusal is enough, or it would be sent there again and again for the sake of a phone that is away. */
    private void over() {
        told = true;
        refusal.ifPresentOrElse(end::refused, () -> {
            late = true;
            end.unreached();
        });
    }

    private void failed() {
        outstanding--;
        if (outstanding == 0 && !told) {
            patience.cancel();
            over();
        }
    }

    /** What one phone says. */
    private final class Phone implements ClientTransactionListener {
        @Override
        public void onResponse(ClientTransaction tx, SipMessage response) {
            if (response.status() < 200) {
                return;
            }
            if (response.status() >= 300) {
                refused(response);
            } else if (!told) {
                told = true;
                patience.cancel();
                end.taken(response);
            } else if (late) {
                late = false;
                end.takenLate();
            }
        }

        private void refused(SipMessage response) {
            boolean worse = refusal.isEmpty() || response.status() >= 600 && refusal.get().status() < 600; // §16.7 step 6
            if (worse && FOR_GOOD.contains(response.status())) {
                refusal = Optional.of(response);
            }
            failed();
        }

        @Override
        public void onTimeout(ClientTransaction tx) {
            failed();
        }

        @Override
        public void onTransportError(ClientTransaction tx, Exception cause) {
            failed();
        }
    }
}
