package io.tandem.provisioning.tls;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;

/**
 * HTTPS on the web server's connector. Client certificates may be asked for, are not required, and not checked during the handshake: a client that still
 * has the certificate of an earlier installation must get in with its password. {@link CertificateAuthority#hasIssued} decides later.
 */
public final class TlsConnector implements TomcatConnectorCustomizer {
    private static final String ALIAS = "server";
    /** Of a key store that exists in memory only. */
    private static final String PASS_PHRASE = "memory";

    private final Identity server;
    private final boolean askingForCertificates;

    /** @param askingForCertificates false where nobody has one: browsers would ask their users about it */
    public TlsConnector(Identity server, boolean askingForCertificates) {
        this.server = server;
        this.askingForCertificates = askingForCertificates;
    }

    @Override
    public void customize(Connector connector) {
        connector.setScheme("https");
        connector.setSecure(true);
        connector.setProperty("relaxedQueryChars", "[]{}|^\\`\"<>");
        AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        protocol.setSSLEnabled(true);
        protocol.addSslHostConfig(host());
    }

    private SSLHostConfig host() {
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols("TLSv1.2+TLSv1.3");
        host.setCertificateVerification(askingForCertificates ? "optional" : "none");
        host.setTrustManagerClassName(LaterCheckedTrust.class.getName());
        SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystore(server.keyStore(ALIAS, PASS_PHRASE.toCharArray()));
        certificate.setCertificateKeystorePassword(PASS_PHRASE);
        certificate.setCertificateKeyAlias(ALIAS);
        host.addCertificate(certificate);
        return host;
    }
}
