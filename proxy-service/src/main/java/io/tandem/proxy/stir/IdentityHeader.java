package io.tandem.proxy.stir;

import java.util.Optional;
import java.util.regex.Pattern;

import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Parameters;

/** An Identity header in full form (RFC 8224 §4.1). Immutable.
 * @param token header, claims and signature of the PASSporT, each in base64url, between dots
 * @param info  where the certificate of the signer is
 * @param ppt   kind of the PASSporT: {@code shaken} or {@code div} among others */
record IdentityHeader(String token, String info, String ppt) {
    /** Name of the header. */
    static final String NAME = "Identity";
    static final String SHAKEN = "shaken";
    static final String DIV = "div";
    static final String ALGORITHM = "ES256";
    private static final Pattern TOKEN = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

    /** Empty for a header that is no Identity in this form, or of another algorithm: for the verifier it is not there (RFC 8224 §6.2). */
    static Optional<IdentityHeader> parse(String line) {
        int end = line.indexOf(';');
        String token = (end < 0 ? line : line.substring(0, end)).strip();
        if (end < 0 || !TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        try {
            Parameters parameters = Parameters.parse(line.substring(end));
            Optional<String> info = parameters.get("info").filter(uri -> uri.length() > 2 && uri.startsWith("<") && uri.endsWith(">"));
            boolean known = parameters.get("alg").filter(algorithm -> !algorithm.equals(ALGORITHM)).isEmpty();
            Optional<String> ppt = parameters.get("ppt");
            return known && info.isPresent() && ppt.isPresent()
                    ? Optional.of(new IdentityHeader(token, info.get().substring(1, info.get().length() - 1), ppt.get())) : Optional.empty();
        } catch (MalformedMessageException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return token + ";info=<" + info + ">;alg=" + ALGORITHM + ";ppt=" + ppt;
    }
}
