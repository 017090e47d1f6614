package io.tandem.provisioning.ldap;

import java.time.Duration;

import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The directory that administrators with {@code auth_mode} {@code ldap} log in by, {@code tandem.api.ldap}.
 *
 * @param uri          {@code ldaps://host[:port]}, or {@code ldap://host[:port]} for StartTLS; empty: nobody logs in by LDAP
 * @param dn           whom to search as; empty: anonymously
 * @param password     of {@code dn}
 * @param searchBase   below which administrators are looked for
 * @param filterFormat what finds one; {@code %s} stands for his login, escaped
 * @param startTls     whether {@code ldap://} is secured before anything is said; without it passwords cross the network in plain text
 * @param trusted      PEM file of the authorities that may sign the directory's certificate; empty: those that the JVM trusts
 * @param timeout      for each step: connecting, searching, checking a password
 * @param remembered   how long a right password is not asked for again; an administrator who is locked in the directory may be let in as long
 */
@Validated
@ConfigurationProperties("tandem.api.ldap")
public record LdapProperties(@DefaultValue("") @Pattern(regexp = "|ldaps?://[^/]+/?") String uri, @DefaultValue("") String dn,
                             @DefaultValue("") String password, @DefaultValue("") String searchBase,
                             @DefaultValue("(uid=%s)") @Pattern(regexp = ".*%s.*") String filterFormat, @DefaultValue("true") boolean startTls,
                             @DefaultValue("") String trusted, @DefaultValue("3s") @DurationMin(millis = 100) Duration timeout,
                             @DefaultValue("30s") Duration remembered) {
    boolean isSet() {
        return !uri.isEmpty();
    }

    @Override
    public String toString() {
        return "LdapProperties[%s, dn=%s, searchBase=%s, filterFormat=%s, startTls=%s]".formatted(uri, dn, searchBase, filterFormat, startTls);
    }
}
