package io.tandem.provisioning.account;

import java.util.List;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.login.Account;
import io.tandem.provisioning.login.AuthTokens;
import io.tandem.provisioning.password.Passwords;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;

import static io.tandem.provisioning.resource.Field.text;

/** The resource {@code passwordrecovery}: a new password for who holds a token that {@code passwordreset} mailed. */
public final class PasswordRecovery implements Resource.Acts {
    private static final Declaration DECLARATION = Declaration.of("passwordrecovery", "A new password for a mailed token",
        List.of(text("token").required().secret(), text(PasswordChange.FIELD).required().secret())).access(Access.everybody());

    private final AuthTokens tokens;
    private final Passwords passwords;

    public PasswordRecovery(AuthTokens tokens, Passwords passwords) {
        this.tokens = tokens;
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

    /** A password that the policy refuses costs the token nothing. */
    @Override
    public Outcome act(Values values, Caller caller) {
        String token = values.require("token");
        Account account = tokens.password(token).filter(Account::active).filter(PasswordRecovery::isLocal).orElseThrow(PasswordRecovery::invalidToken);
        passwords.set(Passwords.Owner.of(account.caller()), account.caller().id(), PasswordChange.FIELD, values.require(PasswordChange.FIELD));
        if (!tokens.used(token)) {
            throw invalidToken();
        }
        return Outcome.empty(200);
    }

    private static boolean isLocal(Account account) {
        return !account.inDirectory();
    }

    private static ApiError invalidToken() {
        return ApiError.invalid("token", "********", "Unknown, used or older than %d s".formatted(AuthTokens.RESET.toSeconds()));
    }
}
