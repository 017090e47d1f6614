package io.tandem.provisioning.account;

import java.util.Optional;

import io.tandem.provisioning.login.Account;
import io.tandem.provisioning.login.AuthTokens;
import io.tandem.provisioning.login.LoginName;
import io.tandem.provisioning.login.Realm;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.table.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;

/** Mails links for new passwords. The mail goes out on a thread of its own: how long a request takes tells nothing. */
public final class ResetMail {
    private static final Logger LOG = LoggerFactory.getLogger(ResetMail.class);
    private static final String TEXT = """
        Hello,

        somebody, you we hope, asked for a new password for %s. To set one, open within %d minutes:

        %s

        If it was not you, do nothing: your password stays as it is.
        """;

    private final Optional<MailSender> sender;
    private final Properties properties;
    private final AuthTokens tokens;
    private final Store store;

    /**
     * Mails for forgotten passwords, {@code tandem.api.password-reset}. They leave by the host of {@code spring.mail.host}.
     *
     * @param from          sender
     * @param adminUrl      what administrators open; the token is put behind it
     * @param subscriberUrl what subscribers open
     */
    @ConfigurationProperties("tandem.api.password-reset")
    public record Properties(@DefaultValue("noreply@localhost") String from,
                             @DefaultValue("https://localhost:1443/#/login/recover-password?token=") String adminUrl,
                             @DefaultValue("https://localhost:8443/#/recoverpassword?token=") String subscriberUrl) {}

    /** @param sender empty if no mail host is configured */
    public ResetMail(Optional<MailSender> sender, Properties properties, AuthTokens tokens, Store store) {
        this.sender = sender;
        this.properties = properties;
        this.tokens = tokens;
        this.store = store;
    }

    /** @throws ApiError if there is nothing to send mail with */
    void requireHost() {
        if (sender.isEmpty()) {
            throw ApiError.unprocessable("No mail host is configured, so no password can be reset by mail; set spring.mail.host.");
        }
    }

    /** Sends nothing to an account that has no address or was mailed to a moment ago. */
    void send(LoginName name, Account account) {
        MailSender host = sender.orElseThrow();
        Optional<String> address = address(account);
        if (address.isEmpty() || !tokens.mayMail(name)) {
            LOG.info("no mail for a new password of {}: {}", name, address.isEmpty() ? "it has no address" : "one was sent a moment ago");
            return;
        }
        String url = name.realm() == Realm.SUBSCRIBER ? properties.subscriberUrl() : properties.adminUrl();
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom(properties.from());
        message.setTo(address.get());
        message.setSubject("Your new password");
        message.setText(TEXT.formatted(name, AuthTokens.RESET.toMinutes(), url + tokens.create(AuthTokens.Kind.PASSWORD, account.caller(), AuthTokens.RESET)));
        Thread.startVirtualThread(() -> deliver(host, message, name));
    }

    private static void deliver(MailSender host, SimpleMailMessage message, LoginName name) {
        try {
            host.send(message);
        } catch (MailException refused) {
            LOG.warn("the mail for a new password of {} could not be sent: {}", name, refused.getMessage());
        }
    }

    private Optional<String> address(Account account) {
        return account.caller().line().isPresent()
            ? store.text("select o.email from billing.voip_subscribers b join billing.contracts c on c.id = b.contract_id "
                + "join billing.contacts o on o.id = coalesce(b.contact_id, c.contact_id) where b.id = ?", account.caller().id())
            : store.text("select email from billing.admins where id = ?", account.caller().id());
    }
}
