package io.tandem.provisioning.sound;

import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.TableResource;

/** The resource {@code soundfilerecordings}: the sound itself, by the id of its {@code soundfiles} item. */
public final class SoundFileRecordings extends TableResource implements Resource.GivesFiles {
    private static final Declaration DECLARATION = Declaration.of("soundfilerecordings", "Sounds of sound files", SoundFiles.TABLE.fields())
        .relatedTo("soundfiles").access(Access.of().grant(Operation.READ, Party.A, Party.R, Party.SA));

    public SoundFileRecordings(Store store) {
        super(DECLARATION, SoundFiles.TABLE, store);
    }

    @Override
    public Optional<Document> file(Item item, Optional<String> format, Caller caller) {
        TelephoneSound.requireWav(format);
        byte[] sound = store.jdbc().sql("select data from provisioning.voip_sound_files where id = ? and data is not null").param(item.whole("id"))
            .query((row, _) -> row.getBytes(1)).optional().orElseThrow(() -> ApiError.entityNotFound("soundfilerecording"));
        return Optional.of(new Document(TelephoneSound.CONTENT_TYPE, item.text("handle") + ".wav", sound));
    }
}
