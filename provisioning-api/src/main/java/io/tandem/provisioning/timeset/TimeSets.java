package io.tandem.provisioning.timeset;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Content;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Form;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Children;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import io.tandem.provisioning.tenant.ResellerReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code timesets}. Times come as iCalendar files, too, and are given as such. */
public final class TimeSets
        extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes, Resource.TakesFiles, Resource.GivesFiles {
    private static final String CALENDAR = "text/calendar";
    private static final String FILE = "calendarfile";
    private static final String STORED = "provisioning.voip_time_sets";
    private static final int LIST_LENGTH = 45;
    private static final int COMMENT_LENGTH = 4096;
    private static final Children TIMES = Children.of("times", "provisioning.voip_time_periods", "time_set_id",
        timestamp("start").required(), timestamp("end"), choice("freq", "secondly", "minutely", "hourly", "daily", "weekly", "monthly", "yearly"),
        timestamp("until"), whole("count"), whole("interval"), by("bysecond"), by("byminute"), by("byhour"), by("byday"), by("bymonthday"),
        by("byyearday"), by("byweekno"), by("bymonth"), by("bysetpos"), text("comment", COMMENT_LENGTH));
    private static final Table TABLE = Table.of(STORED + " t", "t.id", "1 = 1").ownedBy("t.reseller_id")
        .with("t", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("name").required().filter());

    private final InstantSource clock;

    public TimeSets(Store store, InstantSource clock) {
        super(declared(), TABLE, store);
        this.clock = clock;
    }

    private static Field by(String name) {
        return text(name, LIST_LENGTH);
    }

    private static Declaration declared() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        fields.add(TIMES.field());
        return Declaration.of("timesets", "Periods of time that recur; also as text/calendar", fields).withJournal();
    }

    @Override
    public List<String> bodyTypes() {
        return List.of(CALENDAR);
    }

    @Override
    public Optional<Download> file(Item item, Optional<String> format, Caller caller) {
        return format.filter(wanted -> wanted.equals("ics") || wanted.equalsIgnoreCase(CALENDAR)).map(_ ->
            new Download(CALENDAR + "; charset=utf-8", item.text("name") + ".ics", Content.of(CalendarWriter.write(item, clock.instant()))));
    }

    /** A file stands for the times, which are checked like those of JSON. */
    private static Values withTimes(Values given) {
        return given.file(FILE).map(file -> {
            ObjectNode times = JsonNodeFactory.instance.objectNode();
            times.set(TIMES.name(), CalendarReader.periods(file.content()));
            ObjectNode fields = given.fields().deepCopy();
            fields.setAll(new Form(List.of(TIMES.field())).read(times).fields());
            return new Values(fields);
        }).orElse(given);
    }

    @Override
    public Created create(Values given, Caller caller) {
        Values values = withTimes(given);
        Map<String, @Nullable Object> row = row(values, caller);
        long id = store.unique(taken(values), () -> store.insert(STORED, row));
        TIMES.replace(store, id, values);
        return Created.item(id);
    }

    @Override
    public void replace(Item current, Values given, Caller caller) {
        Values values = withTimes(given);
        Map<String, @Nullable Object> row = row(values, caller);
        store.unique(taken(values), () -> {
            store.update(STORED, current.whole("id"), row);
            return row;
        });
        TIMES.replace(store, current.whole("id"), values);
        store.changed(ChangeLog.TIME_SET, current.whole("id"));
    }

    @Override
    public void delete(Item current, Caller caller) {
        if (store.exists("select 1 from provisioning.voip_peer_groups where time_set_id = ? limit 1", current.whole("id"))) {
            throw ApiError.inUse("Time set is still in use by peering groups.");
        }
        if (store.exists("select 1 from billing.ncos_levels where time_set_id = ? limit 1", current.whole("id"))) {
            throw ApiError.inUse("Time set is still in use by NCOS levels.");
        }
        store.execute("delete from " + STORED + " where id = ?", current.whole("id"));
        store.changed(ChangeLog.TIME_SET, current.whole("id"));
    }

    private static String taken(Values values) {
        return "Time set with name '%s' already exists for this reseller.".formatted(values.require("name"));
    }

    private Map<String, @Nullable Object> row(Values values, Caller caller) {
        for (Values time : values.groups(TIMES.name())) {
            if (time.has("until") && time.has("count")) {
                throw ApiError.unprocessable("Invalid 'times', 'until' and 'count' must not be given both (RFC 5545 §3.3.10).");
            }
        }
        Map<String, @Nullable Object> row = values.row(List.of("name"));
        row.put(ResellerReference.FIELD, ResellerReference.of(values, caller, store));
        return row;
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        TIMES.fill(store, items);
    }
}
