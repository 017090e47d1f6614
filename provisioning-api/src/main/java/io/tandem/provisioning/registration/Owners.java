package io.tandem.provisioning.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.table.Ownership;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds subscribers for bindings; those out of a caller's scope do not exist for him. */
public final class Owners {
    private static final String SELECT = "select s.id, s.username, d.domain from provisioning.voip_subscribers s "
        + "join billing.domains d on d.id = s.domain_id where ";
    private static final Ownership OWNERSHIP = Ownership.of("d.reseller_id", "s.account_id", "s.id");

    private final JdbcClient jdbc;

    public Owners(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Owner> byId(long id, Caller caller) {
        return find("s.id = ?", caller, id);
    }

    Optional<Owner> byName(String username, String domain, Caller caller) {
        return find("s.username = ? and d.domain = ?", caller, username, domain);
    }

    private Optional<Owner> find(String condition, Caller caller, Object... values) {
        List<Object> parameters = new ArrayList<>(List.of(values));
        parameters.addAll(OWNERSHIP.parameters(caller.scope()));
        return jdbc.sql(SELECT + condition + " and (" + OWNERSHIP.sql(caller.scope()) + ")").params(parameters)
            .query((row, _) -> new Owner(row.getLong(1), row.getString(2), row.getString(3))).optional();
    }
}
