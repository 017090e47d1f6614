package io.tandem.provisioning.callcontrol;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.tandem.data.pattern.Wildcard;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.E164Number;
import io.tandem.data.snapshot.JdbcSubscriberSource;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.owner.OwnedTables;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.owner.OwnerZone;
import io.tandem.provisioning.owner.Owners;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;

/**
 * The resource {@code sms}: sends a text message for a subscriber as if its phone had (signalling.md §2.24), and lists those that were sent so. The reply
 * comes when the message is taken, or was refused; no refused one is kept.
 */
public final class TextMessages extends TableResource implements Resource.Creates, Resource.TellsTime {
    private static final String STORED = "accounting.sms_journal";
    private static final String OUT = "out";
    private static final int LONGEST_NUMBER = 255;
    private static final int LONGEST_TEXT = 8192;
    private static final Pattern NUMBER = Pattern.compile("[+0-9][-0-9.() /]*");
    private static final Table TABLE = OwnedTables.of(STORED)
        .with("t", choice("direction", "in", OUT, "forward").orElse(OUT).filter(), text("caller", LONGEST_NUMBER).filter(),
            text("callee", LONGEST_NUMBER).required().filter(), text("text", LONGEST_TEXT).required(), text("status").readOnly().filter(),
            text("reason").readOnly(), timestamp("time").readOnly());
    private static final Declaration DECLARATION = Declaration.of("sms", "Text messages of subscribers", TABLE.fields()).access(Access.all());

    private final JdbcSubscriberSource source;
    private final Owners owners;
    private final OwnerZone zone;
    private final CallServer server;

    public TextMessages(Store store, CallServer server) {
        super(DECLARATION, TABLE, store);
        this.source = new JdbcSubscriberSource(store.dataSource());
        this.owners = new Owners(store.jdbc());
        this.zone = new OwnerZone(store.jdbc());
        this.server = server;
    }

    @Override
    public Created create(Values values, Caller caller) {
        return create(values, Query.NONE, caller);
    }

    /** {@code skip_checks} leaves out what is checked here, not what stops the subscriber's calls; {@code skip_journal} keeps no row. */
    @Override
    public Created create(Values values, Query query, Caller caller) {
        if (!values.text("direction").orElse(OUT).equals(OUT)) {
            throw ApiError.invalid("direction", values.require("direction"), "Only messages of direction out can be sent");
        }
        Owner owner = owners.require(values, caller);
        Subscriber subscriber = read(owner);
        String from = values.text("caller").filter(given -> !given.isBlank()).map(given -> number("caller", given)).orElseGet(() -> number(subscriber));
        String to = number("callee", values.require("callee"));
        if (!query.flag("skip_checks", false) || caller.line().isPresent()) {
            check(subscriber, from);
        }
        CallServer.Taken taken = server.send(new CallServer.Text(subscriber.uuid(), uri(from, subscriber), uri(to, subscriber), values.require("text")));
        String status = taken.isKnown() ? "ok" : "unknown";
        if (query.flag("skip_journal", false)) {
            String told = JsonNodeFactory.instance.objectNode().put("status", status).put("reason", taken.answer()).toString();
            return new Created("", Optional.of(new Document("application/json", "", told.getBytes(StandardCharsets.UTF_8))));
        }
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put(Owners.FIELD, owner.id());
        row.put("direction", OUT);
        row.put("caller", from);
        row.put("callee", to);
        row.put("text", values.require("text"));
        row.put("status", status);
        row.put("reason", taken.answer());
        return Created.item(store.insert(STORED, row));
    }

    private Subscriber read(Owner owner) {
        try {
            return source.find((int) owner.id()).filter(found -> found.status() != SubscriberStatus.PENDING)
                .orElseThrow(() -> ApiError.unprocessable("Invalid '" + Owners.FIELD + "'"));
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot read subscriber " + owner.id(), failed);
        }
    }

    private static void check(Subscriber subscriber, String from) {
        int lock = subscriber.preferences().get(CallPreferences.LOCK).orElse(0);
        if (lock != 0) {
            throw ApiError.unprocessable("The subscriber is locked (lock level %d) and may send no messages.".formatted(lock));
        }
        boolean own = from.equals(number(subscriber)) || subscriber.preferences().get(CallPreferences.USER_CLI).filter(from::equals).isPresent();
        boolean allowed = Stream.of(subscriber.preferences(), subscriber.customerPreferences())
            .flatMap(preferences -> preferences.get(CallPreferences.ALLOWED_CLIS).stream()).anyMatch((Wildcard pattern) -> pattern.matches(from));
        if (!own && !allowed) {
            throw ApiError.invalid("caller", from, "The caller is neither cli nor user_cli of the subscriber, nor in its allowed_clis");
        }
    }

    /** As calls show it. */
    private static String number(Subscriber subscriber) {
        return subscriber.preferences().get(CallPreferences.CLI).or(() -> subscriber.primaryNumber().map(E164Number::digits)).orElse(subscriber.username());
    }

    private static String number(String field, String given) {
        if (!NUMBER.matcher(given.strip()).matches()) {
            throw ApiError.invalid(field, given, "Invalid " + field + ", a number is needed");
        }
        return given.replaceAll("[-.() /]", ""); // RFC 3966 §5.1.1
    }

    private static String uri(String user, Subscriber subscriber) {
        return CallControls.uri(user, subscriber.domain());
    }

    @Override
    public Optional<String> ownerZone(Query query, Caller caller) {
        return zone.of(query, caller);
    }
}
