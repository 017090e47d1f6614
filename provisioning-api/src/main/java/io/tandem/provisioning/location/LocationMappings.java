package io.tandem.provisioning.location;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code subscriberlocationmappings}: where calls of a subscriber go beside or instead of his registrations. */
public final class LocationMappings extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final String STORED = "provisioning.voip_location_mappings";
    private static final String SUBSCRIBER = "subscriber_id";
    private static final List<String> PATTERNS = List.of("caller_pattern", "callee_pattern");
    private static final List<String> TEXTS = List.of("location", "caller_pattern", "callee_pattern", "to_username");
    private static final Table TABLE = Table.of(STORED + " m join provisioning.voip_subscribers s on s.id = m.subscriber_id "
            + "join billing.domains d on d.id = s.domain_id", "m.id", "1 = 1").ownedBy("d.reseller_id")
        .with("m", whole(SUBSCRIBER).required().filter().refersTo("subscribers"), text("location").filter(), text("caller_pattern").filter(),
            text("callee_pattern").filter(), choice("mode", "add", "replace", "offline", "forward").required().filter(),
            text("to_username").filter(), text("external_id").filter(), flag("enabled").orElse("1").filter())
        .filter("reseller_id", "d.reseller_id {match}");

    public LocationMappings(Store store) {
        super(Declaration.of("subscriberlocationmappings", "Where calls of subscribers go beside their registrations", TABLE.fields())
            .withFilters(TABLE.filters().keySet()).access(Access.of(Party.A, Party.R, Party.K)).withJournal(), TABLE, store);
    }

    @Override
    public Created create(Values values, Caller caller) {
        return Created.item(store.insert(STORED, row(values, caller)));
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        store.update(STORED, current.whole("id"), row(values, caller));
        store.changed(ChangeLog.SUBSCRIBER, current.whole(SUBSCRIBER));
    }

    @Override
    public void delete(Item current, Caller caller) {
        store.execute("delete from " + STORED + " where id = ?", current.whole("id"));
        store.changed(ChangeLog.SUBSCRIBER, current.whole(SUBSCRIBER));
    }

    private Map<String, @Nullable Object> row(Values values, Caller caller) {
        long subscriber = values.requireWhole(SUBSCRIBER);
        Optional<Long> reseller = store.number(
            "select d.reseller_id from provisioning.voip_subscribers s join billing.domains d on d.id = s.domain_id where s.id = ?", subscriber);
        if (reseller.filter(caller.scope()::reaches).isEmpty()) {
            throw ApiError.unprocessable("Invalid 'subscriber_id', doesn't exist.");
        }
        for (String pattern : PATTERNS) {
            values.text(pattern).ifPresent(text -> requirePattern(pattern, text));
        }
        if (!values.has("location") && !values.has("to_username")) {
            throw ApiError.unprocessable("A location or a to_username is required.");
        }
        Map<String, @Nullable Object> row = values.row(List.of(SUBSCRIBER, "mode", "external_id", "enabled"));
        TEXTS.forEach(name -> row.put(name, values.text(name).orElse("")));
        store.changed(ChangeLog.SUBSCRIBER, subscriber);
        return row;
    }

    private static void requirePattern(String field, String text) {
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException malformed) {
            throw ApiError.invalid(field, text, "Value must be a regular expression: " + malformed.getDescription());
        }
    }
}
