package io.tandem.provisioning.profile;

import java.util.List;
import java.util.Map;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import io.tandem.provisioning.tenant.ResellerReference;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code subscriberprofilesets}; deleting one takes its profiles along and leaves their subscribers without. */
public final class ProfileSets extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final String STORED = "provisioning.voip_subscriber_profile_sets";
    private static final Table TABLE = Table.of(STORED + " t", "t.id", "1 = 1").ownedBy("t.reseller_id")
        .with("t", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("name").required().filter(), text("description").required());

    public ProfileSets(Store store) {
        super(Declaration.of("subscriberprofilesets", "Sets of subscriber profiles", TABLE.fields())
            .access(Access.of(Party.A, Party.R, Party.K)).withJournal(), TABLE, store);
    }

    @Override
    public Created create(Values values, Caller caller) {
        Map<String, @Nullable Object> row = row(values, caller);
        return Created.item(store.unique(taken(values), () -> store.insert(STORED, row)));
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        Map<String, @Nullable Object> row = row(values, caller);
        store.unique(taken(values), () -> {
            store.update(STORED, current.whole("id"), row);
            return row;
        });
    }

    @Override
    public void delete(Item current, Caller caller) {
        store.numbers("select id from provisioning.voip_subscriber_profiles where set_id = ?", current.whole("id"))
            .forEach(profile -> Profiles.changed(store, profile));
        store.execute("delete from " + STORED + " where id = ?", current.whole("id"));
    }

    private static String taken(Values values) {
        return "Subscriber profile set with name '%s' already exists for this reseller.".formatted(values.require("name"));
    }

    private Map<String, @Nullable Object> row(Values values, Caller caller) {
        Map<String, @Nullable Object> row = values.row(List.of("name", "description"));
        row.put(ResellerReference.FIELD, ResellerReference.of(values, caller, store));
        return row;
    }
}
