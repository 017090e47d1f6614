package io.tandem.provisioning.call;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.owner.OwnedTables;
import io.tandem.provisioning.owner.SubscriberRewrites;
import io.tandem.provisioning.owner.Zone;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.voicemail.Spool;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code conversations}: calls, voicemails and text messages of a party in one feed, ordered by time. Their ids overlap, so that an item is
 * named with its type, {@code 5?type=call}.
 */
public final class Conversations implements Resource {
    /** Both sources are read up to the end of the page that is asked for. */
    private static final long DEEPEST = 100_000;

    private static final String CALL = "call";
    private static final String VOICEMAIL = "voicemail";
    private static final String SMS = "sms";
    private static final Set<String> TYPES = Set.of(CALL, VOICEMAIL, SMS, "fax");
    private static final Set<String> STORED = Set.of(CALL, VOICEMAIL, SMS);
    private static final List<Field> FIELDS = Stream.of(choice("type", CALL, VOICEMAIL, SMS), text("call_id"), text("start_time"),
        choice("direction", "in", "out", "forward"), text("caller"), text("callee"), text("duration"), text("status"), text("folder"),
        whole("voicemail_subscriber_id"), decimal("customer_cost"), decimal("total_customer_cost")).map(Field::readOnly).toList();
    private static final Declaration DECLARATION = Declaration.of("conversations",
            "Calls, voicemails and text messages of a subscriber or a customer in one feed", FIELDS)
        .withFilters(Stream.concat(Zone.PARAMETERS.stream(),
            Stream.of("subscriber_id", "customer_id", "direction", "status", "type", "from", "to", "caller", "callee")).toList())
        .access(Access.all());

    private static final String CALLER_NUMBER = "substring_index(substring_index(m.callerid, '<', -1), '>', 1)";
    private static final Table MESSAGES = Spool.table(Spool.IS_MESSAGE)
        .with(text("call_id"), "m.call_id").with(text("start_time"), "cast(m.origtime as unsigned)").with(text("caller"), CALLER_NUMBER)
        .with(text("duration"), "cast(m.duration as unsigned)").with(text("folder"), Spool.FOLDER).with(text("owner_tz"), Spool.OWNER_ZONE)
        .with(whole("voicemail_subscriber_id"), "s.id")
        .filter("subscriber_id", "s.id {match}").filter("customer_id", "s.account_id {match}").filter("caller", CALLER_NUMBER + " {match}")
        .filter("start_ge", "cast(m.origtime as unsigned) >= {value}").filter("start_le", "cast(m.origtime as unsigned) <= {value}");

    private static final String SENT = "unix_timestamp(t.time)";
    private static final Table TEXTS = OwnedTables.of("accounting.sms_journal")
        .with("t", text("direction").filter(), text("caller").filter(), text("callee").filter(), text("status").filter())
        .with(text("start_time"), SENT)
        .with(text("owner_tz"), "(select coalesce(o.timezone, k.timezone) from billing.voip_subscribers b "
            + "left join billing.contacts o on o.id = b.contact_id join billing.contracts c on c.id = b.contract_id "
            + "join billing.contacts k on k.id = c.contact_id where b.id = s.id)")
        .filter("subscriber_id", "s.id {match}").filter("customer_id", "s.account_id {match}")
        .filter("start_ge", SENT + " >= {value}").filter("start_le", SENT + " <= {value}");

    private final CallRows calls;
    private final SubscriberRewrites rewrites;
    private final Rows messages;
    private final Rows texts;

    public Conversations(Store store) {
        calls = new CallRows(store.jdbc());
        rewrites = new SubscriberRewrites(store);
        messages = new Rows(store.jdbc(), MESSAGES);
        texts = new Rows(store.jdbc(), TEXTS);
    }

