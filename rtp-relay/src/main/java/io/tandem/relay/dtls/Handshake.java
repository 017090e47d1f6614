package io.tandem.relay.dtls;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Vector;

import io.tandem.relay.srtp.CryptoSuite;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/** What client and server do alike: identity, agreement on a protection profile, the fingerprint check, export of keys. One association's thread. */
final class Handshake {
    /** Only with forward secrecy and authenticated encryption; ours is an ECDSA certificate, a server's may be RSA. */
    static final int[] CIPHER_SUITES = {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384};
    static final int TIMEOUT_MILLIS = 30_000;
    static final int RESEND_MILLIS = 500;

    private final BcTlsCrypto crypto;
    private final NodeCertificate identity;
    private final List<Fingerprint> expected;
    private final List<CryptoSuite> profiles;
    private @Nullable CryptoSuite agreed;
    private @Nullable DtlsKeys keys;
    private boolean verified;

    /** @param expected one of them must match @param profiles the preferred ones first */
    Handshake(BcTlsCrypto crypto, NodeCertificate identity, List<Fingerprint> expected, List<CryptoSuite> profiles) {
        this.crypto = crypto;
        this.identity = identity;
        this.expected = List.copyOf(expected);
        this.profiles = List.copyOf(profiles);
    }

    BcTlsCrypto crypto() {
        return crypto;
    }

    UseSRTPData offeredProfiles() {
        return new UseSRTPData(profiles.stream().mapToInt(CryptoSuite::dtlsProfile).toArray(), new byte[0]);
    }

    /** The server's choice: the first of its own that the client offers. */
    UseSRTPData choose(@Nullable UseSRTPData offered) throws TlsFatalAlert {
        if (offered == null) throw new TlsFatalAlert(AlertDescription.handshake_failure, "no use_srtp extension (RFC 5764 §4.1)");
        List<Integer> theirs = Arrays.stream(offered.getProtectionProfiles()).boxed().toList();
        CryptoSuite chosen = profiles.stream().filter(suite -> theirs.contains(suite.dtlsProfile())).findFirst()
                .orElseThrow(() -> new TlsFatalAlert(AlertDescription.handshake_failure, "no common SRTP protection profile in " + theirs));
        agreed = chosen;
        return new UseSRTPData(new int[] {chosen.dtlsProfile()}, new byte[0]);
    }

    /** What the server chose, as seen by the client. */
    void chosen(@Nullable UseSRTPData answer) throws TlsFatalAlert {
        if (answer == null || answer.getProtectionProfiles().length != 1) {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter, "no single SRTP protection profile was chosen");
        }
        agreed = CryptoSuite.ofDtlsProfile(answer.getProtectionProfiles()[0]).filter(profiles::contains)
                .orElseThrow(() -> new TlsFatalAlert(AlertDescription.illegal_parameter, "a profile was chosen that was not offered"));
    }

    /** The first certificate must be one that SDP announced (RFC 8122 §6.2). */
    void verify(@Nullable Certificate chain) throws IOException {
        if (chain == null || chain.isEmpty()) throw new TlsFatalAlert(AlertDescription.bad_certificate, "peer has no certificate");
        byte[] certificate = chain.getCertificateAt(0).getEncoded();
        if (expected.stream().noneMatch(fingerprint -> fingerprint.matches(certificate))) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "certificate with fingerprint "
                    + Fingerprint.of(Fingerprint.DEFAULT_ALGORITHM, certificate) + " is not the one in SDP");
        }
        verified = true;
    }

    TlsCredentialedSigner credentials(TlsContext context) throws IOException {
        AsymmetricKeyParameter key = PrivateKeyFactory.createKey(identity.privateKey().getEncoded());
        Certificate chain = new Certificate(new TlsCertificate[] {crypto.createCertificate(identity.certificate())});
        return new BcDefaultTlsCredentialedSigner(new TlsCryptoParameters(context), crypto, key, chain,
                new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    static Vector<SignatureAndHashAlgorithm> signatures() {
        Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
        for (short hash : new short[] {HashAlgorithm.sha256, HashAlgorithm.sha384, HashAlgorithm.sha512}) {
            algorithms.add(new SignatureAndHashAlgorithm(hash, SignatureAlgorithm.ecdsa));
            algorithms.add(new SignatureAndHashAlgorithm(hash, SignatureAlgorithm.rsa));
        }
        return algorithms;
    }

    /** While the library still has the secrets. */
    void complete(TlsContext context) throws TlsFatalAlert {
        CryptoSuite suite = agreed;
        if (suite == null || !verified) throw new TlsFatalAlert(AlertDescription.handshake_failure, "peer not verified or no SRTP profile");
        byte[] exported = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, DtlsKeys.exportedBytes(suite));
        keys = DtlsKeys.of(suite, exported, !context.isServer());
    }

    DtlsKeys keys() throws TlsFatalAlert {
        if (keys == null) throw new TlsFatalAlert(AlertDescription.internal_error, "handshake ended without keys");
        return keys;
    }
}
