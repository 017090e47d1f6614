package io.tandem.provisioning.security;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

import io.tandem.provisioning.resource.Caller;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds administrators by what they log in with. Read at each request, so that revoking acts at once. */
public final class Admins {
    private static final String SELECT = "select id, login, coalesce(reseller_id, 0), is_superuser or is_system, read_only, show_passwords, call_data, "
        + "coalesce(saltedpass, ''), is_active from billing.admins where ";

    private final JdbcClient jdbc;

    public Admins(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Admin> byLogin(String login) {
        return jdbc.sql(SELECT + "login = ? and auth_mode = 'local'").param(login).query(Admins::admin).optional();
    }

    Optional<Admin> byCertificate(BigInteger serial) {
        return jdbc.sql(SELECT + "ssl_client_m_serial = ?").param(serial).query(Admins::admin).optional();
    }

    private static Admin admin(ResultSet row, int number) throws SQLException {
        Caller caller = new Caller(row.getLong(1), row.getString(2), row.getLong(3), row.getBoolean(4), row.getBoolean(5), row.getBoolean(6),
            row.getBoolean(7));
        return new Admin(caller, new SaltedPassword(row.getString(8)), row.getBoolean(9));
    }
}
