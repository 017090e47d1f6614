package io.tandem.provisioning.security;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

import io.tandem.provisioning.tls.CertificateAuthority;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Logs in by TLS client certificate. An unknown one is refused unless a password comes with it: a stale certificate must not lock anyone out. */
final class CertificateFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final transient CertificateAuthority authority;
    private final transient Admins admins;

    CertificateFilter(CertificateAuthority authority, Admins admins) {
        this.authority = authority;
        this.admins = admins;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        if (!(request.getAttribute(CERTIFICATES) instanceof X509Certificate[] certificates) || certificates.length == 0) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Admin> admin = authority.hasIssued(certificates[0]) ? admins.byCertificate(certificates[0].getSerialNumber()) : Optional.empty();
        if (admin.filter(Admin::active).isPresent()) {
            LoginState.admit(request, admin.get().caller());
        } else if (Credentials.of(Optional.ofNullable(request.getHeader("Authorization"))).isEmpty()) {
            Refusals.forbidden(response, "Invalid user");
            return;
        }
        chain.doFilter(request, response);
    }
}
