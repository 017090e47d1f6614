package io.tandem.sip.auth;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A challenge (RFC 7616 §3.3), of WWW-Authenticate and Proxy-Authenticate alike. Written realm first, nonce second, and nothing else unless
 * asked for: simple clients compare the text.
 *
 * @param stale     the credentials were right but for the age of their nonce
 * @param algorithm as written; empty means MD5
 * @param qop       qualities of protection on offer; empty for RFC 2069 style answers
 */
public record DigestChallenge(String realm, String nonce, Optional<String> opaque, boolean stale, Optional<DigestAlgorithm> algorithm,
                              List<Qop> qop) {
    public DigestChallenge {
        if (nonce.isEmpty()) throw new IllegalArgumentException("a challenge needs a nonce");
        qop = List.copyOf(qop);
    }

    /** The plain one: {@code Digest realm="..", nonce=".."}. */
    public static DigestChallenge md5(String realm, String nonce) {
        return new DigestChallenge(realm, nonce, Optional.empty(), false, Optional.empty(), List.of());
    }

    public static DigestChallenge sha256(String realm, String nonce) {
        return new DigestChallenge(realm, nonce, Optional.empty(), false, Optional.of(DigestAlgorithm.SHA_256), List.of());
    }

    public DigestChallenge withStale(boolean value) {
        return new DigestChallenge(realm, nonce, opaque, value, algorithm, qop);
    }

    public DigestChallenge withQop(Qop... offered) {
        return new DigestChallenge(realm, nonce, opaque, stale, algorithm, List.of(offered));
    }

    /** Reads a challenge as a client does; qualities of protection it does not know are left out.
     * @throws MalformedCredentialsException if realm or nonce is missing, or the algorithm is unknown */
    public static DigestChallenge parse(String header) {
        AuthParameters parameters = AuthParameters.parse(header);
        Optional<DigestAlgorithm> algorithm = parameters.get("algorithm").map(token -> DigestAlgorithm.of(token)
                .orElseThrow(() -> new MalformedCredentialsException("unknown digest algorithm '" + token + "'")));
        List<Qop> qop = parameters.get("qop").stream().flatMap(list -> Arrays.stream(list.split(",")))
                .flatMap(token -> Qop.of(token).stream()).toList();
        return new DigestChallenge(parameters.require("realm"), parameters.require("nonce"), parameters.get("opaque"),
                parameters.get("stale").filter("true"::equalsIgnoreCase).isPresent(), algorithm, qop);
    }

    /** The header value. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Digest realm=").append(AuthParameters.quoted(realm))
                .append(", nonce=").append(AuthParameters.quoted(nonce));
        opaque.ifPresent(value -> text.append(", opaque=").append(AuthParameters.quoted(value)));
        if (stale) text.append(", stale=true");
        algorithm.ifPresent(value -> text.append(", algorithm=").append(value.token()));
        if (!qop.isEmpty()) text.append(", qop=\"").append(String.join(",", qop.stream().map(Qop::token).toList())).append('"');
        return text.toString();
    }
}
