package io.tandem.provisioning.sound;

import java.util.List;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.text;

/** What can be announced: the resources {@code soundhandles} and {@code soundgroups}. They change with a migration only. */
public final class SoundHandles {
    private static final Table HANDLES = forAll(Table.of(
        "provisioning.voip_sound_handles h join provisioning.voip_sound_groups g on g.id = h.group_id", "h.id", "1 = 1"))
        .with(text("handle").filter(), "h.name").with(text("group").filter(), "g.name");
    private static final Table GROUPS = forAll(Table.of("provisioning.voip_sound_groups g", "g.id", "1 = 1")).with("g", text("name").filter());

    private SoundHandles() {}

    public static List<Resource> all(Store store) {
        return List.of(resource("soundhandles", "What can be announced", HANDLES, store),
            resource("soundgroups", "Groups of what can be announced", GROUPS, store));
    }

    private static Resource resource(String name, String summary, Table table, Store store) {
        return new TableResource(Declaration.of(name, summary, table.fields()).access(Access.of(Party.A, Party.R, Party.SA, Party.S)), table, store);
    }

    private static Table forAll(Table table) {
        return table.visibleTo(Scope.Level.RESELLER, "1 = 1").visibleTo(Scope.Level.CUSTOMER, "1 = 1").visibleTo(Scope.Level.SUBSCRIBER, "1 = 1");
    }
}
