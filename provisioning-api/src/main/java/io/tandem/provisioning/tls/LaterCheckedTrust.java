package io.tandem.provisioning.tls;

import java.security.cert.X509Certificate;

import javax.net.ssl.X509TrustManager;

/**
 * Lets any client certificate through the handshake, which still proves that the client holds its key; whether it means anything is decided
 * per request by {@link CertificateAuthority#hasIssued}. Made by Tomcat, by name.
 */
public final class LaterCheckedTrust implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        // RFC 8446 §4.4.3: the handshake itself verifies possession of the key
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("the API's listener is never a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
