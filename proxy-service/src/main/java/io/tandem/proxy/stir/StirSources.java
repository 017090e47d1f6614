package io.tandem.proxy.stir;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;

import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.credential.CertificateTrust;
import io.tandem.proxy.credential.Credentials;
import io.tandem.proxy.credential.Revocation;

/** What signing and verifying need of the world.
 * @param threads sign and verify */
public record StirSources(SigningKeys keys, CertificateTrust trust, Credentials credentials, Revocation revocation, Executor threads) {

    /** Empty where nobody verifies. */
    public Optional<IdentityVerifier> verifier(StirProperties settings) {
        return settings.enabled() ? Optional.of(new IdentityVerifier(settings.freshness(), credentials, trust, revocation, threads)) : Optional.empty();
    }

    public CallSigner signer(LoopAnswers answers, InstantSource clock, byte[] secret) {
        return new CallSigner(keys, threads, answers, clock, secret);
    }
}
