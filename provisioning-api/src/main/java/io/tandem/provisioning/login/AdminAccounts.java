package io.tandem.provisioning.login;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.password.StoredPassword;
import io.tandem.provisioning.resource.Caller;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Accounts in {@code billing.admins}. */
final class AdminAccounts {
    private static final String SELECT = """
        select a.id, a.login, coalesce(a.reseller_id, 0) as reseller, a.is_system, a.is_superuser, a.is_ccare, a.lawful_intercept, a.read_only,
          a.show_passwords, a.call_data, a.billing_data, a.is_master, a.can_reset_password, coalesce(a.saltedpass, '') as password,
          timestampdiff(second, a.saltedpass_modify_timestamp, current_timestamp(6)) as age, a.enable_2fa, coalesce(a.otp_secret, '') as secret,
          a.show_otp_registration_info as enrolling, a.ban_increment_stage as stage, a.is_active and coalesce(r.status, 'active') = 'active' as active,
          a.auth_mode = 'ldap' as in_directory
        from billing.admins a left join billing.resellers r on r.id = a.reseller_id where\s""";
    private static final Map<String, Caller.Right> RIGHTS = Map.of("show_passwords", Caller.Right.PASSWORDS, "call_data", Caller.Right.CALL_DATA,
        "billing_data", Caller.Right.BILLING_DATA, "is_master", Caller.Right.MASTER, "can_reset_password", Caller.Right.RESET_PASSWORD);

    private final JdbcClient jdbc;

    AdminAccounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Account> byLogin(String login) {
        return find("a.login = ?", login);
    }

    Optional<Account> byCertificate(BigInteger serial) {
        return find("a.ssl_client_m_serial = ?", serial);
    }

    Optional<Account> byId(long id) {
        return find("a.id = ?", id);
    }

    private Optional<Account> find(String condition, Object value) {
        return jdbc.sql(SELECT + condition).param(value).query(AdminAccounts::account).optional();
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        Caller caller = new Caller(row.getLong("id"), row.getString("login"), role(row), row.getLong("reseller"), Optional.empty(), rights(row));
        Account.SecondFactor otp = new Account.SecondFactor(row.getBoolean("enable_2fa"), row.getString("secret"), row.getBoolean("enrolling"));
        return new Account(caller, new StoredPassword(row.getString("password")), row.getBoolean("in_directory"), row.getBoolean("active"),
            Duration.ofSeconds(row.getLong("age")), otp, row.getLong("stage"));
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
