package io.tandem.provisioning.security;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

import io.tandem.provisioning.login.Account;
import io.tandem.provisioning.login.Accounts;
import io.tandem.provisioning.login.Realm;
import io.tandem.provisioning.tls.CertificateAuthority;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Logs administrators in by TLS client certificate. An unknown one is refused unless credentials come with it or none are needed: a stale certificate
 * must not lock anyone out.
 */
final class CertificateFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final transient CertificateAuthority authority;
    private final transient Accounts accounts;
    private final transient Realms realms;

    CertificateFilter(CertificateAuthority authority, Accounts accounts, Realms realms) {
        this.authority = authority;
        this.accounts = accounts;
        this.realms = realms;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        if (!(request.getAttribute(CERTIFICATES) instanceof X509Certificate[] certificates) || certificates.length == 0
                || realms.of(request) == Realm.SUBSCRIBER) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Account> account = authority.hasIssued(certificates[0]) ? accounts.byCertificate(certificates[0].getSerialNumber()) : Optional.empty();
        if (account.filter(Account::active).isPresent()) {
            LoginState.admit(request, account.get().caller());
        } else if (request.getHeader("Authorization") == null && !OpenPaths.isOpen(request)) {
            Refusals.forbidden(response, "Invalid user");
            return;
        }
        chain.doFilter(request, response);
    }
}
