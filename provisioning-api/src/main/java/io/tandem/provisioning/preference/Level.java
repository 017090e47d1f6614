package io.tandem.provisioning.preference;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.owner.CustomerRows;
import io.tandem.provisioning.table.Table;

/** Who has preferences, and where they lie. */
public enum Level {
    SUBSCRIBER("subscriberpreferences", "usr_pref", new Storage("provisioning.voip_usr_preferences", "subscriber_id", "1 = 1", true), ChangeLog.SUBSCRIBER,
        "subscribers", Table.of("provisioning.voip_subscribers s join billing.domains d on d.id = s.domain_id", "s.id", "1 = 1")
            .ownedBy("d.reseller_id", "s.account_id", "s.id"), "d.reseller_id", Access.all()),
    DOMAIN("domainpreferences", "dom_pref", new Storage("provisioning.voip_dom_preferences", "domain_id", "1 = 1", true), ChangeLog.DOMAIN, "domains",
        Table.of("billing.domains d", "d.id", "1 = 1").ownedBy("d.reseller_id"), "d.reseller_id", Access.of(Party.A, Party.R)),
    PROFILE("profilepreferences", "prof_pref", new Storage("provisioning.voip_prof_preferences", "profile_id", "1 = 1", false), ChangeLog.PROFILE,
        "subscriberprofiles", Table.of("provisioning.voip_subscriber_profiles f join provisioning.voip_subscriber_profile_sets t on t.id = f.set_id",
            "f.id", "1 = 1").ownedBy("t.reseller_id"), "t.reseller_id", Access.of(Party.A, Party.R)),
    PEER("peeringserverpreferences", "peer_pref", new Storage("provisioning.voip_peer_preferences", "peer_host_id", "1 = 1", false), ChangeLog.PEER_HOST,
        "peeringservers", Table.of("provisioning.voip_peer_hosts h", "h.id", "1 = 1"), "", Access.of(Party.A)),
    CUSTOMER("customerpreferences", "contract_pref", new Storage("provisioning.voip_contract_preferences", "contract_id", "location_id is null", false),
        ChangeLog.CUSTOMER, "customers", Table.of(CustomerRows.FROM, "c.id", CustomerRows.IS_VISIBLE)
            .ownedBy("o.reseller_id", "c.id"), "o.reseller_id", Access.of(Party.A, Party.R, Party.K, Party.SA)),
    /** Part of a customer; its preferences are items of {@code customerpreferences} with {@code location_id}. */
    LOCATION("customerpreferences", "contract_location_pref", new Storage("provisioning.voip_contract_preferences", "location_id", "1 = 1", false),
        ChangeLog.CUSTOMER, "customerlocations", Table.of("provisioning.voip_contract_locations l join billing.contracts c on c.id = l.contract_id "
            + "join billing.contacts o on o.id = c.contact_id", "l.id", "c.status <> 'terminated'").ownedBy("o.reseller_id", "c.id"), "o.reseller_id",
        Access.of(Party.A, Party.R, Party.K, Party.SA)),
    RESELLER("resellerpreferences", "reseller_pref", new Storage("provisioning.voip_reseller_preferences", "reseller_id", "1 = 1", false), ChangeLog.RESELLER,
        "resellers", Table.of("billing.resellers r", "r.id", "r.status <> 'terminated'").ownedBy("r.id"), "r.id", Access.of(Party.A, Party.R));

    private final String resource;
    private final String flag;
    private final Storage storage;
    private final String entity;
    private final String owners;
    private final Table ownerTable;
    private final String resellerSql;
    private final Access access;

    /** Where the values lie.
     * @param owner     column
     * @param condition what holds for rows of this level only
     * @param blobs     whether a second table has large values */
    record Storage(String table, String owner, String condition, boolean blobs) {}

    Level(String resource, String flag, Storage storage, String entity, String owners, Table ownerTable, String resellerSql,
          Access access) {
        this.resource = resource;
        this.flag = flag;
        this.storage = storage;
        this.entity = entity;
        this.owners = owners;
        this.ownerTable = ownerTable;
        this.resellerSql = resellerSql;
        this.access = access;
    }

    /** Name of the collection. */
    String resource() {
        return resource;
    }

    /** Column of the catalogue that allows an attribute here. */
    String flag() {
        return flag;
    }

    Storage storage() {
        return storage;
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

    /** Who may read and write these preferences. */
    Access access() {
        return access;
    }

    /** Expression of the reseller of an owner in {@link #ownerTable()}; empty where owners belong to nobody. */
    String resellerSql() {
        return resellerSql;
    }
}
