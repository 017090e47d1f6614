package io.tandem.provisioning;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

import com.github.benmanes.caffeine.cache.Ticker;
import io.tandem.platform.NodeProperties;
import io.tandem.provisioning.ldap.AdminDirectory;
import io.tandem.provisioning.ldap.LdapProperties;
import io.tandem.provisioning.login.Accounts;
import io.tandem.provisioning.login.AuthTokens;
import io.tandem.provisioning.login.BanProperties;
import io.tandem.provisioning.login.Login;
import io.tandem.provisioning.login.LoginBans;
import io.tandem.provisioning.login.SystemClient;
import io.tandem.provisioning.login.WebTokens;
import io.tandem.provisioning.password.PasswordCheck;
import io.tandem.provisioning.password.PasswordPolicy;
import io.tandem.provisioning.password.Passwords;
import io.tandem.provisioning.rest.FailureFilter;
import io.tandem.provisioning.security.LoginServlet;
import io.tandem.provisioning.security.Realms;
import io.tandem.provisioning.security.SecurityFilters;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.tls.CertificateAuthority;
import io.tandem.provisioning.tls.Identity;
import io.tandem.provisioning.tls.SubscriberPort;
import io.tandem.provisioning.tls.TlsConnector;
import jakarta.servlet.Filter;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires who gets in: ports, certificates, realms, filters. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    @Bean
    Accounts accounts(Store store, SystemClient systemClient) {
        return new Accounts(store, systemClient);
    }

    @Bean
    Login login(Accounts accounts, PasswordPolicy policy, LdapProperties ldap, BanProperties bans, LazyRedis redis, InstantSource clock) {
        AdminDirectory directory = new AdminDirectory(ldap, Ticker.systemTicker());
        return new Login(accounts, new PasswordCheck(Ticker.systemTicker()), directory, policy, new LoginBans(redis, redis::async, accounts, bans), clock);
    }

    @Bean
    WebTokens webTokens(Accounts accounts, NodeProperties node, WebTokens.Properties properties, InstantSource clock) {
        return new WebTokens(accounts, node.secretBytes(), properties, clock);
    }

    @Bean
    AuthTokens authTokens(Accounts accounts, LazyRedis redis) {
        return new AuthTokens(redis, accounts);
    }

    @Bean
    Passwords passwords(Store store, PasswordPolicy policy) {
        return new Passwords(store, policy);
    }

    @Bean
    FilterRegistrationBean<Filter> failureFilter() {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(new FailureFilter());
        registration.addUrlPatterns("/*");
        registration.setOrder(0);
        return registration;
    }

    @Bean
    FilterRegistrationBean<Filter> securityFilters(CertificateAuthority authority, Accounts accounts, WebTokens tokens, Login login, Realms realms) {
        FilterRegistrationBean<Filter> registration =
            new FilterRegistrationBean<>(SecurityFilters.chain(authority, accounts, tokens, login, realms));
        registration.addUrlPatterns("/*");
        registration.setOrder(1);
        return registration;
    }

    @Bean
    ServletRegistrationBean<LoginServlet> loginServlet(Login login, WebTokens tokens, AuthTokens authTokens, Realms realms) {
        return new ServletRegistrationBean<>(new LoginServlet(login, tokens, authTokens, realms), LoginServlet.PATH);
    }

    @Bean
    Realms realms(SubscriberPort subscribers) {
        return new Realms(subscribers::port);
    }

    @Bean
    CertificateAuthority certificateAuthority(NodeProperties node, InstantSource clock) throws IOException {
        return CertificateAuthority.open(tlsFolder(node), clock);
    }

    @Bean
    Identity serverIdentity(NodeProperties node, CertificateAuthority authority) throws IOException {
        return authority.server(tlsFolder(node), List.of("localhost"), List.of("127.0.0.1", "0:0:0:0:0:0:0:1"));
    }

    @Bean
    SubscriberPort subscriberPort(SubscriberPort.Properties properties, Identity server) {
        return new SubscriberPort(properties, new TlsConnector(server, false));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tls(Identity server, SubscriberPort subscribers) {
        return factory -> {
            factory.addConnectorCustomizers(new TlsConnector(server, true));
            subscribers.open(factory);
        };
    }

    private static Path tlsFolder(NodeProperties node) {
        return node.dataDir().resolve("provisioning-api");
    }
}
