package io.tandem.provisioning.account;

import java.util.List;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.login.Account;
import io.tandem.provisioning.login.Accounts;
import io.tandem.provisioning.password.Passwords;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;

import static io.tandem.provisioning.resource.Field.text;

/** The resource {@code passwordchange}: a new password for the caller himself, the one thing he may do when his own is too old. */
public final class PasswordChange implements Resource.Acts {
    static final String FIELD = "new_password";
    private static final Declaration DECLARATION = Declaration.of("passwordchange", "A new password for the caller",
        List.of(text(FIELD).required().secret())).access(Access.loggedIn());

    private final Accounts accounts;
    private final Passwords passwords;

    public PasswordChange(Accounts accounts, Passwords passwords) {
        this.accounts = accounts;
        this.passwords = passwords;
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public boolean openToReaders() {
        return true;
    }

    /** A password of the directory is changed there. */
    @Override
    public Outcome act(Values values, Caller caller) {
        if (!caller.role().isSubscriber() && accounts.admin(caller.id()).filter(Account::inDirectory).isPresent()) {
            throw ApiError.unprocessable("The password is kept in the directory (LDAP), change it there.");
        }
        passwords.set(Passwords.Owner.of(caller), caller.id(), FIELD, values.require(FIELD));
        return Outcome.empty(200);
    }
}
