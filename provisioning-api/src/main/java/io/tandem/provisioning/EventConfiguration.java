package io.tandem.provisioning;

import java.time.InstantSource;
import java.util.Optional;

import io.tandem.data.redis.RedisLink;
import io.tandem.data.registration.RegistrationLog;
import io.tandem.platform.role.RoleWatch;
import io.tandem.provisioning.billing.fraud.LimitEvents;
import io.tandem.provisioning.billing.fraud.LimitMail;
import io.tandem.provisioning.event.CallEvents;
import io.tandem.provisioning.event.EventStream;
import io.tandem.provisioning.event.EventTail;
import io.tandem.provisioning.event.Outbox;
import io.tandem.provisioning.event.RegistrationEvents;
import io.tandem.provisioning.event.SubscriberEvents;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.webhook.Deliverer;
import io.tandem.provisioning.webhook.WebhookProperties;
import io.tandem.provisioning.write.IdempotencyKeys;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.MailSender;

/** Events, their stream and their webhooks. */
@Configuration(proxyBeanMethods = false)
class EventConfiguration {
    @Bean
    Outbox outbox(Store store) {
        Outbox outbox = new Outbox(store);
        SubscriberEvents.feed(store, outbox);
        return outbox;
    }

    @Bean(destroyMethod = "close")
    EventTail eventTail(Outbox outbox) {
        return new EventTail(outbox);
    }

    @Bean
    ServletRegistrationBean<EventStream> eventStream(EventTail tail, Outbox outbox) {
        return new ServletRegistrationBean<>(new EventStream(tail, outbox), "/api/events/stream");
    }

    @Bean(destroyMethod = "close")
    Deliverer webhookDeliverer(Store store, Outbox outbox, Transactions transactions, WebhookProperties properties, InstantSource clock,
            RoleWatch role) {
        return new Deliverer(store, outbox, transactions, properties, clock, role::isActive);
    }

    @Bean(destroyMethod = "close")
    EventUpkeep eventUpkeep(Store store, Outbox outbox, Transactions transactions, RedisLink redis, WebhookProperties properties,
            Optional<MailSender> mail, LimitMail.Properties fraudMail, RoleWatch role) {
        RegistrationEvents registrations = new RegistrationEvents(store, outbox, transactions, new RegistrationLog(redis));
        return new EventUpkeep(role, new CallEvents(store, outbox, transactions), registrations, new LimitEvents(store, outbox, transactions),
            new LimitMail(store, transactions, mail.filter(_ -> fraudMail.enabled())), outbox, new IdempotencyKeys(store), properties.keep());
    }
}
