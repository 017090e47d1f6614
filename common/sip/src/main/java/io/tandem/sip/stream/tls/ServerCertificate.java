package io.tandem.sip.stream.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

import io.netty.handler.ssl.SslContext;

/** One certificate with the server names it is shown for. */
record ServerCertificate(X509Certificate certificate, List<String> names, SslContext context) {

    private static final int DNS_NAME = 2;

    static ServerCertificate of(CertificateFiles files, X509Certificate certificate, SslContext context) {
        try {
            List<String> names = files.serverNames().isEmpty() ? namesIn(certificate) : files.serverNames();
            return new ServerCertificate(certificate, names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList(), context);
        } catch (CertificateException e) {
            throw new InvalidCertificateException(files, e);
        }
    }

    /** The alternative names; without any, the common name. */
    private static List<String> namesIn(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        Stream<String> dns = alternatives == null ? Stream.empty()
                : alternatives.stream().filter(a -> Integer.valueOf(DNS_NAME).equals(a.getFirst())).map(a -> String.valueOf(a.get(1)));
        List<String> names = dns.toList();
        return names.isEmpty() ? commonNames(certificate) : names;
    }

    private static List<String> commonNames(X509Certificate certificate) throws CertificateException {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName()).getRdns().stream()
                    .filter(rdn -> rdn.getType().equalsIgnoreCase("CN")).map(rdn -> String.valueOf(rdn.getValue())).toList();
        } catch (InvalidNameException e) {
            throw new CertificateException("subject is no name", e);
        }
    }

    boolean isFor(String serverName) {
        String asked = serverName.toLowerCase(Locale.ROOT);
        for (String name : names) {
            if (name.equals(asked) || name.startsWith("*.") && asked.indexOf('.') > 0 && asked.substring(asked.indexOf('.')).equals(name.substring(1))) {
                return true;
            }
        }
        return false;
    }

    String describe() {
        return "%s for %s until %s".formatted(certificate.getSubjectX500Principal().getName(), names, certificate.getNotAfter().toInstant());
    }
}
