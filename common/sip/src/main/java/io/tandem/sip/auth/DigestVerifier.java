package io.tandem.sip.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;

/** Decides about credentials (RFC 3261 §22.4, RFC 7616 §3.4). Of a nonce that is not the client's nothing is said about the password, so that who
 * forges a client's address cannot guess, or be counted as guessing, in its name; that a nonce is too old only a friend hears. */
public final class DigestVerifier {
    /** FORGED: no nonce of ours for this client; challenge again. STALE: all right but the age of the nonce; challenge again with {@code stale=true}.
     * REPLAYED: its nonce count was used before. */
    public enum Verdict { ACCEPTED, WRONG, FORGED, STALE, REPLAYED }

    private final Nonces nonces;
    private final Optional<NonceCounts> counts;

    public DigestVerifier(Nonces nonces) {
        this(nonces, Optional.empty());
    }

    /** @param counts if given, each nonce count is accepted once on this node */
    public DigestVerifier(Nonces nonces, Optional<NonceCounts> counts) {
        this.nonces = nonces;
        this.counts = counts;
    }

    /** Verifies against a clear-text password.
     * @param realm  the realm we would challenge with; credentials of another one are wrong
     * @param client as the nonce was issued to, see {@link Nonces#issue}
     * @param method of the request
     * @param body   of the request, for auth-int */
    public Verdict verify(DigestCredentials credentials, String realm, String client, String password, String method, byte[] body) {
        return judge(credentials, realm, client, Digests.response(credentials, password, method, body));
    }

    /** Verifies against a stored hash of {@code username:realm:password}, made with the algorithm of the credentials. */
    public Verdict verifyHa1(DigestCredentials credentials, String realm, String client, String ha1, String method, byte[] body) {
        return judge(credentials, realm, client, Digests.responseOfHa1(credentials, ha1.toLowerCase(Locale.ROOT), method, body));
    }

    /** For an unknown user: costs what a wrong password costs, and says the same. */
    public Verdict verifyNobody(DigestCredentials credentials, String client, String method, byte[] body) {
        return judge(credentials, credentials.realm(), client, Digests.response(credentials, "", method, body) + " matches nothing");
    }

    private Verdict judge(DigestCredentials credentials, String realm, String client, String expected) {
        boolean right = equalsInConstantTime(expected, credentials.response().toLowerCase(Locale.ROOT))
                & equalsInConstantTime(realm.toLowerCase(Locale.ROOT), credentials.realm().toLowerCase(Locale.ROOT));
        return switch (nonces.check(credentials.nonce(), realm, client)) {
            case FORGED -> Verdict.FORGED;
            case EXPIRED -> right ? Verdict.STALE : Verdict.WRONG;
            case VALID -> !right ? Verdict.WRONG : isReplay(credentials) ? Verdict.REPLAYED : Verdict.ACCEPTED;
        };
    }

    private boolean isReplay(DigestCredentials credentials) {
        if (counts.isEmpty() || credentials.nc().isEmpty()) return false;
        return !counts.get().advances(credentials.nonce(), credentials.cnonce().orElse(""), credentials.nc().get());
    }

    private static boolean equalsInConstantTime(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
