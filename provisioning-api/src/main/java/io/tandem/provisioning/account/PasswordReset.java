package io.tandem.provisioning.account;

import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.login.Account;
import io.tandem.provisioning.login.Accounts;
import io.tandem.provisioning.login.LoginName;
import io.tandem.provisioning.login.Realm;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import tools.jackson.databind.node.JsonNodeFactory;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;

/**
 * The resource {@code passwordreset}: mails somebody who forgot his password a link with a token. The answer is the same whether there is such an
 * account, whether it has an address, and whether it may: the mail alone tells.
 */
public final class PasswordReset implements Resource.Acts {
    private static final String ANSWER = "If there is such an account, instructions have been mailed to its address.";
    private static final Declaration DECLARATION = Declaration.of("passwordreset", "Mails a link for a new password",
        List.of(choice("type", "administrator", "subscriber").required(), text("username").required(), text("domain"))).access(Access.everybody());

    private final Accounts accounts;
    private final ResetMail mail;

    public PasswordReset(Accounts accounts, ResetMail mail) {
        this.accounts = accounts;
        this.mail = mail;
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public boolean openToReaders() {
        return true;
    }

    @Override
    public Outcome act(Values values, Caller caller) {
        mail.requireHost();
        Realm realm = "administrator".equals(values.require("type")) ? Realm.ADMIN : Realm.SUBSCRIBER;
        LoginName name = LoginName.of(realm, values.require("username"), values.text("domain").orElse(""));
        if (realm == Realm.SUBSCRIBER && name.domain().isEmpty()) {
            throw ApiError.invalid("domain", "", "Domain field is required");
        }
        Optional<Account> account = accounts.find(name).filter(Account::active)
            .filter(found -> !found.inDirectory() && found.caller().has(Caller.Right.RESET_PASSWORD));
        account.ifPresent(found -> mail.send(name, found));
        return Outcome.shown(200, JsonNodeFactory.instance.objectNode().put("success", true).put("message", ANSWER));
    }
}
