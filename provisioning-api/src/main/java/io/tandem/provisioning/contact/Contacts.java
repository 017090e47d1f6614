package io.tandem.provisioning.contact;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import io.tandem.provisioning.tenant.ResellerReference;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.email;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** Contacts of one kind; a system contact is one without a reseller. */
public final class Contacts extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final String TABLE = "billing.contacts";
    private static final List<Field> ADDRESS = Stream.concat(
        Stream.of(text("firstname", 127), text("lastname", 127), text("company", 127), email("email").required().filter(), text("street", 127),
            text("postcode", 16), text("city", 127), text("country", 2), text("iban", 34), text("bic", 11), text("bankname"),
            text("vatnum", 127), text("comregnum", 31), text("phonenumber", 31), text("mobilenumber", 31), text("faxnumber", 31),
            text("timezone", 80)),
        IntStream.range(0, 10).mapToObj(n -> text("gpp" + n))).toList();

    private final boolean ofCustomers;

    private Contacts(boolean ofCustomers, Declaration declaration, Table table, Store store) {
        super(declaration.withJournal(), table, store);
        this.ofCustomers = ofCustomers;
    }

    public static Contacts ofCustomers(Store store) {
        Table table = table("c.reseller_id is not null").ownedBy("c.reseller_id").with("c", whole(ResellerReference.FIELD).filter().refersTo("resellers"));
        Declaration declaration = Declaration.of("customercontacts", "Addresses of customers", table.fields())
            .access(Access.of(Party.A, Party.R, Party.K));
        return new Contacts(true, declaration, table, store);
    }

    public static Contacts ofSystem(Store store) {
        Table table = table("c.reseller_id is null");
        Declaration declaration = Declaration.of("systemcontacts", "Addresses of resellers and peering partners", table.fields())
            .access(Access.of(Party.A));
        return new Contacts(false, declaration, table, store);
    }

    private static Table table(String kind) {
        return Table.of("billing.contacts c", "c.id", kind + " and c.status <> 'terminated'").with("c", ADDRESS.toArray(Field[]::new));
    }

    @Override
    public Created create(Values values, Caller caller) {
        return Created.item(store.insert(TABLE, row(values, caller)));
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        Map<String, @Nullable Object> row = row(values, caller);
        store.update(TABLE, current.whole("id"), row);
        store.execute("update billing.contacts set modify_timestamp = current_timestamp(6) where id = ?", current.whole("id"));
    }

    @Override
    public void delete(Item current, Caller caller) {
        long id = current.whole("id");
        if (store.exists("select 1 from billing.contracts where contact_id = ? and status <> 'terminated' limit 1", id)
            || store.exists("select 1 from billing.voip_subscribers where contact_id = ? and status <> 'terminated' limit 1", id)) {
            throw ApiError.inUse("Contact is still in use.");
        }
        store.execute("update billing.contacts set status = 'terminated', terminate_timestamp = current_timestamp(6) where id = ?", id);
    }

    private Map<String, @Nullable Object> row(Values values, Caller caller) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        ADDRESS.forEach(field -> row.put(field.name(), values.sql(field.name())));
        if (ofCustomers) {
            row.put(ResellerReference.FIELD, ResellerReference.of(values, caller, store));
        }
        return row;
    }
}
