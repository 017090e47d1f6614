package io.tandem.provisioning.recording;

import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.conversion.SoundConverter;
import io.tandem.provisioning.conversion.SoundFormat;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Content;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.TableResource;

/** The resource {@code callrecordingfiles}: the sound itself, by the id of its {@code callrecordingstreams} item. There is no list of them. */
public final class CallRecordingFiles extends TableResource implements Resource.GivesFiles {
    private static final Declaration DECLARATION =
        Declaration.of("callrecordingfiles", "Sound of recorded calls, as stored or as format says: wav, mp3 or ogg", CallRecordingStreams.TABLE.fields())
            .relatedTo("callrecordingstreams").access(Access.of().grant(Operation.READ, Party.A, Party.R, Party.SA, Party.S));

    private final RecordingFolder folder;
    private final SoundConverter converter;

    public CallRecordingFiles(Store store, RecordingFolder folder, SoundConverter converter) {
        super(DECLARATION, CallRecordingStreams.TABLE, store);
        this.folder = folder;
        this.converter = converter;
    }

    @Override
    protected boolean isListed() {
        return false;
    }

    @Override
    public Optional<Download> file(Item item, Optional<String> format, Caller caller) {
        Optional<SoundFormat> wanted = SoundFormat.asked(format);
        String ending = item.text("format");
        Optional<SoundFormat> stored = SoundFormat.of(ending);
        if (stored.isEmpty() && wanted.isPresent()) {
            throw ApiError.unprocessable("Invalid 'format', the recording is stored as '%s' and cannot be converted.".formatted(ending));
        }
        Content sound = content(item.whole("id")).orElseThrow(() -> ApiError.entityNotFound(DECLARATION.entity()));
        String name = "recording-" + item.id();
        return Optional.of(stored.map(from -> converter.download(name, sound, from, wanted.orElse(from)))
            .orElseGet(() -> new Download("application/octet-stream", name + "." + ending, sound)));
    }

    private Optional<Content> content(long id) {
        return store.content(Recorded.STREAMS, "stream", id)
            .or(() -> store.text("select full_filename from " + Recorded.STREAMS + " where id = ?", id).flatMap(folder::read));
    }
}