    /** Something that happened, as read from its table. */
    private record Event(String type, BigDecimal time, Item item) {}

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public Listing list(Search search, Caller caller) {
        long end = search.offset() + search.rows();
        if (end > DEEPEST) {
            throw ApiError.badRequest("Page %d of %d rows is too far behind, narrow the time with from and to.".formatted(search.page(), search.rows()));
        }
        List<Event> events = new ArrayList<>();
        long total = 0;
        for (String type : types(search.filters())) {
            Listing found = read(type, source(search, (int) end + 1), caller);
            total += found.total().orElse(0);
            found.items().forEach(item -> events.add(new Event(type, new BigDecimal(item.text("start_time")), item)));
        }
        Comparator<Event> order = Comparator.comparing(Event::time);
        if (search.orderBy().filter("type"::equals).isPresent()) {
            order = Comparator.comparing(Event::type).thenComparing(order);
        }
        events.sort(search.descending() ? order.reversed() : order);
        CallView view = view(search.filters(), caller);
        List<Item> page = events.stream().skip(search.offset()).limit(search.rows()).map(event -> show(event, view)).toList();
        return new Listing(page, search.count() ? OptionalLong.of(total) : OptionalLong.empty(), events.size() > end);
    }

    @Override
    public Optional<Item> find(String id, Query query, Caller caller) {
        Map<String, String> filters = new LinkedHashMap<>(Search.of(DECLARATION, query.parameters()).filters());
        String type = query.first("type").filter(STORED::contains)
            .orElseThrow(() -> ApiError.unprocessable("Mandatory parameter 'type' missing in request, call, voicemail or sms is needed"));
        filters.put("id", id);
        return read(type, source(new Search(1, 1, Optional.empty(), false, false, filters), 1), caller).items().stream().findFirst()
            .map(item -> show(new Event(type, new BigDecimal(item.text("start_time")), item), view(filters, caller)));
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return find(id, Query.NONE, caller);
    }

    private Listing read(String type, Search search, Caller caller) {
        Map<String, String> filters = search.filters();
        return switch (type) {
            case CALL -> CallRows.isOpenTo(caller) ? calls.list(search, caller) : nothing();
            case VOICEMAIL -> filters.containsKey("status") || filters.containsKey("callee") || "out".equals(filters.get("direction")) ? nothing()
                : messages.list(search, caller);
            case SMS -> texts.list(search, caller);
            default -> nothing();
        };
    }

    private static Listing nothing() {
        return new Listing(List.of(), OptionalLong.of(0), false);
    }

    /** The question to one source: by time, from the first row on. */
    private static Search source(Search search, int rows) {
        Zone zone = Zone.of(search.filters());
        Map<String, String> filters = new LinkedHashMap<>(search.filters());
        filters.remove("type");
        Optional.ofNullable(filters.remove("from")).ifPresent(from -> filters.put("start_ge", CallRows.seconds("from", from, zone)));
        Optional.ofNullable(filters.remove("to")).ifPresent(to -> filters.put("start_le", CallRows.seconds("to", to, zone)));
        return new Search(1, rows, Optional.of("start_time"), search.descending(), search.count(), filters);
    }

    private static List<String> types(Map<String, String> filters) {
        List<String> asked = Arrays.asList(filters.getOrDefault("type", CALL + "-" + VOICEMAIL + "-" + SMS).split("-"));
        asked.stream().filter(type -> !TYPES.contains(type)).findFirst().ifPresent(type -> {
            throw ApiError.unprocessable("Query parameter 'type' value '%s' is none of call, voicemail, sms, fax.".formatted(type));
        });
        return asked.stream().distinct().toList();
    }

    private CallView view(Map<String, String> parameters, Caller caller) {
        return CallView.of(parameters, caller.line().isEmpty(), new OutwardNumbers(rewrites));
    }

    private static Item show(Event event, CallView view) {
        Item item = event.item();
        ObjectNode fields = item.fields();
        if (CALL.equals(event.type())) {
            view.show(item);
            boolean out = "out".equals(item.text("direction"));
            fields.set("caller", fields.path(out ? "own_cli" : "other_cli"));
            fields.set("callee", fields.path(out ? "other_cli" : "own_cli"));
        } else {
            Optional<String> zone = Optional.of(item.text("owner_tz")).filter(name -> !name.isEmpty());
            fields.put("start_time", view.zone().seconds(Instant.ofEpochSecond(event.time().longValue()), zone));
        }
        if (VOICEMAIL.equals(event.type())) {
            fields.put("direction", "in").put("duration", CallView.hours(new BigDecimal(item.text("duration"))));
        }
        fields.put("type", event.type());
        fields.retain(Stream.concat(Stream.of("id"), FIELDS.stream().map(Field::name)).toList());
        return new Item(item.id() + "?type=" + event.type(), fields);
    }
}
