package io.tandem.provisioning.sound;

import java.util.List;
import java.util.Optional;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code soundfiles}: what a set plays for a handle. The sound is the body of POST and PUT, its fields are in the query. A set has one
 * file for a handle; another one for it takes its place.
 */
public final class SoundFiles extends RowResource implements Resource.TakesFiles {
    private static final String SET = "set_id";
    static final Table TABLE = Table.of("provisioning.voip_sound_files f join provisioning.voip_sound_sets s on s.id = f.set_id"
            + " join provisioning.voip_sound_handles h on h.id = f.handle_id", "f.id", "1 = 1")
        .ownedBy("s.reseller_id").visibleTo(Scope.Level.CUSTOMER, SoundSets.VISIBLE)
        .with("f", whole(SET).required().filter().refersTo("soundsets")).with(text("handle", 63).required().filter(), "h.name")
        .with("f", text("filename").orElse("").filter(), flag("loopplay").filter(), flag("use_parent").orElse("1").filter());

    private static final String TARGET = "provisioning.voip_sound_files";
    private static final Declaration DECLARATION = Declaration.of("soundfiles", "Announcements of a sound set", TABLE.fields())
        .relatedTo("soundfilerecordings").access(Access.of(Party.A, Party.R, Party.SA));

    private final OwnSets own;

    public SoundFiles(Store store) {
        this(store, new OwnSets(store));
    }

    private SoundFiles(Store store, OwnSets own) {
        super(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.SOUND_SET).partOf(SET)
            .rules(own.rule(SET), own.named(SET), handle(store), SoundFiles::setSound)
            .duplicate(file -> "The set has a file for handle '%s' already.".formatted(file.require("handle"))), store);
        this.own = own;
    }

    @Override
    public void delete(Item current, Caller caller) {
        own.require(current.whole(SET), caller);
        super.delete(current, caller);
    }

    @Override
    public List<String> bodyTypes() {
        return List.of(TelephoneSound.CONTENT_TYPE, "audio/wav", "audio/vnd.wave");
    }

    @Override
    public Created create(Values values, Caller caller) {
        Optional<Item> there = store.number("select f.id from provisioning.voip_sound_files f where f.set_id = ? and f.handle_id = "
                + "(select min(h.id) from provisioning.voip_sound_handles h where h.name = ?)", values.requireWhole(SET), values.require("handle"))
            .flatMap(id -> find(Long.toString(id), caller));
        there.ifPresent(item -> replace(item, values, caller));
        return there.map(item -> Created.item(item.whole("id"))).orElseGet(() -> super.create(values, caller));
    }

    private static Rule handle(Store store) {
        return write -> {
            String handle = write.values().require("handle");
            write.row().put("handle_id", store.number("select min(id) from provisioning.voip_sound_handles where name = ?", handle)
                .orElseThrow(() -> ApiError.invalid("handle", handle, "There is no such handle, /api/soundhandles/ has all")));
        };
    }

    /** Without a sound the one that is there stays. */
    private static void setSound(Write write) {
        write.values().file("").ifPresent(file -> {
            write.row().put("data", TelephoneSound.of(file.content()));
            write.row().put("codec", "WAV");
        });
    }
}
