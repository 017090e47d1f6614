package io.tandem.proxy.mwi;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import io.tandem.data.mailbox.MailboxState;
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

    private static final CompletionStage<List<Binding>> NOBODY = CompletableFuture.completedFuture(List.of());

    private final Mailboxes mailboxes;
    private final Watchers watchers;
    private final Locations locations;
    private final Way way;
    private final boolean unsolicited;
    private final RandomGenerator random = RandomGenerator.getDefault();

    /** How NOTIFYs leave.
     * @param self        URI of this proxy
     * @param defaultPath of the load balancer for phones whose binding names none
     * @param flows       to the load balancer of a Path URI */
    public record Way(TransactionLayer layer, LoopAnswers answers, SipUri self, SipUri defaultPath, Function<SipUri, Flow> flows) {}

    /** @param unsolicited whether phones without a subscription are told, too */
    public MessageWaiting(Mailboxes mailboxes, Watchers watchers, Locations locations, Way way, boolean unsolicited) {
        this.mailboxes = mailboxes;
        this.watchers = watchers;
        this.locations = locations;
        this.way = way;
        this.unsolicited = unsolicited;
    }

    /** @param subscriber whose mailbox has changed
     * @param change     id in the change log */
    public void changed(int subscriber, long change) {
        way.answers().when(mailboxes.state(subscriber), found -> found.ifPresent(state -> tell(state, change)),
                failure -> LOG.warn("subscriber {} is not told of its messages: {}", subscriber, failure.toString()));
    }

    /** What has changed is not known. */
    public void unclear() {
        watchers.mailboxesUnclear();
    }

    private void tell(MailboxState state, long change) {
        AddressOfRecord owner = new AddressOfRecord(state.username(), state.domain());
        watchers.mailboxChanged(owner, state);
        if (unsolicited) {
            way.answers().when(mailboxes.claim(change).thenCompose(mine -> mine ? locations.find(owner) : NOBODY),
                    phones -> phones.stream().filter(phone -> !watchers.isSubscribed(owner, phone.contact())).forEach(phone -> send(state, phone)),
                    failure -> LOG.warn("phones of {} are not told of its messages: {}", owner, failure.toString()));
        }
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
