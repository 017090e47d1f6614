package io.tandem.proxy.mwi;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import io.tandem.data.mailbox.MailboxState;
import io.tandem.net.Scheduler;
import io.tandem.proxy.call.IgnoredOutcome;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.FlowToContact;
import io.tandem.proxy.location.Locations;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transport.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells phones of changes in their mailboxes: those that have subscribed, and, by NOTIFYs that nobody has asked for, all others that are registered.
 * Event loop only. */
public final class MessageWaiting {
    private static final Logger LOG = LoggerFactory.getLogger(MessageWaiting.class);
    /** As telephones of this switch family know it. */
    private static final String FROM = "<sip:voicebox@voicebox.sipwise.local>;tag=";

    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final CompletionStage<List<Binding>> NOBODY = CompletableFuture.completedFuture(List.of());

    private final Mailboxes mailboxes;
    private final Watchers watchers;
    private final Locations locations;
    private final Way way;
    private final boolean unsolicited;
    private final Recheck recheck;
    private boolean searching;
    private final RandomGenerator random = RandomGenerator.getDefault();

    /** How NOTIFYs leave.
     * @param scheduler   of the loop
     * @param self        URI of this proxy
     * @param defaultPath of the load balancer for phones whose binding names none
     * @param flows       to the load balancer of a Path URI */
    public record Way(TransactionLayer layer, Scheduler scheduler, LoopAnswers answers, SipUri self, SipUri defaultPath, Function<SipUri, Flow> flows) {}

    /** @param unsolicited whether phones without a subscription are told, too
     * @param perSecond   most mailboxes that are looked into in a second after changes were missed */
    public MessageWaiting(Mailboxes mailboxes, Watchers watchers, Locations locations, Way way, boolean unsolicited, int perSecond) {
        this.mailboxes = mailboxes;
        this.watchers = watchers;
        this.locations = locations;
        this.way = way;
        this.unsolicited = unsolicited;
        this.recheck = new Recheck(way.scheduler(), way.answers(), perSecond, (owner, position) -> way.answers().onLoop(mailboxes.state(owner))
                .thenCompose(found -> found.map(state -> tell(new Mailboxes.Claim(owner, state, position, true)))
                        .orElseGet(() -> CompletableFuture.completedFuture(null))));
    }

    /** @param subscriber whose mailbox has changed
     * @param change     id in the change log */
    public void changed(int subscriber, long change) {
        way.answers().when(mailboxes.state(subscriber), found -> found.ifPresent(state -> way.answers()
                        .when(tell(new Mailboxes.Claim(subscriber, state, change, false)), _ -> { }, failure -> untold(subscriber, failure))),
                failure -> untold(subscriber, failure));
    }

    private static void untold(int subscriber, Throwable failure) {
        LOG.warn("phones of subscriber {} are not told of its messages: {}", subscriber, failure.toString());
    }

    /** What has changed is not known: all mailboxes that may have are looked into, and only phones that know otherwise are told. */
    public void unclear() {
        if (!unsolicited) {
            recheck.add(watchers.mailboxOwners(), 0);
        } else if (!searching) {
            searching = true;
            way.answers().when(mailboxes.suspects(), suspects -> {
                searching = false;
                recheck.add(watchers.mailboxOwners(), suspects.position());
                recheck.add(suspects.owners(), suspects.position());
            }, failure -> {
                searching = false;
                LOG.warn("mailboxes whose changes were missed are searched again in {} s: {}", AGAIN.toSeconds(), failure.toString());
                way.scheduler().schedule(AGAIN.toNanos(), this::unclear);
            });
        }
    }

    /** The stage fails if phones that have not subscribed may not have been told. */
    private CompletionStage<Void> tell(Mailboxes.Claim claim) {
        MailboxState state = claim.state();
        AddressOfRecord owner = new AddressOfRecord(state.username(), state.domain());
        watchers.mailboxChanged(owner, state);
        CompletionStage<List<Binding>> phones = unsolicited ? mailboxes.claim(claim).thenCompose(mine -> mine ? locations.find(owner) : NOBODY) : NOBODY;
        return way.answers().onLoop(phones).thenAccept(found -> found.stream().filter(phone -> !watchers.isSubscribed(owner, phone.contact()))
                .forEach(phone -> send(state, phone)));
    }

    private void send(MailboxState state, Binding phone) {
        FlowToContact flow = FlowToContact.of(phone, way.defaultPath());
        String tag = Long.toString(random.nextLong(1L << 50), 36);
        SipMessage.Builder notify = SipMessage.request(Methods.NOTIFY, phone.contact().toString())
                .header(HeaderNames.MAX_FORWARDS, "70")
                .header(HeaderNames.FROM, FROM + tag)
                .header(HeaderNames.TO, "<sip:" + state.username() + "@" + state.domain() + ">")
                .header(HeaderNames.CALL_ID, "mwi-" + tag)
                .header(HeaderNames.CSEQ, "1 " + Methods.NOTIFY)
                .header(HeaderNames.CONTACT, "<" + way.self() + ">")
                .header(HeaderNames.EVENT, MessageSummary.EVENT)
                .header("Subscription-State", "active")
                .header("P-D-Uri", flow.dUri().toString());
        flow.routes().forEach(route -> notify.header(HeaderNames.ROUTE, route));
        way.layer().send(notify.build().body(MessageSummary.CONTENT_TYPE, MessageSummary.of(state)),
                way.flows().apply(flow.dUri()), new IgnoredOutcome());
    }
}
