package io.tandem.proxy.presence;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.data.mailbox.MailboxState;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.E164Number;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.net.Scheduler;
import io.tandem.proxy.auth.AuthenticationReport;
import io.tandem.proxy.call.CallWatch;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.call.Replies;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.mwi.Mailboxes;
import io.tandem.proxy.mwi.MessageSummary;
import io.tandem.proxy.mwi.Watchers;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.CalleeLookup;
import io.tandem.proxy.pbx.Extensions;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.regevent.ContactState;
import io.tandem.proxy.regevent.RegistrationWatches;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.dialog.DialogId;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.TransactionLayer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers SUBSCRIBE and sends NOTIFY when calls change (RFC 6665 §4.2). Event loop only, but for the counts. */
public final class Presence implements CallStates.Listener, Watchers, RegistrationWatches.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    private static final String GONE = "noresource";
    private static final String OVER = "timeout";

    private final Wire wire;
    private final CalleeLookup callees;
    private final Extensions extensions;
    private final Sources sources;
    private final PresenceProperties limits;
    private final Subscriptions subscriptions;
    private final Appearances appearances = new Appearances();
    private final CallStates states;
    private final Publications publications;
    private final Publisher publisher;
    private final RandomGenerator random = RandomGenerator.getDefault();

    /** How messages leave.
     * @param self URI of this proxy */
    public record Wire(TransactionLayer layer, Scheduler scheduler, LoopAnswers answers, Replies replies, SipUri self) {
        private String contact() {
            return "<" + self + ">";
        }
    }

    /** Where states are looked up that are not of calls. */
    public record Sources(Mailboxes mailboxes, RegistrationWatches registrations, InstantSource clock) {}

    public Presence(Wire wire, CalleeLookup callees, Extensions extensions, Sources sources, PresenceProperties limits) {
        this.wire = wire;
        this.callees = callees;
        this.extensions = extensions;
        this.sources = sources;
        this.limits = limits;
        this.subscriptions = new Subscriptions(limits);
        this.states = new CallStates(appearances, this);
        this.publications = new Publications(wire.scheduler());
        this.publisher = new Publisher(wire, callees, publications, limits.maxExpires(), this::tellPresence);
        sources.registrations().listener(this);
    }

    /** Whether a SUBSCRIBE or PUBLISH is about something that is served. */
    public static boolean serves(SipMessage request) {
        return EventPackage.of(request).filter(what -> request.method().equals(Methods.SUBSCRIBE) || what == EventPackage.PRESENCE).isPresent();
    }

    /** For Allow-Events. */
    public static String events() {
        return EventPackage.all();
    }

    /** Is to be told of calls. */
    public CallWatch watch() {
        return limits.enabled() ? states : CallWatch.NONE;
    }

    /** Live subscriptions. Any thread. */
    public int subscriptions() {
        return subscriptions.size();
    }

    /** Takes a SUBSCRIBE outside dialogs of somebody who has authenticated. */
    public void start(ServerTransaction transaction, Attempt attempt) {
        Subscriber watcher = attempt.caller().orElseThrow().subscriber();
        SipUri target = attempt.dialled();
        CompletionStage<Callee> found = extensions.number(watcher, target.decodedUser().orElse(""))
                .thenCompose(number -> callees.find(number.map(target::withUser).orElse(target), watcher.domain()));
        wire.answers().when(found, callee -> begin(transaction, attempt, callee), failure -> {
            LOG.warn("SUBSCRIBE {} refused: {}", transaction.request().callId(), failure.toString());
            wire.replies().refuse(transaction, 503, "Service Unavailable");
        });
    }

    private void begin(ServerTransaction transaction, Attempt attempt, Callee callee) {
        SipMessage request = transaction.request();
        EventPackage what = EventPackage.of(request).orElseThrow();
        Caller caller = attempt.caller().orElseThrow();
        if (!(callee instanceof Callee.Local local)) {
            wire.replies().refuse(transaction, 404, "Not Found");
        } else if (!mayWatch(caller.subscriber(), local.subscriber(), what)) {
            wire.replies().refuse(transaction, 403, "Forbidden");
        } else if (!request.has(HeaderNames.CONTACT)) {
            wire.replies().refuse(transaction, 400, "Missing Contact");
        } else if (!subscriptions.hasRoomFor(caller.subscriber().id())) {
            wire.replies().refuse(transaction, 503, "Service Unavailable");
        } else {
            accept(transaction, caller, what == EventPackage.REGISTRATION ? local.rings()
                    : new AddressOfRecord(local.subscriber().username(), local.subscriber().domain()), what);
        }
    }

    /** Colleagues in a cloud PBX see each other's calls, and its pilot what is registered; a line is shared by the devices of one subscriber. */
    private static boolean mayWatch(Subscriber watcher, Subscriber watched, EventPackage what) {
        boolean colleagues = watcher.customerId() == watched.customerId() && watcher.preferences().get(CallPreferences.CLOUD_PBX)
                && watched.preferences().get(CallPreferences.CLOUD_PBX);
        return watcher.id() == watched.id() || colleagues && (!what.isOwn() || what == EventPackage.REGISTRATION && isPilot(watcher, watched));
    }

    /** Its number is the one that all others' extensions hang on. */
    private static boolean isPilot(Subscriber subscriber, Subscriber colleague) {
        return subscriber.preferences().get(CallPreferences.PBX_EXTENSION).isEmpty() && subscriber.primaryNumber().map(E164Number::digits)
                .filter(number -> colleague.preferences().get(CallPreferences.PBX_BASE_CLI).filter(number::equals).isPresent()).isPresent();
    }

    private void accept(ServerTransaction transaction, Caller caller, AddressOfRecord watched, EventPackage what) {
        SipMessage request = transaction.request();
        Duration time = what.time(request, limits.maxExpires());
        Dialog dialog = Dialog.uas(request, "ev" + Long.toHexString(random.nextLong()));
        dialog.confirm();
        OptionalInt seized = OptionalInt.empty();
        if (what == EventPackage.LINE_SEIZE && !time.isZero()) {
            seized = appearances.seize(watched, Appearances.asked(request), states.of(watched), request.callId());
            if (seized.isEmpty()) {
                wire.replies().refuse(transaction, 480, "Temporarily Unavailable");
                return;
            }
        }
        Subscription subscription = new Subscription(dialog, what, request.header(HeaderNames.EVENT).orElseThrow(), watched, caller.subscriber().id(),
                transaction.source(), seized);
        SipMessage response = accepted(dialog, request, what, time);
        seized.ifPresent(index -> response.add(Appearances.CALL_INFO, Appearances.value(watched, Integer.toString(index), "seized")));
        AuthenticationReport.add(caller, request, response);
        transaction.respond(response);
        subscriptions.add(subscription);
        if (what == EventPackage.REGISTRATION) {
            sources.registrations().add(watched, time);
        }
        runs(subscription, time);
        if (seized.isPresent()) {
            changed(watched, () -> states.of(watched));
        }
    }

    /** Lasts so long, or ends at once; its phone is told how things are in either case (RFC 6665 §4.2.1.2). */
    private void runs(Subscription subscription, Duration time) {
        if (time.isZero()) {
            end(subscription, OVER);
            return;
        }
        subscription.lasts(time, wire.scheduler(), () -> end(subscription, OVER));
        tellAll(subscription, Optional.empty());
    }

    private SipMessage accepted(Dialog dialog, SipMessage request, EventPackage what, Duration time) {
        return dialog.response(request, what.status(), what.reason()).add(HeaderNames.CONTACT, wire.contact())
                .add(HeaderNames.EXPIRES, Long.toString(time.toSeconds())).add(HeaderNames.SERVER, wire.replies().server());
    }

    /** Whether a request inside a dialog is for a subscription. */
    public boolean takes(SipMessage request) {
        return request.method().equals(Methods.SUBSCRIBE) && subscription(request).isPresent();
    }

    /** Takes a PUBLISH of somebody who has authenticated. */
    public void publish(ServerTransaction transaction, Attempt attempt) {
        publisher.publish(transaction, attempt);
    }

    private void tellPresence(AddressOfRecord owner) {
        subscriptions.watching(owner).stream().filter(one -> one.what() == EventPackage.PRESENCE).forEach(one -> tell(one, List.of(), OptionalInt.empty()));
    }

    private Optional<Subscription> subscription(SipMessage request) {
        return subscriptions.of(new DialogId(request.callId(), request.toTag().orElse(""), request.fromTag().orElse("")));
    }

    /** Takes a SUBSCRIBE that refreshes or ends a subscription. */
    public void inDialog(ServerTransaction transaction) {
        SipMessage request = transaction.request();
        Subscription subscription = subscription(request).orElseThrow();
        if (!subscription.dialog().accepts(request.cSeq())) {
            wire.replies().refuse(transaction, 500, "Server Internal Error");
            return;
        }
        subscription.dialog().refreshTarget(request);
        Duration time = subscription.what().time(request, limits.maxExpires());
        transaction.respond(accepted(subscription.dialog(), request, subscription.what(), time));
        if (subscription.what() == EventPackage.REGISTRATION) {
            sources.registrations().prolong(subscription.watched(), time);
        }
        runs(subscription, time);
    }

    @Override
    public void changed(AddressOfRecord owner, Supplier<List<WatchedCall>> calls) {
        if (subscriptions.isWatched(owner)) {
            tell(owner, calls.get(), OptionalInt.empty());
        }
    }

    private void tell(AddressOfRecord owner, List<WatchedCall> calls, OptionalInt released) {
        subscriptions.watching(owner).stream().filter(one -> one.what().followsCalls()).forEach(one -> tell(one, calls, released));
    }

    private void tell(Subscription subscription, List<WatchedCall> calls, OptionalInt released) {
        subscription.changes(content(subscription, calls, released, Optional.empty()));
        send(subscription);
    }

    private Subscription.Content content(Subscription subscription, List<WatchedCall> calls, OptionalInt released, Optional<String> end) {
        AddressOfRecord watched = subscription.watched();
        return switch (subscription.what()) {
            case DIALOG -> new Subscription.Content(Optional.of(DialogInfo.of(watched, subscription.nextVersion(), calls)), Optional.empty(), end);
            case PRESENCE -> new Subscription.Content(Optional.of(publications.document(watched)), Optional.empty(), end);
            case MESSAGE_SUMMARY, REGISTRATION -> throw new IllegalArgumentException("mailboxes and bindings are looked up first");
            case CALL_INFO -> new Subscription.Content(Optional.empty(), Optional.of(appearances.describe(watched, calls, released)), end);
            case LINE_SEIZE -> new Subscription.Content(Optional.empty(), subscription.appearance().stream()
                    .mapToObj(index -> Appearances.value(watched, Integer.toString(index), end.isPresent() ? "idle" : "seized")).findFirst(), end);
        };
    }

    @Override
    public void placeTaken(AddressOfRecord owner, int appearance) {
        subscriptions.seizing(owner, appearance).ifPresent(subscription -> {
            remove(subscription);
            subscription.add(new Subscription.Content(Optional.empty(),
                    Optional.of(Appearances.value(owner, Integer.toString(appearance), "progressing")), Optional.of(GONE)));
            send(subscription);
        });
    }

    private void end(Subscription subscription, String reason) {
        remove(subscription);
        tellAll(subscription, Optional.of(reason));
    }

    /** How all is now.
     * @param end why nothing will follow */
    private void tellAll(Subscription subscription, Optional<String> end) {
        switch (subscription.what()) {
            case MESSAGE_SUMMARY -> tellLater(subscription, sources.mailboxes().state(subscription.watcher())
                    .thenApply(found -> found.map(MessageSummary::of)), end);
            case REGISTRATION -> tellLater(subscription, sources.registrations().current(subscription.watched()).thenApply(all -> Optional.of(
                    RegInfo.full(subscription.watched(), subscription.nextVersion(), all, sources.clock().instant()))), end);
            case DIALOG, PRESENCE, CALL_INFO, LINE_SEIZE -> {
                subscription.add(content(subscription, states.of(subscription.watched()), OptionalInt.empty(), end));
                send(subscription);
            }
        }
    }

    private void tellLater(Subscription subscription, CompletionStage<Optional<byte[]>> document, Optional<String> end) {
        wire.answers().when(document, body -> tell(subscription, body, end), failure -> {
            LOG.warn("{} of {} cannot be looked up: {}", subscription.what(), subscription.watched(), failure.toString());
            tell(subscription, Optional.empty(), end); // a NOTIFY must follow in any case (RFC 6665 §4.2.1.2)
        });
    }

    @Override
    public void registrationChanged(AddressOfRecord owner, List<ContactState> all, List<ContactState> changes) {
        ofRegistration(owner).filter(Subscription::isUnderWay).forEach(one -> tell(one, Optional.of(
                RegInfo.partial(owner, one.nextVersion(), changes, !all.isEmpty(), sources.clock().instant())), Optional.empty()));
    }

    @Override
    public void registrationEnded(AddressOfRecord owner) {
        ofRegistration(owner).forEach(one -> end(one, GONE));
    }

    private Stream<Subscription> ofRegistration(AddressOfRecord owner) {
        return subscriptions.watching(owner).stream().filter(one -> one.what() == EventPackage.REGISTRATION);
    }

    private void tell(Subscription subscription, Optional<byte[]> document, Optional<String> end) {
        subscription.add(new Subscription.Content(document, Optional.empty(), end));
        send(subscription);
    }

    private Stream<Subscription> ofMailbox(AddressOfRecord owner) {
        return subscriptions.watching(owner).stream().filter(one -> one.what() == EventPackage.MESSAGE_SUMMARY);
    }

    @Override
    public void mailboxChanged(AddressOfRecord owner, MailboxState state) {
        ofMailbox(owner).forEach(one -> {
            one.changes(new Subscription.Content(Optional.of(MessageSummary.of(state)), Optional.empty(), Optional.empty()));
            send(one);
        });
    }

    @Override
    public Set<Integer> mailboxOwners() {
        return subscriptions.all().stream().filter(one -> one.what() == EventPackage.MESSAGE_SUMMARY).map(Subscription::watcher)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public boolean isSubscribed(AddressOfRecord owner, SipUri contact) {
        return ofMailbox(owner).map(one -> one.dialog().remoteTarget())
                .anyMatch(target -> target.host().equals(contact.host()) && target.port() == contact.port() && target.user().equals(contact.user()));
    }

    /** A place that it has reserved, and that no call has taken, is free again. */
    private void remove(Subscription subscription) {
        subscription.end();
        boolean removed = subscriptions.remove(subscription);
        if (removed && subscription.what() == EventPackage.REGISTRATION) {
            sources.registrations().remove(subscription.watched());
        }
        if (removed && subscription.appearance().isPresent() && appearances.release(subscription.watched(), subscription.appearance().getAsInt()).isPresent()) {
            tell(subscription.watched(), states.of(subscription.watched()), subscription.appearance());
        }
    }

    private void send(Subscription subscription) {
        subscription.next(wire.contact(), wire.scheduler().nanoTime())
                .ifPresent(notify -> wire.layer().send(notify, subscription.flow(), new Notified(subscription)));
    }

    /** What becomes of one NOTIFY. */
    private final class Notified implements ClientTransactionListener {
        private final Subscription subscription;

        Notified(Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void onResponse(ClientTransaction tx, SipMessage response) {
            if (response.status() >= 200) {
                goesOn(subscription.answered(response.status()), "answers " + response.status());
            }
        }

        @Override
        public void onTimeout(ClientTransaction tx) {
            goesOn(subscription.unanswered(), "does not answer");
        }

        @Override
        public void onTransportError(ClientTransaction tx, Exception cause) {
            goesOn(subscription.unanswered(), "is not reached: " + cause.getMessage());
        }

        private void goesOn(boolean known, String why) {
            if (known) {
                send(subscription);
            } else {
                LOG.info("subscription {} to {} ends: the phone {}", subscription.dialog().id().callId(), subscription.watched(), why);
                remove(subscription);
            }
        }
    }
}
