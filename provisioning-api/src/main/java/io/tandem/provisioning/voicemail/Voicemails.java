package io.tandem.provisioning.voicemail;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.owner.Owners;
import io.tandem.provisioning.owner.Zone;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code voicemails}: messages in mailboxes. They may be moved and deleted, nothing else. */
public final class Voicemails implements Resource.Replaces, Resource.Deletes {
    private static final String OWNER_ZONE = "owner_tz";
    private static final String TIME = "time";
    private static final String CALLER = "caller";
    private static final String FOLDER = "folder";
    private static final Table SHOWN = Spool.table(Spool.IS_MESSAGE)
        .with(whole(Owners.FIELD).readOnly().filter().refersTo("subscribers"), "s.id")
        .with(whole("duration").readOnly(), "cast(m.duration as unsigned)")
        .with(text(TIME).readOnly(), "cast(m.origtime as unsigned)")
        .with(text(CALLER).readOnly(), "m.callerid")
        .with(choice(FOLDER, Spool.FOLDERS).required().filter(), Spool.FOLDER)
        .with("m", text("transcript_status").readOnly(), text("transcript").readOnly());
    private static final Table TABLE = SHOWN.with(text(OWNER_ZONE), Spool.OWNER_ZONE);
    private static final Declaration DECLARATION = Declaration.of("voicemails", "Messages in voice mailboxes", SHOWN.fields())
        .withFilters(Zone.PARAMETERS).access(Access.all());
    private static final Pattern NAME_AND_NUMBER = Pattern.compile(".*<([^<>]*)>\\s*");

    private final Rows rows;
    private final Store store;
    private final Spool spool;

    public Voicemails(Store store) {
        this.rows = new Rows(store.jdbc(), TABLE);
        this.store = store;
        this.spool = new Spool(store);
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public Listing list(Search search, Caller caller) {
        Listing listing = rows.list(search, caller);
        listing.items().forEach(item -> show(item, Zone.of(search.filters())));
        return listing;
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        Optional<Item> found = rows.find(id, caller);
        found.ifPresent(item -> show(item, Zone.of(Map.of())));
        return found;
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        spool.move(current.whole("id"), values.require(FOLDER));
        store.changed(ChangeLog.SUBSCRIBER, current.whole(Owners.FIELD));
        store.changed(ChangeLog.MAILBOX, current.whole(Owners.FIELD));
    }

    @Override
    public void delete(Item current, Caller caller) {
        spool.delete(current.whole("id"));
        store.changed(ChangeLog.SUBSCRIBER, current.whole(Owners.FIELD));
        store.changed(ChangeLog.MAILBOX, current.whole(Owners.FIELD));
    }

    private static void show(Item item, Zone zone) {
        Optional<String> ownerZone = Optional.of(item.text(OWNER_ZONE)).filter(name -> !name.isEmpty());
        item.fields().remove(OWNER_ZONE);
        item.fields().put(TIME, zone.seconds(Instant.ofEpochSecond(item.whole(TIME)), ownerZone));
        Matcher caller = NAME_AND_NUMBER.matcher(item.text(CALLER));
        if (caller.matches()) {
            item.fields().put(CALLER, caller.group(1));
        }
    }
}
