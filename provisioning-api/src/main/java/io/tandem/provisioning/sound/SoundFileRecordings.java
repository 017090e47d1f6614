package io.tandem.provisioning.sound;

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

/** The resource {@code soundfilerecordings}: the sound itself, by the id of its {@code soundfiles} item. */
public final class SoundFileRecordings extends TableResource implements Resource.GivesFiles {
    private static final Declaration DECLARATION =
        Declaration.of("soundfilerecordings", "Sounds of sound files; format is wav, mp3 or ogg", SoundFiles.TABLE.fields()).relatedTo("soundfiles")
            .access(Access.of().grant(Operation.READ, Party.A, Party.R, Party.SA));

    private final SoundConverter converter;

    public SoundFileRecordings(Store store, SoundConverter converter) {
        super(DECLARATION, SoundFiles.TABLE, store);
        this.converter = converter;
    }

    @Override
    public Optional<Download> file(Item item, Optional<String> format, Caller caller) {
        SoundFormat wanted = SoundFormat.asked(format).orElse(SoundFormat.WAV);
        Content sound = store.content("provisioning.voip_sound_files", "data", item.whole("id"))
            .orElseThrow(() -> ApiError.entityNotFound("soundfilerecording"));
        return Optional.of(converter.download(item.text("handle"), sound, SoundFormat.WAV, wanted));
    }
}
