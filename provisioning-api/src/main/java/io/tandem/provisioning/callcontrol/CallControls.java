package io.tandem.provisioning.callcontrol;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.tandem.data.snapshot.JdbcSubscriberSource;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code callcontrols}, click-to-dial: a subscriber's phones ring, and whoever answers one is connected with the destination. The reply comes when
 * they ring; what becomes of the call is in its CDR.
 */
public final class CallControls implements Resource.Acts {
    private static final String SUBSCRIBER = "subscriber_id";
    private static final String DESTINATION = "destination";
    private static final int MAX_LENGTH = 255;
    private static final Pattern URI = Pattern.compile("sips?:[!-~&&[^@<>\"?;]]+@(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5})?");
    private static final Pattern NUMBER = Pattern.compile("[+0-9][-0-9.() /]*");
    private static final Pattern NAME = Pattern.compile("[*#0-9A-Za-z][-+*#0-9A-Za-z._]*");
    private static final Table SUBSCRIBERS = Table.of("provisioning.voip_subscribers s join billing.domains d on d.id = s.domain_id", "s.id", "1 = 1")
        .ownedBy("d.reseller_id", "s.account_id", "s.id");
    private static final Declaration DECLARATION = Declaration.of("callcontrols", "Click-to-dial: connects a subscriber's phone with a destination", List.of(
        whole(SUBSCRIBER).required().refersTo("subscribers"),
        text(DESTINATION, MAX_LENGTH).required())).access(Access.of(Party.A, Party.R));

    private final Rows subscribers;
    private final JdbcSubscriberSource source;
    private final CallServer calls;

    public CallControls(Store store, CallServer calls) {
        this.subscribers = new Rows(store.jdbc(), SUBSCRIBERS);
        this.source = new JdbcSubscriberSource(store.dataSource());
        this.calls = calls;
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public Outcome act(Values values, Caller caller) {
        long id = values.requireWhole(SUBSCRIBER);
        Subscriber subscriber = subscribers.find(Long.toString(id), caller).flatMap(_ -> read(id))
            .orElseThrow(() -> ApiError.unprocessable("Invalid '" + SUBSCRIBER + "'"));
        calls.dial(subscriber.uuid(), uri(subscriber.username(), subscriber.domain()), destination(values.require(DESTINATION), subscriber.domain()));
        return Outcome.empty(200);
    }

    private Optional<Subscriber> read(long id) {
        try {
            return source.find((int) id).filter(subscriber -> subscriber.status() != SubscriberStatus.PENDING);
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot read subscriber " + id, failed);
        }
    }

    /** A number or name is one of the subscriber's domain, as if its phone had dialled it. */
    private static String destination(String given, String domain) {
        String said = given.strip();
        String plain = said.regionMatches(true, 0, "tel:", 0, 4) ? said.substring(4) : said;
        String uri = plain.indexOf('@') < 0 || plain.contains(":") ? plain : "sip:" + plain;
        if (URI.matcher(uri).matches()) {
            return uri;
        }
        if (NUMBER.matcher(plain).matches()) {
            return uri(plain.replaceAll("[-.() /]", ""), domain); // RFC 3966 §5.1.1
        }
        if (NAME.matcher(plain).matches()) {
            return uri(plain, domain);
        }
        throw ApiError.invalid(DESTINATION, given, "Invalid destination, a number, a name or a SIP URI is needed");
    }

    /** Escaped as RFC 3261 §25.1 wants it: that has more characters as they are than a form of the web. */
    static String uri(String user, String domain) {
        return "sip:" + URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20").replace("%2B", "+") + "@" + domain;
    }
}
