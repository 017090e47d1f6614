package io.tandem.proxy.credential;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Certificates by the place where they are. Never blocks; stages complete on any thread. */
@FunctionalInterface
public interface Credentials {

    /** The signer's certificate, then those that vouch for it. The stage fails with {@link CredentialException}.
     * @param url as the call gives it */
    CompletionStage<List<X509Certificate>> at(String url);
}
