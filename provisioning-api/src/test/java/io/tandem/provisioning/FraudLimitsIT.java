package io.tandem.provisioning;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.billing.fraud.LimitEvents;
import io.tandem.provisioning.billing.fraud.LimitMail;
import io.tandem.provisioning.event.Outbox;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mail.MailSendException;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Limits that the billing service finds passed (provisioning.md §5.6) become an event each, and a mail to those whom the limit names. */
class FraudLimitsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final BillingSample billing = new BillingSample();
    private final Store store = RunningApi.bean(Store.class);
    private final Transactions transactions = RunningApi.bean(Transactions.class);

    @BeforeEach void nobodyElseWaits() {
        World.insert("update accounting.cdr_period_costs set notify_status = 'notified' where notify_status = 'new'");
    }

    /** As the billing service writes it. */
    private long passed(String period, String of) {
        return World.insert("insert into accounting.cdr_period_costs (contract_id, period, period_date, customer_cost, fraud_limit_exceeded, fraud_limit_type, "
            + "notify_status) values (?, ?, '2026-11-01', 950.5, 1, ?, 'new')", billing.customer, period, of);
    }

    private void limit(String fields) {
        assertThat(admin.put("/api/customerfraudpreferences/" + billing.customer, "{" + fields + "}").status()).isEqualTo(200);
    }

    private List<String> events() {
        return store.texts("select data from provisioning.events where type = 'fraud.limit_passed' and subject = ? and reseller_id = 1", billing.customer);
    }

    @Test void eachIsAnEventOnce() {
        limit("\"fraud_daily_limit\": 900, \"fraud_daily_lock\": 2");
        long id = passed("day", "contract");
        await().atMost(Duration.ofSeconds(10)).until(() -> !events().isEmpty());
        JsonNode data = JsonMapper.shared().readTree(events().getFirst());
        assertThat(data.path("id").asLong()).isEqualTo(id);
        assertThat(data.path("customer_id").asString()).isEqualTo(billing.customer);
        assertThat(data.path("interval").asString()).isEqualTo("day");
        assertThat(data.path("interval_start").asString()).isEqualTo("2026-11-01");
        assertThat(data.path("type").asString()).isEqualTo("account_limit");
        assertThat(data.path("interval_cost").asDouble()).isEqualTo(950.5);
        assertThat(data.path("interval_limit").asInt()).isEqualTo(900);
        assertThat(data.path("interval_lock").asInt()).isEqualTo(2);
        new LimitEvents(store, RunningApi.bean(Outbox.class), transactions).read();
        assertThat(events()).hasSize(1);
    }

    @Test void thoseWhomTheLimitNamesAreMailedOnce() throws InterruptedException {
        limit("\"fraud_daily_limit\": 900, \"fraud_daily_lock\": 2, \"fraud_daily_notify\": \"desk@default.invalid, night@default.invalid\"");
        long id = passed("day", "contract");
        LimitMail mail = new LimitMail(store, transactions, Optional.of(RunningApi.bean(MailSender.class)));
        assertThat(mail.send()).isEqualTo(1);
        assertThat(RunningApi.mail().next().replace("=\n", "")).contains("To: desk@default.invalid, night@default.invalid")
            .contains("Subject: Customer " + billing.customer + " is locked").contains("cost 950.5").contains("in this day").contains("the limit is 900")
            .contains("Subscribers were locked: 2");
        assertThat(admin.get("/api/customerfraudevents/" + id).json().path("notify_status").asString()).isEqualTo("notified");
        assertThat(admin.get("/api/customerfraudevents/" + id).json().path("notified_at").asString()).isNotEmpty();
        assertThat(mail.send()).isZero();
    }

    @Test void aLimitWithoutALockIsAWarning() throws InterruptedException {
        limit("\"fraud_interval_limit\": 900, \"fraud_interval_notify\": \"desk@default.invalid\"");
        passed("month", "contract");
        assertThat(new LimitMail(store, transactions, Optional.of(RunningApi.bean(MailSender.class))).send()).isEqualTo(1);
        assertThat(RunningApi.mail().next()).contains("Subject: Customer " + billing.customer + " has reached his limit");
    }

    @Test void aMailThatIsRefusedIsSentLater() {
        limit("\"fraud_daily_limit\": 900, \"fraud_daily_notify\": \"desk@default.invalid\"");
        long id = passed("day", "contract");
        MailSender refusing = new MailSender() {
            @Override public void send(SimpleMailMessage... messages) {
                throw new MailSendException("no");
            }
        };
        assertThat(new LimitMail(store, transactions, Optional.of(refusing)).send()).isZero();
        JsonNode event = admin.get("/api/customerfraudevents/" + id).json();
        assertThat(event.path("notify_status").asString()).isEqualTo("new");
        assertThat(event.path("notified_at").isNull()).isTrue();
    }

    @Test void whoNamesNobodyAndWhoHasNoMailHostLeavesItToOthers() {
        limit("\"fraud_daily_limit\": 900");
        long id = passed("day", "contract");
        assertThat(new LimitMail(store, transactions, Optional.of(RunningApi.bean(MailSender.class))).send()).isZero();
        limit("\"fraud_daily_limit\": 900, \"fraud_daily_notify\": \"desk@default.invalid\"");
        assertThat(new LimitMail(store, transactions, Optional.empty()).send()).isZero();
        assertThat(admin.get("/api/customerfraudevents/" + id).json().path("notify_status").asString()).isEqualTo("new");
    }
}
