package io.tandem.provisioning.billing.fraud;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.account.MailTemplate;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;

/**
 * Mails those whom a limit names when a customer has passed it, by the templates {@code customer_fraud_lock} and {@code customer_fraud_warning}
 * ({@code provisioning.md} §5.6). Without a mail host it leaves that to a program that reads {@code customerfraudevents}. Any number of nodes may run it.
 */
public final class LimitMail {
    private static final Logger LOG = LoggerFactory.getLogger(LimitMail.class);
    private static final int BATCH = 20;
    private static final String WAITING = "e.notify_status = 'new' and coalesce(" + PassedLimits.ofLimit("notify") + ", '') <> ''";

    /**
     * Mails about limits that customers have passed, {@code tandem.api.fraud-mail}. They leave by the host of {@code spring.mail.host}.
     *
     * @param enabled false where another program reads {@code customerfraudevents} and mails
     */
    @ConfigurationProperties("tandem.api.fraud-mail")
    public record Properties(@DefaultValue("true") boolean enabled) {}

    private final Store store;
    private final Transactions transactions;
    private final Optional<MailSender> sender;

    public LimitMail(Store store, Transactions transactions, Optional<MailSender> sender) {
        this.store = store;
        this.transactions = transactions;
        this.sender = sender;
    }

    /** @return number of limits that were told of */
    public int send() {
        return sender.map(host -> (int) taken().stream().filter(passed -> send(host, passed)).count()).orElse(0);
    }

    /** Marked as told before they are, so that no other node tells of them, and no transaction waits for a mail host. */
    private List<PassedLimits.PassedLimit> taken() {
        if (PassedLimits.that(store, WAITING, 1).isEmpty()) {
            return List.of();
        }
        return transactions.write("mails of fraud limits", () -> {
            List<PassedLimits.PassedLimit> waiting = PassedLimits.that(store, WAITING, BATCH);
            waiting.forEach(passed -> store.execute("update " + PassedLimits.STORED + " set notify_status = 'notified', notified_at = current_timestamp "
                + "where id = ?", passed.id()));
            return waiting;
        });
    }

    private boolean send(MailSender host, PassedLimits.PassedLimit passed) {
        try {
            host.send(message(passed));
            return true;
        } catch (MailException | IllegalStateException refused) {
            LOG.error("the mail about the {} limit of customer {} to {} could not be sent and is tried again: {}", passed.interval(), passed.contract(),
                passed.recipients(), refused.getMessage());
            transactions.write(() -> store.execute("update " + PassedLimits.STORED + " set notify_status = 'new', notified_at = null where id = ?",
                passed.id()));
            return false;
        }
    }

    private SimpleMailMessage message(PassedLimits.PassedLimit passed) {
        String kind = passed.lock() > 0 ? "customer_fraud_lock" : "customer_fraud_warning";
        MailTemplate template = MailTemplate.of(store, kind, passed.reseller(), Optional.empty())
            .orElseThrow(() -> new IllegalStateException("there is no e-mail template " + kind + "_default_email"))
            .filled(Map.of("customer_id", Long.toString(passed.contract()), "interval", passed.interval(), "interval_cost", passed.cost().toPlainString(),
                "interval_limit", Long.toString(passed.limit()), "interval_lock", Integer.toString(passed.lock())));
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom(template.from());
        message.setTo(Arrays.stream(passed.recipients().split("[,;\\s]+")).filter(address -> !address.isEmpty()).toArray(String[]::new));
        message.setSubject(template.subject());
        message.setText(template.body());
        return message;
    }
}
