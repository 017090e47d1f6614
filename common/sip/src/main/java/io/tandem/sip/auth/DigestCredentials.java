package io.tandem.sip.auth;

import java.util.Optional;

/**
 * Credentials of Authorization or Proxy-Authorization (RFC 7616 §3.4). The URI is what the client hashed and need not be the request URI:
 * many clients write the address of their proxy.
 *
 * @param response  hexadecimal
 * @param algorithm empty means MD5
 * @param nc        nonce count, eight hexadecimal digits, with qop only
 */
public record DigestCredentials(String username, String realm, String nonce, String uri, String response,
                                Optional<DigestAlgorithm> algorithm, Optional<String> cnonce, Optional<String> opaque, Optional<Qop> qop,
                                Optional<String> nc) {
    public DigestCredentials {
        if (qop.isPresent() && (cnonce.isEmpty() || nc.isEmpty())) {
            throw new MalformedCredentialsException("qop without cnonce and nc (RFC 7616 §3.4)");
        }
        if (algorithm.filter(DigestAlgorithm::isSession).isPresent() && cnonce.isEmpty()) {
            throw new MalformedCredentialsException("session algorithm without cnonce (RFC 7616 §3.4.2)");
        }
    }

    /** @throws MalformedCredentialsException if it is no Digest header, a needed parameter is missing, or algorithm or qop is unknown */
    public static DigestCredentials parse(String header) {
        AuthParameters parameters = AuthParameters.parse(header);
        Optional<DigestAlgorithm> algorithm = parameters.get("algorithm").map(token -> DigestAlgorithm.of(token)
                .orElseThrow(() -> new MalformedCredentialsException("unknown digest algorithm '" + token + "'")));
        Optional<Qop> qop = parameters.get("qop").map(token -> Qop.of(token)
                .orElseThrow(() -> new MalformedCredentialsException("unknown qop '" + token + "'")));
        return new DigestCredentials(parameters.require("username"), parameters.require("realm"), parameters.require("nonce"),
                parameters.require("uri"), parameters.require("response"), algorithm, parameters.get("cnonce"), parameters.get("opaque"), qop,
                parameters.get("nc"));
    }

    /** Is the header of the Digest scheme at all? Others are not malformed, only not for us. */
    public static boolean isDigest(String header) {
        return header.trim().regionMatches(true, 0, "Digest ", 0, 7);
    }

    /** The client side: answers a challenge, with {@code auth} if it is offered.
     * @param count how often the nonce was used, this time included, from 1 */
    public static DigestCredentials answer(DigestChallenge challenge, String username, String password, String method, String uri,
                                           String cnonce, int count) {
        Optional<Qop> qop = challenge.qop().contains(Qop.AUTH) ? Optional.of(Qop.AUTH) : challenge.qop().stream().findFirst();
        boolean needsCnonce = qop.isPresent() || challenge.algorithm().filter(DigestAlgorithm::isSession).isPresent();
        DigestCredentials unsigned = new DigestCredentials(username, challenge.realm(), challenge.nonce(), uri, "", challenge.algorithm(),
                needsCnonce ? Optional.of(cnonce) : Optional.empty(), challenge.opaque(), qop, qop.map(_ -> "%08x".formatted(count)));
        return unsigned.withResponse(Digests.response(unsigned, password, method, new byte[0]));
    }

    DigestCredentials withResponse(String value) {
        return new DigestCredentials(username, realm, nonce, uri, value, algorithm, cnonce, opaque, qop, nc);
    }

    DigestAlgorithm hash() {
        return algorithm.orElse(DigestAlgorithm.MD5);
    }

    /** The header value. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Digest username=").append(AuthParameters.quoted(username))
                .append(", realm=").append(AuthParameters.quoted(realm)).append(", nonce=").append(AuthParameters.quoted(nonce))
                .append(", uri=").append(AuthParameters.quoted(uri)).append(", response=").append(AuthParameters.quoted(response));
        algorithm.ifPresent(value -> text.append(", algorithm=").append(value.token()));
        cnonce.ifPresent(value -> text.append(", cnonce=").append(AuthParameters.quoted(value)));
        opaque.ifPresent(value -> text.append(", opaque=").append(AuthParameters.quoted(value)));
        qop.ifPresent(value -> text.append(", qop=").append(value.token()));
        nc.ifPresent(value -> text.append(", nc=").append(value));
        return text.toString();
    }
}
