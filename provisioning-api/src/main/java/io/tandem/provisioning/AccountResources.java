package io.tandem.provisioning;

import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.account.AuthTokenRequests;
import io.tandem.provisioning.account.OtpSecret;
import io.tandem.provisioning.account.PasswordChange;
import io.tandem.provisioning.account.PasswordRecovery;
import io.tandem.provisioning.account.PasswordReset;
import io.tandem.provisioning.account.ResetMail;
import io.tandem.provisioning.account.UserInfo;
import io.tandem.provisioning.admin.Administrators;
import io.tandem.provisioning.login.Accounts;
import io.tandem.provisioning.login.AuthTokens;
import io.tandem.provisioning.login.SecondFactors;
import io.tandem.provisioning.password.Passwords;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Store;
import org.springframework.mail.MailSender;
import org.springframework.stereotype.Component;

/** The resources by which accounts are looked after. */
@Component
final class AccountResources {
    private final Store store;
    private final Accounts accounts;
    private final AuthTokens tokens;
    private final Passwords passwords;
    private final ResetMail mail;

    AccountResources(Store store, Accounts accounts, AuthTokens tokens, Passwords passwords, Optional<MailSender> sender, ResetMail.Properties properties) {
        this.store = store;
        this.accounts = accounts;
        this.tokens = tokens;
        this.passwords = passwords;
        mail = new ResetMail(sender, properties, tokens, store);
    }

    List<Resource> all(Resource subscribers) {
        Administrators administrators = new Administrators(store, passwords);
        return List.of(administrators, new AuthTokenRequests(tokens), new OtpSecret(accounts, new SecondFactors(store), administrators, subscribers),
            new PasswordChange(accounts, passwords), new PasswordRecovery(tokens, passwords), new PasswordReset(accounts, mail), new UserInfo());
    }
}
