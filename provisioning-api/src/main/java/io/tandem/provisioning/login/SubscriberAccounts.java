package io.tandem.provisioning.login;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.password.StoredPassword;
import io.tandem.provisioning.resource.Caller;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Accounts of subscribers: web user name and web password. Whether a second factor is asked for is a preference of subscriber, profile or domain. */
final class SubscriberAccounts {
    private static final String SELECT = """
        select s.id, s.uuid, s.webusername, d.domain, s.admin, s.account_id, k.reseller_id, coalesce(s.webpassword, '') as password,
          timestampdiff(second, s.webpassword_modify_timestamp, current_timestamp(6)) as age, s.ban_increment_stage as stage,
          b.status = 'active' and c.status = 'active' and r.status = 'active' as active,
          coalesce((select p.value from provisioning.voip_usr_preferences p where p.subscriber_id = s.id and p.attribute_id = tfa.id limit 1),
            (select p.value from provisioning.voip_prof_preferences p where p.profile_id = s.profile_id and p.attribute_id = tfa.id limit 1),
            (select p.value from provisioning.voip_dom_preferences p where p.domain_id = s.domain_id and p.attribute_id = tfa.id limit 1), '0') as tfa,
          coalesce((select p.value from provisioning.voip_usr_preferences p join provisioning.voip_preferences a on a.id = p.attribute_id
            where p.subscriber_id = s.id and a.attribute = 'otp_secret' limit 1), '') as secret,
          coalesce((select p.value from provisioning.voip_usr_preferences p join provisioning.voip_preferences a on a.id = p.attribute_id
            where p.subscriber_id = s.id and a.attribute = 'show_otp_registration_info' limit 1), '0') as enrolling
        from provisioning.voip_subscribers s join billing.voip_subscribers b on b.id = s.id join billing.domains d on d.id = s.domain_id
        join billing.contracts c on c.id = s.account_id join billing.contacts k on k.id = c.contact_id join billing.resellers r on r.id = k.reseller_id
        join provisioning.voip_preferences tfa on tfa.attribute = 'enable_2fa' where\s""";

    private final JdbcClient jdbc;

    SubscriberAccounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Account> byName(String webUsername, String domain) {
        return find("s.webusername = ? and d.domain = ?", webUsername, domain);
    }

    Optional<Account> byUuid(String uuid) {
        return find("s.uuid = ?", uuid);
    }

    private Optional<Account> find(String condition, Object... values) {
        return jdbc.sql(SELECT + condition).params(List.of(values)).query(SubscriberAccounts::account).optional();
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        Caller.Line line = new Caller.Line(row.getLong("id"), row.getString("uuid"), row.getLong("account_id"));
        Role role = row.getBoolean("admin") ? Role.SUBSCRIBERADMIN : Role.SUBSCRIBER;
        Caller caller = new Caller(row.getLong("id"), row.getString("webusername") + "@" + row.getString("domain"), role, row.getLong("reseller_id"),
            Optional.of(line), Set.of(Caller.Right.WRITE, Caller.Right.CALL_DATA, Caller.Right.BILLING_DATA, Caller.Right.RESET_PASSWORD));
        Account.SecondFactor otp = new Account.SecondFactor("1".equals(row.getString("tfa")), row.getString("secret"), "1".equals(row.getString("enrolling")));
        return new Account(caller, new StoredPassword(row.getString("password")), false, row.getBoolean("active"),
            Duration.ofSeconds(row.getLong("age")), otp, row.getLong("stage"));
    }
}
