package io.tandem.provisioning.login;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;

import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.password.StoredPassword;
import io.tandem.provisioning.resource.Caller;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The account of this installation's own programs, {@code tandem.api.system-client}. They send the header {@code NGCP-UserAgent: NGCP::API::Client}.
 *
 * @param username login in the realm {@code api_admin_system}
 * @param password empty: nobody can log in with it
 */
@ConfigurationProperties("tandem.api.system-client")
public record SystemClient(@DefaultValue("system") String username, @DefaultValue("") String password) {
    Optional<Account> account(String login) {
        if (password.isEmpty() || !login.equals(username)) {
            return Optional.empty();
        }
        Caller caller = new Caller(0, username, Role.SYSTEM, 0, Optional.empty(), EnumSet.allOf(Caller.Right.class));
        return Optional.of(new Account(caller, new StoredPassword(password), false, true, Duration.ZERO, Account.SecondFactor.NONE, 0));
    }

    @Override
    public String toString() {
        return "SystemClient[" + username + "]";
    }
}
