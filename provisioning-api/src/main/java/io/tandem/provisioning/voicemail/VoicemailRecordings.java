package io.tandem.provisioning.voicemail;

import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.conversion.SoundConverter;
import io.tandem.provisioning.conversion.SoundFormat;
import io.tandem.provisioning.owner.Owners;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Content;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code voicemailrecordings}: what was said, under the id of the message. There is no list of them: {@code voicemails} is it. */
public final class VoicemailRecordings extends TableResource implements Resource.GivesFiles {
    private static final Table TABLE = Spool.table(Spool.IS_MESSAGE).with(whole(Owners.FIELD).readOnly().refersTo("subscribers"), "s.id");
    private static final Declaration DECLARATION =
        Declaration.of("voicemailrecordings", "Sound of voicemails; format is wav, mp3 or ogg", TABLE.fields()).relatedTo("voicemails")
            .access(Access.of().grant(Operation.READ, Party.A, Party.R, Party.SA, Party.S));

    private final Spool spool;
    private final SoundConverter converter;

    public VoicemailRecordings(Store store, SoundConverter converter) {
        super(DECLARATION, TABLE, store);
        this.spool = new Spool(store);
        this.converter = converter;
    }

    @Override
    protected boolean isListed() {
        return false;
    }

    @Override
    public Optional<Download> file(Item item, Optional<String> format, Caller caller) {
        SoundFormat wanted = SoundFormat.asked(format).orElse(SoundFormat.WAV);
        Content wav = spool.recording(item.whole("id")).orElseThrow(() -> ApiError.entityNotFound(DECLARATION.entity()));
        return Optional.of(converter.download("voicemail-" + item.id(), wav, SoundFormat.WAV, wanted));
    }
}
