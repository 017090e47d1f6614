package io.tandem.provisioning.security;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.provisioning.resource.Caller;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds administrators by what they log in with. Read at each request, so that revoking acts at once. */
public final class Admins {
    private static final String SELECT = "select id, login, coalesce(reseller_id, 0) as reseller, is_system, is_superuser, is_ccare, lawful_intercept, "
        + "read_only, show_passwords, call_data, billing_data, is_master, can_reset_password, coalesce(saltedpass, '') as password, is_active "
        + "from billing.admins where ";

    private static final Map<String, Caller.Right> RIGHTS = Map.of("show_passwords", Caller.Right.PASSWORDS, "call_data", Caller.Right.CALL_DATA,
        "billing_data", Caller.Right.BILLING_DATA, "is_master", Caller.Right.MASTER, "can_reset_password", Caller.Right.RESET_PASSWORD);

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
        Caller caller = new Caller(row.getLong("id"), row.getString("login"), role(row), row.getLong("reseller"), Optional.empty(), rights(row));
        return new Admin(caller, new SaltedPassword(row.getString("password")), row.getBoolean("is_active"));
    }

    private static Role role(ResultSet row) throws SQLException {
        if (row.getBoolean("is_system")) {
            return Role.SYSTEM;
        }
        if (row.getBoolean("lawful_intercept")) {
            return Role.LINTERCEPT;
        }
        boolean superuser = row.getBoolean("is_superuser");
        if (row.getBoolean("is_ccare")) {
            return superuser ? Role.CCAREADMIN : Role.CCARE;
        }
        return superuser ? Role.ADMIN : Role.RESELLER;
    }

    private static Set<Caller.Right> rights(ResultSet row) throws SQLException {
        EnumSet<Caller.Right> rights = EnumSet.noneOf(Caller.Right.class);
        if (!row.getBoolean("read_only")) {
            rights.add(Caller.Right.WRITE);
        }
        for (Map.Entry<String, Caller.Right> flag : RIGHTS.entrySet()) {
            if (row.getBoolean(flag.getKey())) {
                rights.add(flag.getValue());
            }
        }
        return rights;
    }
}
