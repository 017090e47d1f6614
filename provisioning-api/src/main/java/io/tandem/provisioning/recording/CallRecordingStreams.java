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
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code callrecordingstreams}: what was written of a recorded call, all parties in one file or each in its own. */
public final class CallRecordingStreams extends TableResource implements Resource.Deletes, Resource.TellsTime {
    static final Table TABLE = Recorded.owned(Table.of(Recorded.STREAMS + " t join " + Recorded.CALLS + " r on r.id = t.`call`", "t.id", "1 = 1"))
        .with(whole("recording_id").readOnly().filter().refersTo("callrecordings"), "t.`call`")
        .with(choice("type", "mixed", "single").readOnly().filter(), "t.file_type").with(text("format").readOnly(), "t.file_format")
        .with("t", whole("sample_rate").readOnly(), whole("channels").readOnly())
        .with(timestamp("start_time").readOnly(), "t.start_timestamp").with(timestamp("end_time").readOnly(), "t.end_timestamp")
        .with("t", text("transcript_status").readOnly(), text("transcript").readOnly());
    private static final Declaration DECLARATION = Declaration.of("callrecordingstreams", "Sounds of recorded calls", TABLE.fields())
        .withFilters(TABLE.filters().keySet()).relatedTo("callrecordingfiles").access(Access.of(Party.A, Party.R, Party.SA, Party.S));

    private final RecordingFolder folder;
    private final OwnerZone zone;

    public CallRecordingStreams(Store store, RecordingFolder folder) {
        super(DECLARATION, TABLE, store);
        this.folder = folder;
        this.zone = new OwnerZone(store.jdbc());
    }

    @Override
    public void delete(Item current, Caller caller) {
        delete(current, Query.NONE, caller);
    }

    @Override
    public void delete(Item current, Query query, Caller caller) {
        folder.delete(store.texts("select full_filename from " + Recorded.STREAMS + " where id = ? and stream is null", current.whole("id")),
            query.flag("force_delete", false));
        store.execute("delete from " + Recorded.STREAMS + " where id = ?", current.whole("id"));
    }

    @Override
    public Optional<String> ownerZone(Query query, Caller caller) {
        return zone.of(query, caller);
    }
}
