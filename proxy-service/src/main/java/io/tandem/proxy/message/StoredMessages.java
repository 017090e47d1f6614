package io.tandem.proxy.message;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.sip.message.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages in the silo, and the phones that they wait for: who registers gets them, the oldest first. A REGISTER costs a look into a table of this process,
 * and nothing else where nothing waits. Event loop only. */
public final class StoredMessages {
    private static final Logger LOG = LoggerFactory.getLogger(StoredMessages.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final Messages.Office office;
    private final MessageProperties limits;
    private final Messages.Way way;
    /** With how often they were told to have something. */
    private final Map<AddressOfRecord, Integer> owners = new HashMap<>();
    private final Set<AddressOfRecord> served = new HashSet<>();
    /** Whose messages another proxy holds. */
    private final Set<AddressOfRecord> held = new HashSet<>();

    StoredMessages(Messages.Office office, MessageProperties limits, Messages.Way way) {
        this.office = office;
        this.limits = limits;
        this.way = way;
    }

    /** From now on what has expired is removed, whoever sends. */
    public void sweep() {
        office.silo().expire(office.clock().instant());
        way.scheduler().schedule(SWEEP.toNanos(), this::sweep);
    }

    /** Looks for whom there are some: at the start, and when changes were missed. */
    public void search() {
        office.answers().when(office.silo().owners(office.clock().instant()), found -> found.forEach(this::waits), failure -> {
            LOG.warn("stored messages are searched again in {} s: {}", AGAIN.toSeconds(), failure.toString());
            way.scheduler().schedule(AGAIN.toNanos(), this::search);
        });
    }

    /** A message waits for a phone of theirs. */
    public void waits(AddressOfRecord owner) {
        owners.merge(owner, 1, Integer::sum);
    }

    /** One that waits because there was no phone: there may be one now. */
    void kept(AddressOfRecord owner, long id) {
        waits(owner);
        office.answers().when(office.phones().of(owner), found -> {
            if (!found.isEmpty()) {
                registered(owner);
            }
        }, failure -> LOG.warn("message {} for {} waits for the next registration: {}", id, owner, failure.toString()));
    }

    /** Whether somebody may get messages by registering. */
    public boolean isEmpty() {
        return owners.isEmpty();
    }

    /** A phone has registered.
     * @param owner as what: the subscriber itself or one of its devices, which may get what waits for the subscriber ({@code lookup_all_registrations}) */
    public void registered(AddressOfRecord owner, Subscriber subscriber) {
        registered(owner);
        if (!owner.user().equals(subscriber.username())) {
            registered(new AddressOfRecord(subscriber.username(), subscriber.domain()));
        }
    }

    /** They have a phone, now or again. */
    public void registered(AddressOfRecord owner) {
        Integer seen = owners.get(owner);
        if (seen != null && served.add(owner)) {
            claim(owner, seen);
        }
    }

    private void claim(AddressOfRecord owner, int seen) {
        office.answers().when(office.silo().claim(owner, office.clock().instant()), found -> {
            if (found.messages().isEmpty()) {
                served.remove(owner);
                if (found.held()) {
                    looksAgain(owner);
                } else {
                    owners.remove(owner, seen); // unless more came meanwhile
                }
            } else {
                office.answers().when(office.phones().of(owner), phones -> deliver(new Batch(owner, seen, found.messages(), phones), 0),
                        failure -> givenUp(new Batch(owner, seen, found.messages(), List.of()), 0, failure.toString()));
            }
        }, failure -> {
            served.remove(owner);
            LOG.warn("stored messages for {} wait for the next registration: {}", owner, failure.toString());
        });
    }

    /** Whoever holds them may fail, or its phones may not answer. */
    private void looksAgain(AddressOfRecord owner) {
        if (held.add(owner)) {
            way.scheduler().schedule(limits.lease().toNanos(), () -> {
                held.remove(owner);
                registered(owner);
            });
        }
    }

    /** Messages that were claimed together.
     * @param seen what was told of the owner before */
    private record Batch(AddressOfRecord owner, int seen, List<StoredMessage> messages, List<Binding> phones) {}

    private void deliver(Batch batch, int index) {
        if (index == batch.messages().size()) {
            claim(batch.owner(), batch.seen());
        } else if (batch.phones().isEmpty()) {
            givenUp(batch, index, "no phone is registered any more");
        } else {
            StoredMessage message = batch.messages().get(index);
            new Delivery(way, new Delivery.End() {
                @Override
                public void taken(SipMessage response) {
                    done();
                }

                @Override
                public void refused(SipMessage response) {
                    LOG.info("message {} for {} is dropped: {} {}", message.id(), batch.owner(), response.status(), response.reason());
                    done();
                }

                private void done() {
                    office.silo().delete(message.id());
                    deliver(batch, index + 1);
                }

                @Override
                public void unreached() {
                    givenUp(batch, index, "no phone has answered");
                }

                @Override
                public void takenLate() {
                    office.silo().delete(message.id());
                }
            }).start(message.message(), batch.phones(), limits.patience());
        }
    }

    private void givenUp(Batch batch, int from, String why) {
        LOG.debug("stored messages for {} wait for the next registration: {}", batch.owner(), why);
        batch.messages().stream().skip(from).forEach(message -> office.silo().release(message.id()));
        served.remove(batch.owner());
    }
}
