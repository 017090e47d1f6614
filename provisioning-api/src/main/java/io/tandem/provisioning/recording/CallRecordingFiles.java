package io.tandem.provisioning.recording;

import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.sound.TelephoneSound;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.TableResource;

/** The resource {@code callrecordingfiles}: the sound itself, by the id of its {@code callrecordingstreams} item. There is no list of them. */
public final class CallRecordingFiles extends TableResource implements Resource.GivesFiles {
    private static final Map<String, String> TYPES = Map.of("wav", TelephoneSound.CONTENT_TYPE, "mp3", "audio/mpeg");
    private static final Declaration DECLARATION = Declaration.of("callrecordingfiles", "Sound of recorded calls", CallRecordingStreams.TABLE.fields())
        .relatedTo("callrecordingstreams").access(Access.of().grant(Operation.READ, Party.A, Party.R, Party.SA, Party.S));

    private final RecordingFolder folder;

    public CallRecordingFiles(Store store, RecordingFolder folder) {
        super(DECLARATION, CallRecordingStreams.TABLE, store);
        this.folder = folder;
    }

    private record Stored(String name, Optional<byte[]> content) {}

    @Override
    protected boolean isListed() {
        return false;
    }

    @Override
    public Optional<Document> file(Item item, Optional<String> format, Caller caller) {
        Stored stored = store.jdbc().sql("select full_filename, stream from " + Recorded.STREAMS + " where id = ?").param(item.whole("id"))
            .query((row, _) -> new Stored(row.getString(1), Optional.ofNullable(row.getBytes(2)))).single();
        byte[] sound = stored.content().or(() -> folder.read(stored.name())).orElseThrow(() -> ApiError.entityNotFound(DECLARATION.entity()));
        String ending = item.text("format");
        return Optional.of(new Document(TYPES.getOrDefault(ending, "application/octet-stream"), "recording-" + item.id() + "." + ending, sound));
    }
}
