package io.tandem.provisioning.registration;

import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.resource.Caller;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds subscribers for bindings; those of other resellers do not exist for a reseller. */
public final class Owners {
    private static final String SELECT = "select s.id, s.username, d.domain from provisioning.voip_subscribers s "
        + "join billing.domains d on d.id = s.domain_id where (? = 1 or d.reseller_id = ?) and ";

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
        return jdbc.sql(SELECT + condition).param(caller.superuser() ? 1 : 0).param(caller.resellerId()).params(List.of(values))
            .query((row, _) -> new Owner(row.getLong(1), row.getString(2), row.getString(3))).optional();
    }
}
