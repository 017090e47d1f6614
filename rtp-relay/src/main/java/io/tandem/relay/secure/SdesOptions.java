package io.tandem.relay.secure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.relay.option.Options;
import io.tandem.relay.sdes.SdesPolicy;
import io.tandem.relay.srtp.CryptoSuite;
import io.tandem.relay.srtp.SessionParameters;

/** The options named SDES (signalling.md §5.4) as a policy. */
final class SdesOptions {
    private SdesOptions() {}

    static SdesPolicy policy(Options request) {
        List<CryptoSuite> only = suites(request, "sdes-only");
        List<CryptoSuite> suites = new ArrayList<>(only.isEmpty() ? SdesPolicy.DEFAULT_SUITES : only);
        suites.removeAll(suites(request, "sdes-no"));
        List<CryptoSuite> first = suites(request, "sdes-order").stream().filter(suites::contains).toList();
        List<CryptoSuite> ordered = Stream.concat(first.stream(), suites.stream()).distinct().toList();
        SessionParameters parameters = new SessionParameters(request.has("sdes-unencrypted-srtp"), request.has("sdes-unencrypted-srtcp"),
                request.has("sdes-unauthenticated-srtp"));
        boolean pad = request.list("sdes-no").stream().noneMatch(word -> word.equalsIgnoreCase("pad"));
        return new SdesPolicy(request.has("sdes-off"), !request.has("sdes-nonew"), ordered, pad, request.has("sdes-lifetime"), parameters);
    }

    /** What the offerer's own list shall be read in the order of. */
    static Optional<CryptoSuite> preferred(Options request) {
        return suites(request, "sdes-offerer-pref").stream().findFirst();
    }

    /** Names separated by semicolons or as entries of the list, in any case. */
    private static List<CryptoSuite> suites(Options request, String key) {
        return request.list(key).stream().flatMap(entry -> Stream.of(entry.split("[;:,]"))).map(SdesOptions::suite).flatMap(Optional::stream)
                .distinct().toList();
    }

    private static Optional<CryptoSuite> suite(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(CryptoSuite.values()).filter(suite -> suite.name().equals(name)).findFirst();
    }
}
