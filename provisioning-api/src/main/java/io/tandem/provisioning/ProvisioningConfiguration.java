package io.tandem.provisioning;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import io.lettuce.core.RedisException;
import io.tandem.data.ban.BanStore;
import io.tandem.provisioning.admin.AdminCertificates;
import io.tandem.provisioning.ban.BannedIps;
import io.tandem.provisioning.ban.BannedUsers;
import io.tandem.provisioning.billing.balance.Balances;
import io.tandem.provisioning.call.Calls;
import io.tandem.provisioning.callcontrol.CallServer;
import io.tandem.provisioning.callcontrol.ClickToDialProperties;
import io.tandem.provisioning.contact.Contacts;
import io.tandem.provisioning.contract.Contracts;
import io.tandem.provisioning.contract.CustomerStatus;
import io.tandem.provisioning.contract.Customers;
import io.tandem.provisioning.conversion.ConversionProperties;
import io.tandem.provisioning.conversion.SoundConverter;
import io.tandem.provisioning.domain.Domains;
import io.tandem.provisioning.edr.EventDataRecords;
import io.tandem.provisioning.event.Outbox;
import io.tandem.provisioning.event.WriteEvents;
import io.tandem.provisioning.journal.Journal;
import io.tandem.provisioning.location.CustomerLocations;
import io.tandem.provisioning.location.LocationMappings;
import io.tandem.provisioning.number.NumberOwners;
import io.tandem.provisioning.password.PasswordPolicy;
import io.tandem.provisioning.password.Passwords;
import io.tandem.provisioning.platform.Capabilities;
import io.tandem.provisioning.platform.CapabilityProperties;
import io.tandem.provisioning.platform.PlatformInfoServlet;
import io.tandem.provisioning.preference.PreferenceResources;
import io.tandem.provisioning.profile.ProfileSets;
import io.tandem.provisioning.profile.Profiles;
import io.tandem.provisioning.recording.RecordingFolder;
import io.tandem.provisioning.registration.Bindings;
import io.tandem.provisioning.registration.Owners;
import io.tandem.provisioning.registration.Registrations;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.rest.Api;
import io.tandem.provisioning.rest.ApiServlet;
import io.tandem.provisioning.scram.ScramBacklog;
import io.tandem.provisioning.scram.ScramStore;
import io.tandem.provisioning.security.Realms;
import io.tandem.provisioning.sound.DefaultSounds;
import io.tandem.provisioning.subscriber.Lock;
import io.tandem.provisioning.subscriber.Subscribers;
import io.tandem.provisioning.subscriber.Termination;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.tenant.BillingProfiles;
import io.tandem.provisioning.tenant.EmailTemplates;
import io.tandem.provisioning.tenant.Resellers;
import io.tandem.provisioning.timeset.TimeSets;
import io.tandem.provisioning.tls.CertificateAuthority;
import io.tandem.provisioning.webhook.WebhookDeliveries;
import io.tandem.provisioning.webhook.Webhooks;
import io.tandem.provisioning.write.IdempotencyKeys;
import io.tandem.provisioning.write.Writes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the API. What a client can do is the list in {@link #api}. */
@Configuration(proxyBeanMethods = false)
class ProvisioningConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(ProvisioningConfiguration.class);

    @Bean
    Api api(Store store, Transactions transactions, LazyRedis redis, CertificateAuthority authority, BanStore bans, Outbox outbox, InstantSource clock,
            AccountResources accounts, BillingResources billing, Passwords passwords, DefaultSounds sounds, RecordingFolder recordings,
            SoundConverter converter, CallServer callServer, CapabilityProperties capabilities) {
        Journal journal = new Journal(store);
        Bindings bindings = new Bindings(redis);
        Termination termination = new Termination(store, (username, domain) -> drop(bindings, username, domain));
        Lock lock = new Lock(store);
        Balances balances = new Balances(store, transactions);
        CustomerStatus customers = new CustomerStatus(store, termination, lock);
        Subscribers subscribers = new Subscribers(store, termination, passwords);
        List<Resource> resources = new ArrayList<>(accounts.all(subscribers));
        resources.addAll(NumberResources.all(store, sounds, converter));
        resources.addAll(CallHandlingResources.all(store, redis, recordings, converter, callServer));
        resources.addAll(billing.all(balances, lock));
        resources.addAll(PreferenceResources.all(store));
        resources.addAll(List.of(new ProfileSets(store), new Profiles(store), new CustomerLocations(store), new LocationMappings(store),
            new NumberOwners(store), new TimeSets(store, clock)));
        resources.addAll(List.of(
            new Capabilities(capabilities),
            new AdminCertificates(store, authority),
            new Resellers(store, customers),
            new BillingProfiles(store),
            new EmailTemplates(store),
            Contacts.ofSystem(store),
            Contacts.ofCustomers(store),
            new Contracts(store),
            new Customers(store, customers, balances),
            new Domains(store, termination),
            subscribers,
            new Registrations(bindings, new Owners(store.jdbc()), clock),
            new Calls(store.jdbc()),
            new EventDataRecords(store),
            new BannedIps(bans),
            new BannedUsers(bans),
            new Webhooks(store),
            new WebhookDeliveries(store)));
        return new Api(resources, new Writes(transactions, new IdempotencyKeys(store), List.of(journal, new WriteEvents(store, outbox))), journal);
    }

    @Bean
    SoundConverter soundConverter(ConversionProperties properties) {
        return new SoundConverter(properties);
    }

    @Bean(destroyMethod = "close")
    ScramBacklog scramBacklog(Store store) {
        return new ScramBacklog(new ScramStore(store));
    }

    @Bean(destroyMethod = "close")
    CallServer callServer(ClickToDialProperties properties) {
        return new CallServer(properties);
    }

    @Bean
    ServletRegistrationBean<ApiServlet> apiServlet(Api api) {
        return new ServletRegistrationBean<>(new ApiServlet(api), "/api/*");
    }

    @Bean
    ServletRegistrationBean<PlatformInfoServlet> platformInfo(PasswordPolicy policy, Realms realms) {
        return new ServletRegistrationBean<>(new PlatformInfoServlet(policy, realms), PlatformInfoServlet.PATH, PlatformInfoServlet.PATH + "/");
    }

    /** A subscriber is gone whether or not its phones are: call nodes refuse calls to it, and bindings expire by themselves. */
    private static void drop(Bindings bindings, String username, String domain) {
        try {
            bindings.removeAll(username, domain);
        } catch (RedisException away) {
            LOG.warn("bindings of the terminated {}@{} stay until they expire: {}", username, domain, away.getMessage());
        }
    }
}
