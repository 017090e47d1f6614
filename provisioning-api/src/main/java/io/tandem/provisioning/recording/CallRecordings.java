package io.tandem.provisioning.recording;

import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.owner.OwnerZone;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;

/** The resource {@code callrecordings}: recorded calls. With one that is deleted go its files. */
public final class CallRecordings extends TableResource implements Resource.Deletes, Resource.TellsTime {
    private static final Table TABLE = Recorded.owned(Table.of(Recorded.CALLS + " r", "r.id", "1 = 1"))
        .with(text("callid").readOnly().filter(), "r.call_id")
        .with("r", choice("status", "recording", "completed", "confirmed").readOnly().filter())
        .with(timestamp("start_time").readOnly(), "r.start_timestamp").with(timestamp("end_time").readOnly(), "r.end_timestamp")
        .with(text("caller").readOnly(), Recorded.about("caller")).with(text("callee").readOnly(), Recorded.about("callee"))
        .filter("caller", Recorded.filter("caller")).filter("callee", Recorded.filter("callee"));
    private static final Declaration DECLARATION = Declaration.of("callrecordings", "Recorded calls", TABLE.fields())
        .withFilters(TABLE.filters().keySet()).access(Access.of(Party.A, Party.R, Party.SA, Party.S));

    private final RecordingFolder folder;
    private final OwnerZone zone;

    public CallRecordings(Store store, RecordingFolder folder) {
        super(DECLARATION, TABLE, store);
        this.folder = folder;
        this.zone = new OwnerZone(store.jdbc());
    }

    @Override
    public void delete(Item current, Caller caller) {
        delete(current, Query.NONE, caller);
    }

    /** Files go first: what cannot be deleted stays known. */
    @Override
    public void delete(Item current, Query query, Caller caller) {
        folder.delete(store.texts("select full_filename from " + Recorded.STREAMS + " where `call` = ? and stream is null", current.whole("id")),
            query.flag("force_delete", false));
        store.execute("delete from " + Recorded.CALLS + " where id = ?", current.whole("id"));
    }

    @Override
    public Optional<String> ownerZone(Query query, Caller caller) {
        return zone.of(query, caller);
    }
}
