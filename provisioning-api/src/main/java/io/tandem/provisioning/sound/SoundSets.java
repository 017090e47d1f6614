package io.tandem.provisioning.sound;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.PreferenceLinks;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.tenant.ResellerReference;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code soundsets}: of a reseller, or of one of his customers. A handle without a file of its own is looked up in the parent. A set
 * that is deleted leaves the preferences, too.
 */
public final class SoundSets extends RowResource {
    static final String TARGET = "provisioning.voip_sound_sets";

    private static final String CUSTOMER = "customer_id";
    private static final String PARENT = "parent_id";
    private static final int MAX_DEPTH = 16;
    /** A customer also sees the sets of his reseller that are shown to all customers. */
    static final String VISIBLE = "(s.contract_id = {customer} or s.contract_id is null and s.expose_to_customer = 1 and s.reseller_id = {reseller})";
    static final Table TABLE = Table.of(TARGET + " s", "s.id", "1 = 1").ownedBy("s.reseller_id").visibleTo(Scope.Level.CUSTOMER, VISIBLE)
        .with("s", whole(ResellerReference.FIELD).filter().refersTo("resellers"))
        .with(whole(CUSTOMER).filter().refersTo("customers"), "s.contract_id")
        .with("s", text("name", 127).required().filter(), text("description").orElse("").filter(), flag("contract_default"),
            whole(PARENT).filter().refersTo("soundsets"), flag("expose_to_customer"));

    /** What a write may ask for beside the fields of the set. */
    private static final List<Field> COPY = List.of(flag("copy_from_default"), text("language", 16).orElse("en"), flag("loopplay"), flag("replace_existing"));
    private static final Declaration DECLARATION = Declaration.of("soundsets", "Sets of announcements",
        Stream.concat(TABLE.fields().stream(), COPY.stream()).toList()).access(Access.of(Party.A, Party.R, Party.SA)).withJournal();

    private final OwnSets own;

    private SoundSets(OwnSets own, DefaultSounds defaults, Store store) {
        super(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.SOUND_SET)
            .rules(own.rule("id"), Rule.ofReseller(store), ofCustomer(store), Rule.visible(PARENT, new Rows(store.jdbc(), TABLE)), noLoop(store))
            .duplicate(set -> "Sound set '%s' already exists for this reseller.".formatted(set.require("name")))
            .effect(new Contents(store, defaults)), store);
        this.own = own;
    }

    public static RowResource resource(Store store, DefaultSounds defaults) {
        return new SoundSets(new OwnSets(store), defaults, store);
    }

    @Override
    public void delete(Item current, Caller caller) {
        own.require(current.whole("id"), caller);
        super.delete(current, caller);
    }

    /** A subscriber's set is his customer's; others say which customer of the reseller, if any. */
    private static Rule ofCustomer(Store store) {
        return write -> {
            Scope scope = write.caller().scope();
            if (scope.level() == Scope.Level.CUSTOMER) {
                write.row().put("contract_id", scope.customer());
            } else if (write.values().has(CUSTOMER) && !store.exists("""
                    select 1 from billing.contracts c join billing.contacts o on o.id = c.contact_id
                    where c.id = ? and o.reseller_id = ? and c.status <> 'terminated'""",
                    write.values().requireWhole(CUSTOMER), String.valueOf(write.row().get(ResellerReference.FIELD)))) {
                throw ApiError.unprocessable("Invalid '" + CUSTOMER + "'");
            }
            if (write.values().flag("contract_default") && write.row().get("contract_id") == null) {
                throw ApiError.invalid("contract_default", "1", "Only the set of a customer can be the customer's default");
            }
        };
    }

    private static Rule noLoop(Store store) {
        return write -> {
            long at = write.values().whole(PARENT).orElse(0L);
            for (int depth = 0; at != 0; depth++) {
                if (at == write.id() || depth == MAX_DEPTH) {
                    throw ApiError.invalid(PARENT, write.values().require(PARENT), "The parent leads back to this set, or has too many parents itself");
                }
                at = store.number("select parent_id from provisioning.voip_sound_sets where id = ?", at).orElse(0L);
            }
        };
    }

    /** A customer has one default; files may be copied when the set is written. */
    private record Contents(Store store, DefaultSounds defaults) implements Effect {
        @Override
        public void written(long id, Write write) {
            if (write.values().flag("contract_default")) {
                store.execute("update provisioning.voip_sound_sets set contract_default = 0 where contract_id = ? and id <> ?",
                    String.valueOf(write.row().get("contract_id")), id);
            }
            if (write.values().flag("copy_from_default")) {
                defaults.copy(store, id, write.values().require("language"), write.values().flag("loopplay"), write.values().flag("replace_existing"));
            }
        }

        @Override
        public void deleting(Item current) {
            long id = current.whole("id");
            new PreferenceLinks(store).remove(Map.of("sound_set", id, "contract_sound_set", id));
        }
    }
}
