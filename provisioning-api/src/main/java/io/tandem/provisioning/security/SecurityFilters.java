package io.tandem.provisioning.security;

import java.util.List;

import io.tandem.provisioning.login.Accounts;
import io.tandem.provisioning.login.Login;
import io.tandem.provisioning.login.WebTokens;
import io.tandem.provisioning.tls.CertificateAuthority;
import jakarta.servlet.Filter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/** The order in which a request is let in. Spring Security's firewall comes before all and refuses malformed paths and methods. */
public final class SecurityFilters {
    private SecurityFilters() {}

    public static FilterChainProxy chain(CertificateAuthority authority, Accounts accounts, WebTokens tokens, Login login, Realms realms) {
        List<Filter> inOrder = List.of(
            answerHeaders(),                                        // every reply, refusals too
            new CertificateFilter(authority, accounts, realms),     // TLS client certificate
            new BearerFilter(tokens, login, realms),                // web token
            new PasswordFilter(login, realms));                     // Basic; the end for all who are not logged in
        FilterChainProxy chain = new FilterChainProxy(new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, inOrder));
        chain.setRequestRejectedHandler((request, response, why) -> Refusals.json(response, 400, "Malformed request"));
        return chain;
    }

    private static Filter answerHeaders() {
        return new HeaderWriterFilter(List.of(new XContentTypeOptionsHeaderWriter(), new CacheControlHeadersWriter(),
            new XFrameOptionsHeaderWriter(XFrameOptionsHeaderWriter.XFrameOptionsMode.DENY),
            new ContentSecurityPolicyHeaderWriter("default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:")));
    }
}
