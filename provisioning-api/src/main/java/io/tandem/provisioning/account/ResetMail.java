package io.tandem.provisioning.account;

import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.login.Account;
import io.tandem.provisioning.login.AuthTokens;
import io.tandem.provisioning.login.LoginName;
import io.tandem.provisioning.login.Realm;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
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
    /** Names of the templates without their endings. */
    private static final String OF_ADMINISTRATORS = "admin_passreset";
    private static final String OF_SUBSCRIBERS = "passreset";

    private final Optional<MailSender> sender;
    private final Properties properties;
    private final AuthTokens tokens;
    private final Store store;

    /**
     * Mails for forgotten passwords, {@code tandem.api.password-reset}. They leave by the host of {@code spring.mail.host}.
     *
     * @param from          sender; empty for the one in the template
     * @param adminUrl      what administrators open; the token is put behind it
     * @param subscriberUrl what subscribers open
     */
    @ConfigurationProperties("tandem.api.password-reset")
    public record Properties(@DefaultValue("") String from,
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
        Optional<MailTemplate> template = template(account);
        if (address.isEmpty() || template.isEmpty() || !tokens.mayMail(name)) {
            LOG.info("no mail for a new password of {}: {}", name, address.isEmpty() ? "it has no address"
                : template.isEmpty() ? "there is no e-mail template for it" : "one was sent a moment ago");
            return;
        }
        SimpleMailMessage message = message(name, account, template.get());
        message.setTo(address.get());
        Thread.startVirtualThread(() -> deliver(host, message, name));
    }

    private SimpleMailMessage message(LoginName name, Account account, MailTemplate template) {
        boolean subscriber = name.realm() == Realm.SUBSCRIBER;
        String url = (subscriber ? properties.subscriberUrl() : properties.adminUrl())
            + tokens.create(AuthTokens.Kind.PASSWORD, account.caller(), AuthTokens.RESET);
        MailTemplate filled = template.filled(Map.of("url", url, subscriber ? "subscriber" : "admin", name.toString(),
            "minutes", Long.toString(AuthTokens.RESET.toMinutes())));
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom(properties.from().isEmpty() ? filled.from() : properties.from());
        message.setSubject(filled.subject());
        message.setText(filled.body());
        return message;
    }

    private Optional<MailTemplate> template(Account account) {
        Caller who = account.caller();
        Optional<Long> chosen = who.line().flatMap(line -> store.number("select passreset_email_template_id from billing.contracts where id = ?",
            line.customerId()));
        return MailTemplate.of(store, who.line().isPresent() ? OF_SUBSCRIBERS : OF_ADMINISTRATORS, who.resellerId(), chosen);
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
