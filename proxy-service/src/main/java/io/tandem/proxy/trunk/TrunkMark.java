package io.tandem.proxy.trunk;

import java.util.Optional;
import java.util.regex.Pattern;

import io.tandem.proxy.route.RouteSeal;
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
        private static final int BYTES = 16;

        private final RouteSeal seal;

        /** @param secret the same on all nodes */
        Signer(byte[] secret) {
            this.seal = new RouteSeal(secret, "trunk marks", BYTES);
        }

        /** Parameters with a semicolon before each. */
        String write(TrunkMark mark, String callId) {
            return mark.text() + ";" + SIGNATURE + "=" + seal.of(text(mark, callId));
        }

        /** @param route one of our own, as it came back
         *  @return empty if nobody here has signed it for this call */
        Optional<TrunkMark> read(SipUri route, String callId) {
            Optional<TrunkMark> mark = route.parameter(SERVER).filter(id -> ID.matcher(id).matches())
                    .map(id -> new TrunkMark(Integer.parseInt(id), route.parameter(CALLER)));
            String given = route.parameter(SIGNATURE).orElse("");
            return mark.filter(told -> seal.fits(given, text(told, callId)));
        }

        private static String text(TrunkMark mark, String callId) {
            return mark.text() + " " + callId;
        }
    }
}
