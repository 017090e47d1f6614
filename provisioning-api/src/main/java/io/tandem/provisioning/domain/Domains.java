package io.tandem.provisioning.domain;

import java.util.Map;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.subscriber.Termination;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import io.tandem.provisioning.tenant.ResellerReference;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code domains}. A domain never changes; deleting it takes its subscribers along. */
public final class Domains extends TableResource implements Resource.Creates, Resource.Deletes {
    private static final Table TABLE = Table.of("billing.domains d", "d.id", "1 = 1").ownedBy("d.reseller_id")
        .with("d", text("domain", 127).required().filter(), whole(ResellerReference.FIELD).filter().refersTo("resellers"));
    private static final Declaration DECLARATION =
        Declaration.of("domains", "SIP domains served here", TABLE.fields()).relatedTo("domainpreferences")
            .access(Access.of(Party.A, Party.R).read(Party.K)).withJournal();

    private final Termination termination;

    public Domains(Store store, Termination termination) {
        super(DECLARATION, TABLE, store);
        this.termination = termination;
    }

    @Override
    public Created create(Values values, Caller caller) {
        String name = values.require("domain");
        if (DomainName.of(name).isEmpty()) {
            throw ApiError.invalid("domain", name, "Invalid domain name, a host name, an IPv4 address or an IPv6 address in brackets is needed");
        }
        long id = insert(name, ResellerReference.of(values, caller, store));
        store.execute("insert into provisioning.voip_domains (id, domain) values (?, ?)", id, name);
        store.execute("""
            insert into provisioning.voip_dom_preferences (domain_id, attribute_id, value)
            select ?, e.preference_id, e.value from provisioning.voip_preferences_enum e
            where e.dom_pref = 1 and e.default_val = 1 and e.value is not null""", id);
        store.changed(ChangeLog.DOMAIN, id);
        return Created.item(id);
    }

    @Override
    public void delete(Item current, Caller caller) {
        long id = current.whole("id");
        store.numbers("select id from provisioning.voip_subscribers where domain_id = ?", id).forEach(termination::terminate);
        store.execute("delete from provisioning.voip_domains where id = ?", id);
        store.execute("delete from billing.domains where id = ?", id);
        store.changed(ChangeLog.DOMAIN, id);
    }

    private long insert(String name, long reseller) {
        return store.unique("Domain '%s' already exists.".formatted(name),
            () -> store.insert("billing.domains", Map.of("domain", name, "reseller_id", reseller)));
    }
}
