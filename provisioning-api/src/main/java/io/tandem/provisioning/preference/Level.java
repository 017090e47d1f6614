package io.tandem.provisioning.preference;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.table.Table;

/** Who has preferences, and where they lie. */
public enum Level {
    SUBSCRIBER("subscriberpreferences", "usr_pref", "provisioning.voip_usr_preferences", "subscriber_id", ChangeLog.SUBSCRIBER, "subscribers",
        Table.of("provisioning.voip_subscribers s join billing.domains d on d.id = s.domain_id", "s.id", "1 = 1").ownedBy("d.reseller_id")),
    DOMAIN("domainpreferences", "dom_pref", "provisioning.voip_dom_preferences", "domain_id", ChangeLog.DOMAIN, "domains",
        Table.of("billing.domains d", "d.id", "1 = 1").ownedBy("d.reseller_id"));

    private final String resource;
    private final String flag;
    private final String table;
    private final String owner;
    private final String entity;
    private final String owners;
    private final Table ownerTable;

    Level(String resource, String flag, String table, String owner, String entity, String owners, Table ownerTable) {
        this.resource = resource;
        this.flag = flag;
        this.table = table;
        this.owner = owner;
        this.entity = entity;
        this.owners = owners;
        this.ownerTable = ownerTable;
    }

    /** Name of the collection. */
    String resource() {
        return resource;
    }

    /** Column of the catalogue that allows an attribute here. */
    String flag() {
        return flag;
    }

    String table() {
        return table;
    }

    /** Column of {@link #table()} that names the owner. */
    String owner() {
        return owner;
    }

    /** What the change log calls the owner. */
    String entity() {
        return entity;
    }

    /** Collection of the owners. */
    String owners() {
        return owners;
    }

    Table ownerTable() {
        return ownerTable;
    }
}
