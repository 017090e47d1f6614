package io.tandem.provisioning.recording;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code callrecordingstreams}: what was written of a recorded call, all parties in one file or each in its own. */
public final class CallRecordingStreams extends RecordedResource {
    static final Table TABLE = Recorded.owned(Table.of(Recorded.STREAMS + " t join " + Recorded.CALLS + " r on r.id = t.`call`", "t.id", "1 = 1"))
        .with(whole("recording_id").readOnly().filter().refersTo("callrecordings"), "t.`call`")
        .with(choice("type", "mixed", "single").readOnly().filter(), "t.file_type").with(text("format").readOnly(), "t.file_format")
        .with("t", whole("sample_rate").readOnly(), whole("channels").readOnly())
        .with(timestamp("start_time").readOnly(), "t.start_timestamp").with(timestamp("end_time").readOnly(), "t.end_timestamp")
        .with("t", text("transcript_status").readOnly(), text("transcript").readOnly());
    private static final Declaration DECLARATION = Declaration.of("callrecordingstreams", "Sounds of recorded calls", TABLE.fields())
        .withFilters(TABLE.filters().keySet()).relatedTo("callrecordingfiles").access(Access.of(Party.A, Party.R, Party.SA, Party.S));

    public CallRecordingStreams(Store store, RecordingFolder folder) {
        super(DECLARATION, TABLE, store, folder, Recorded.STREAMS, "id", "recording_id");
    }
}
