package io.tandem.proxy.trunk;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.tandem.sip.message.SipUri;

/** Says in a route whose passwords a dialog needs, for whichever proxy comes next. Immutable.
 * @param server of the peer
 * @param caller UUID of a subscriber with a password of its own */
record TrunkMark(int server, Optional<String> caller) {
    /** Parameter of our Record-Route. */
    static final String SERVER = "trunk";
    private static final String CALLER = "trunk-user";
    private static final String SIGNATURE = "trunk-sign";
    private static final Pattern ID = Pattern.compile("\\d{1,9}");

    private String text() {
        return ";" + SERVER + "=" + server + caller.map(uuid -> ";" + CALLER + "=" + uuid).orElse("");
    }

    /** Signs marks for one call each: routes come back from outside, and whoever could write one would get our answers to any challenge. One thread. */
    static final class Signer {
        private static final String ALGORITHM = "HmacSHA256";
        private static final int BYTES = 16;

        private final Mac mac;

        /** @param secret the same on all nodes */
        Signer(byte[] secret) {
            try {
                mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(secret, ALGORITHM));
                byte[] own = mac.doFinal("trunk marks".getBytes(StandardCharsets.UTF_8)); // the secret signs other things, too
                mac.init(new SecretKeySpec(own, ALGORITHM));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("HmacSHA256 is missing from this Java runtime; no route can be signed", e);
            }
        }

        /** Parameters with a semicolon before each. */
        String write(TrunkMark mark, String callId) {
            return mark.text() + ";" + SIGNATURE + "=" + HexFormat.of().formatHex(signature(mark, callId));
        }

        /** @param route one of our own, as it came back
         *  @return empty if nobody here has signed it for this call */
        Optional<TrunkMark> read(SipUri route, String callId) {
            Optional<TrunkMark> mark = route.parameter(SERVER).filter(id -> ID.matcher(id).matches())
                    .map(id -> new TrunkMark(Integer.parseInt(id), route.parameter(CALLER)));
            byte[] given = route.parameter(SIGNATURE).orElse("").getBytes(StandardCharsets.UTF_8);
            return mark.filter(told -> MessageDigest.isEqual(given, HexFormat.of().formatHex(signature(told, callId)).getBytes(StandardCharsets.UTF_8)));
        }

        private byte[] signature(TrunkMark mark, String callId) {
            byte[] all = mac.doFinal((mark.text() + " " + callId).getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(all, BYTES);
        }
    }
}
