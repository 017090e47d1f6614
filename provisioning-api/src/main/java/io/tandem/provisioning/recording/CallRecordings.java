package io.tandem.provisioning.recording;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;

/** The resource {@code callrecordings}: recorded calls. With one that is deleted go its files. */
public final class CallRecordings extends RecordedResource {
    private static final Table TABLE = Recorded.owned(Table.of(Recorded.CALLS + " r", "r.id", "1 = 1"))
        .with(text("callid").readOnly().filter(), "r.call_id")
        .with("r", choice("status", "recording", "completed", "confirmed").readOnly().filter())
        .with(timestamp("start_time").readOnly(), "r.start_timestamp").with(timestamp("end_time").readOnly(), "r.end_timestamp")
        .with(text("caller").readOnly(), Recorded.about("caller")).with(text("callee").readOnly(), Recorded.about("callee"))
        .filter("caller", Recorded.filter("caller")).filter("callee", Recorded.filter("callee"));
    private static final Declaration DECLARATION = Declaration.of("callrecordings", "Recorded calls", TABLE.fields())
        .withFilters(TABLE.filters().keySet()).access(Access.of(Party.A, Party.R, Party.SA, Party.S));

    public CallRecordings(Store store, RecordingFolder folder) {
        super(DECLARATION, TABLE, store, folder, Recorded.CALLS, "`call`", "id");
    }
}
