package io.tandem.provisioning.admin;

import java.util.Optional;

import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Table;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Administrators as far as a caller sees them: who intercepts is known to the system and to himself, customer care sees customer care. */
final class AdminRows {
    /** All administrators, {@code a}; a reseller has his own. */
    static final Table TABLE = Table.of("billing.admins a", "a.id", "1 = 1").ownedBy("a.reseller_id");

    private final Rows all;
    private final Rows ofAdmins;
    private final Rows ofResellers;
    private final Rows ofCare;

    /** @param table made from {@link #TABLE} */
    AdminRows(JdbcClient jdbc, Table table) {
        all = new Rows(jdbc, table);
        ofAdmins = new Rows(jdbc, table.where("a.lawful_intercept = 0"));
        ofResellers = new Rows(jdbc, table.where("a.lawful_intercept = 0 and a.is_superuser = 0 and a.is_system = 0"));
        ofCare = new Rows(jdbc, table.where("a.is_ccare = 1 and a.is_system = 0 and a.lawful_intercept = 0"));
    }

    Listing list(Search search, Caller caller) {
        return rows(caller).list(caller.role() == Role.LINTERCEPT ? search.and("id", Long.toString(caller.id())) : search, caller);
    }

    Optional<Item> find(String id, Caller caller) {
        return rows(caller).find(id, caller).filter(item -> caller.role() != Role.LINTERCEPT || item.whole("id") == caller.id());
    }

    private Rows rows(Caller caller) {
        return switch (caller.role()) {
            case SYSTEM, LINTERCEPT -> all;
            case ADMIN -> ofAdmins;
            case CCAREADMIN, CCARE -> ofCare;
            case RESELLER, SUBSCRIBERADMIN, SUBSCRIBER, GUEST -> ofResellers;
        };
    }
}
