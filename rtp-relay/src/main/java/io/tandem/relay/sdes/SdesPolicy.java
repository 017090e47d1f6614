package io.tandem.relay.sdes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.srtp.CryptoSuite;
import io.tandem.relay.srtp.MasterKey;
import io.tandem.relay.srtp.SessionParameters;

/** What the options named SDES allow towards one party (signalling.md §5.4).
 * @param off       no {@code a=crypto} at all
 * @param fresh     suites beside those that the other party offered may be offered; {@code nonew} forbids it
 * @param suites    those allowed, the preferred ones first
 * @param pad       Base64 with its {@code =}
 * @param lifetime  offered keys say how long they last
 * @param parameters what is offered to go without protection */
public record SdesPolicy(boolean off, boolean fresh, List<CryptoSuite> suites, boolean pad, boolean lifetime, SessionParameters parameters) {
    /** Every suite that encrypts, in the relay's order; the NULL suites must be asked for by name. */
    public static final List<CryptoSuite> DEFAULT_SUITES = Arrays.stream(CryptoSuite.values()).filter(CryptoSuite::encrypts).toList();
    public static final SdesPolicy DEFAULT = new SdesPolicy(false, true, DEFAULT_SUITES, false, false, SessionParameters.NONE);

    public SdesPolicy {
        suites = List.copyOf(suites);
    }

    /** New keys for an offer: those suites first that the other party knows, then the others.
     * @param others what the other party offered; empty if it speaks plain RTP or DTLS */
    public List<CryptoAttribute> offer(List<CryptoAttribute> others) {
        List<CryptoSuite> offered = new ArrayList<>();
        others.stream().map(CryptoAttribute::suite).filter(suites::contains).distinct().forEach(offered::add);
        if (fresh) suites.stream().filter(suite -> !offered.contains(suite)).forEach(offered::add);
        List<CryptoAttribute> lines = new ArrayList<>();
        for (CryptoSuite suite : offered) {
            lines.add(new CryptoAttribute(lines.size() + 1, suite, List.of(MasterKey.random(suite)), parametersFor(suite)));
        }
        return lines;
    }

    private SessionParameters parametersFor(CryptoSuite suite) {
        return suite.name().startsWith("AEAD") ? new SessionParameters(false, parameters.unencryptedRtcp(), false) : parameters;
    }

    /** The offered line to take: the offerer's first of those that are allowed (RFC 4568 §5.1.2). @param preferred wins if it was offered */
    public Optional<CryptoAttribute> choose(List<CryptoAttribute> offered, Optional<CryptoSuite> preferred) {
        return offered.stream().filter(line -> preferred.isPresent() && preferred.get() == line.suite() && suites.contains(line.suite())).findFirst()
                .or(() -> offered.stream().filter(line -> suites.contains(line.suite())).findFirst());
    }

    /** The answer to the line that was taken, with a key of one's own. */
    public static CryptoAttribute answerTo(CryptoAttribute taken) {
        return new CryptoAttribute(taken.tag(), taken.suite(), List.of(MasterKey.random(taken.suite())), taken.parameters());
    }
}
