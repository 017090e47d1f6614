package io.tandem.provisioning.voicemail;

import java.util.List;
import java.util.Optional;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.conversion.SoundConverter;
import io.tandem.provisioning.conversion.SoundFormat;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.owner.Owners;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.sound.TelephoneSound;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code voicemailgreetings}: what callers of a mailbox hear; one recording of each kind. */
public final class VoicemailGreetings
        extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes, Resource.TakesFiles, Resource.GivesFiles {
    private static final String FILE = "greetingfile";
    private static final String DIR = "dir";
    private static final Table TABLE = Spool.table("m.msgnum < 0")
        .with(whole(Owners.FIELD).filter().refersTo("subscribers"), "s.id")
        .with(choice(DIR, Spool.GREETINGS).required().filter(), Spool.FOLDER);
    private static final Declaration DECLARATION =
        Declaration.of("voicemailgreetings", "What callers of a mailbox hear; the file is the part greetingfile", TABLE.fields()).access(Access.all());

    private final Owners owners;
    private final Spool spool;
    private final SoundConverter converter;

    public VoicemailGreetings(Store store, SoundConverter converter) {
        super(DECLARATION, TABLE, store);
        this.owners = new Owners(store.jdbc());
        this.spool = new Spool(store);
        this.converter = converter;
    }

    @Override
    public List<String> bodyTypes() {
        return List.of();
    }

    @Override
    public Created create(Values values, Caller caller) {
        Owner owner = owners.require(values, caller);
        byte[] wav = wav(values);
        requireFree(owner, values, 0);
        long id = spool.insertGreeting(owner.uuid(), values.require(DIR), wav);
        store.changed(ChangeLog.SUBSCRIBER, owner.id());
        return Created.item(id);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        Owner owner = owners.require(values, caller);
        if (owner.id() != current.whole(Owners.FIELD)) {
            throw ApiError.unprocessable("Invalid 'subscriber_id', the greeting belongs to subscriber %d.".formatted(current.whole(Owners.FIELD)));
        }
        byte[] wav = wav(values);
        requireFree(owner, values, current.whole("id"));
        spool.replaceGreeting(current.whole("id"), owner.uuid(), values.require(DIR), wav);
        store.changed(ChangeLog.SUBSCRIBER, owner.id());
    }

    @Override
    public void delete(Item current, Caller caller) {
        spool.remove(current.whole("id"));
        store.changed(ChangeLog.SUBSCRIBER, current.whole(Owners.FIELD));
    }

    @Override
    public Optional<Download> file(Item item, Optional<String> format, Caller caller) {
        if (format.isEmpty()) {
            return Optional.empty();
        }
        SoundFormat wanted = SoundFormat.asked(format).orElse(SoundFormat.WAV);
        return spool.recording(item.whole("id")).map(wav -> converter.download(item.text(DIR), wav, SoundFormat.WAV, wanted));
    }

    private void requireFree(Owner owner, Values values, long id) {
        String dir = values.require(DIR);
        if (store.exists("select 1 from voicemail.voicemail_spool m where m.mailboxuser = ? and m.msgnum < 0 and m.id <> ? and " + Spool.FOLDER + " = ?",
                owner.uuid(), id, dir)) {
            throw ApiError.unprocessable("A greeting '%s' of subscriber %d already exists.".formatted(dir, owner.id()));
        }
    }

    private static byte[] wav(Values values) {
        Document file = values.file(FILE).orElseThrow(() -> ApiError.invalid(FILE, "", "Greetingfile field is required"));
        return TelephoneSound.of(file.content());
    }
}
