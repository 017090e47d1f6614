package io.tandem.relay.secure;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.tandem.relay.choice.Choices;
import io.tandem.relay.dtls.CertificateSource;
import io.tandem.relay.dtls.Fingerprint;
import io.tandem.relay.dtls.NodeCertificate;
import io.tandem.relay.dtls.SetupRole;
import io.tandem.relay.sdes.CryptoAttribute;
import io.tandem.relay.sdes.SdesPolicy;
import io.tandem.relay.srtp.CryptoSuite;
import io.tandem.relay.srtp.SrtpReceiver;
import io.tandem.relay.srtp.SrtpSender;
import io.tandem.relay.srtp.SrtpState;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/** What one party and the relay have told each other of keys for one stream. Control thread; ports are changed by tasks on their loop. */
final class PartyKeys {
    private static final CertificateSource CERTIFICATES = new CertificateSource(InstantSource.system());
    private static final List<String> DTLS_ATTRIBUTES = List.of("fingerprint", "setup", "tls-id", "connection");

    private final Choices choices;
    private Keying keying = Keying.NONE;
    private String profile = "";
    private List<CryptoAttribute> theirLines = List.of();
    private List<CryptoAttribute> ourLines = List.of();
    private List<Fingerprint> fingerprints = List.of();
    private Optional<SetupRole> theirRole = Optional.empty();
    private @Nullable SrtpState in;
    private @Nullable SrtpState out;
    private @Nullable NodeCertificate identity;
    private @Nullable SetupRole role;
    private List<Fingerprint> handshakenWith = List.of();
    /** The ports wait for keys. */
    private boolean waiting;
    /** The party has sent a description of its own. */
    private boolean spoke;

    PartyKeys(Choices choices) {
        this.choices = choices;
    }

    /** The party's own description. */
    void described(SessionDescription description, MediaDescription section) {
        List<String> prints = section.attributes("fingerprint").isEmpty() ? description.attributes("fingerprint") : section.attributes("fingerprint");
        fingerprints = prints.stream().map(Fingerprint::parse).flatMap(Optional::stream).toList();
        theirRole = section.attribute("setup").or(() -> description.attribute("setup")).flatMap(SetupRole::named);
        theirLines = section.attributes("crypto").stream().map(CryptoAttribute::parse).flatMap(Optional::stream).toList();
        profile = section.protocol();
        keying = Keying.of(section, !prints.isEmpty());
        spoke = true;
    }

    boolean hasSpoken() {
        return spoke;
    }

    /** What the relay offers the party to speak. */
    void planned(String newProfile) {
        profile = newProfile;
        keying = Keying.ofProfile(newProfile);
    }

    Keying keying() {
        return keying;
    }

    String profile() {
        return profile;
    }

    List<CryptoAttribute> theirLines() {
        return theirLines;
    }

    static MediaDescription without(MediaDescription section) {
        return withoutDtls(section).withoutAttribute("crypto");
    }

    static MediaDescription withoutDtls(MediaDescription section) {
        MediaDescription result = section;
        for (String name : DTLS_ATTRIBUTES) {
            if (result.attribute(name).isPresent()) result = result.withoutAttribute(name);
        }
        return result;
    }

    /** The party's offer, or its answer to lines that the relay offered, cannot be keyed; says why. */
    Optional<String> unusable(boolean offer) {
        return switch (keying) {
            case NONE -> Optional.empty();
            case SDES -> (offer ? SdesPolicy.DEFAULT.choose(theirLines, Optional.empty()) : taken()).isPresent() ? Optional.empty()
                    : Optional.of("no usable a=crypto, wanted is one of " + (offer ? SdesPolicy.DEFAULT_SUITES : ourLines));
            case DTLS -> fingerprints.isEmpty() ? Optional.of("no usable a=fingerprint: one of " + Fingerprint.ALGORITHMS) : Optional.empty();
        };
    }

    /** The line that the party has answered with. */
    private Optional<CryptoAttribute> taken() {
        return theirLines.stream().filter(line -> ours(line).isPresent()).findFirst();
    }

    private Optional<CryptoAttribute> ours(CryptoAttribute answer) {
        return ourLines.stream().filter(line -> line.tag() == answer.tag() && line.suite() == answer.suite()).findFirst();
    }

    /** The lines of an offer to the party; the same as before if there were any. @param others what the other party offered */
    MediaDescription offered(MediaDescription section, SdesPolicy policy, List<CryptoAttribute> others, String fingerprintBy) {
        MediaDescription result = without(section);
        if (keying == Keying.DTLS) return fingerprint(result, fingerprintBy).plusAttribute("setup", SetupRole.ACTPASS.text());
        if (keying == Keying.NONE || policy.off()) return result;
        if (ourLines.isEmpty() || ourLines.stream().noneMatch(line -> policy.suites().contains(line.suite()))) ourLines = chosen(() -> policy.offer(others));
        SrtpState current = out;
        if (current != null) ourLines = withCurrent(current);
        for (CryptoAttribute line : ourLines) {
            result = result.plusAttribute("crypto", line.write(policy.pad(), policy.lifetime()));
        }
        return result;
    }

    /** Lines with keys of our own. */
    private List<CryptoAttribute> chosen(Supplier<List<CryptoAttribute>> fresh) {
        String text = choices.make(() -> fresh.get().stream().map(line -> line.write(false, false)).collect(Collectors.joining("\n")));
        return text.lines().map(CryptoAttribute::parse).map(Optional::orElseThrow).toList();
    }

    /** The key in use comes first, so that a re-offer changes nothing. */
    private List<CryptoAttribute> withCurrent(SrtpState current) {
        List<CryptoAttribute> lines = new ArrayList<>(List.of(new CryptoAttribute(1, current.suite(), current.keys(), current.parameters())));
        ourLines.stream().filter(line -> line.suite() != current.suite())
                .forEach(line -> lines.add(new CryptoAttribute(lines.size() + 1, line.suite(), line.keys(), line.parameters())));
        return lines;
    }

    private MediaDescription fingerprint(MediaDescription section, String algorithm) {
        return section.plusAttribute("fingerprint", identity().fingerprint(algorithm).text());
    }

    private NodeCertificate identity() {
        NodeCertificate known = identity;
        if (known == null) {
            known = NodeCertificate.parse(choices.make(() -> CERTIFICATES.current().text()));
            identity = known;
        }
        return known;
    }

    /** The lines of an answer to the party's offer, once {@link #answering} has settled them. */
    MediaDescription answered(MediaDescription section, SdesPolicy policy, String fingerprintBy) {
        MediaDescription result = without(section).withProtocol(profile);
        SetupRole own = role;
        if (keying == Keying.DTLS && own != null) return fingerprint(result, fingerprintBy).plusAttribute("setup", own.text());
        return keying == Keying.SDES && !ourLines.isEmpty() ? result.plusAttribute("crypto", ourLines.getFirst().write(policy.pad(), policy.lifetime()))
                : result;
    }

    /** The relay answers the party's offer. A suite that stays keeps its key. @param preferredRole if the party leaves it open */
    void answering(PartyPorts ports, SdesPolicy policy, Optional<CryptoSuite> preferred, SetupRole preferredRole, boolean muxed) {
        if (keying == Keying.SDES) {
            policy.choose(theirLines, preferred).or(() -> SdesPolicy.DEFAULT.choose(theirLines, preferred)).ifPresent(line -> {
                SrtpState current = out;
                CryptoAttribute answer = current != null && current.suite() == line.suite() && current.parameters().equals(line.parameters())
                        ? new CryptoAttribute(line.tag(), line.suite(), current.keys(), line.parameters())
                        : chosen(() -> List.of(SdesPolicy.answerTo(line))).getFirst();
                ourLines = List.of(answer);
                sdes(ports, line.state(), answer.state());
            });
        } else {
            SetupRole current = role;
            SetupRole wanted = theirRole.orElse(SetupRole.ACTPASS);
            handshake(ports, wanted == SetupRole.ACTPASS && current != null ? current : wanted.answer(preferredRole), muxed);
        }
    }

    /** The party has answered the relay's offer. */
    void agreed(PartyPorts ports, boolean muxed) {
        if (keying == Keying.SDES) {
            taken().ifPresent(line -> {
                CryptoAttribute ours = ours(line).orElseThrow();
                ourLines = List.of(ours);
                sdes(ports, line.state(), ours.state());
            });
        } else {
            handshake(ports, theirRole.orElse(SetupRole.ACTIVE).answer(SetupRole.PASSIVE), muxed);
        }
    }

    private void sdes(PartyPorts ports, SrtpState newIn, SrtpState newOut) {
        boolean sameIn = in != null && in.isKeyedAs(newIn);
        boolean sameOut = out != null && out.isKeyedAs(newOut);
        in = newIn;
        out = newOut;
        role = null;
        ports.loop().execute(() -> {
            SrtpPort srtp = ports.sdes();
            if (!sameIn || srtp.receiver() == null) srtp.receive(new SrtpReceiver(newIn));
            if (!sameOut || srtp.sender() == null) srtp.send(new SrtpSender(newOut));
        });
    }

    /** The same fingerprints and roles keep the association, whatever else the description changes (RFC 8842 §4). */
    private void handshake(PartyPorts ports, SetupRole newRole, boolean muxed) {
        if (keying != Keying.DTLS || newRole == SetupRole.HOLDCONN) return;
        boolean kept = newRole == role && handshakenWith.equals(fingerprints);
        role = newRole;
        handshakenWith = fingerprints;
        in = null;
        out = null;
        if (kept) return;
        NodeCertificate own = identity();
        List<Fingerprint> expected = fingerprints;
        ports.loop().execute(() -> {
            List<DtlsPort> associations = ports.dtls();
            associations.subList(0, muxed ? 1 : 2).forEach(association -> association.order(own, newRole == SetupRole.ACTIVE, expected));
        });
    }

    /** Before keys are known nothing of this party passes, and nothing goes to it. */
    void closeUntilKeyed(PartyPorts ports) {
        Keying by = keying;
        if (by == Keying.NONE || in != null || role != null) return;
        waiting = true;
        ports.loop().execute(() -> {
            if (by == Keying.SDES) ports.sdes();
            else ports.dtls();
        });
    }

    /** The party's media are plain, or none of the relay's business. */
    void open(PartyPorts ports) {
        if (in == null && role == null && keying == Keying.NONE && !waiting) return;
        waiting = false;
        ourLines = List.of();
        in = null;
        out = null;
        role = null;
        handshakenWith = List.of();
        ports.loop().execute(ports::plain);
    }
}
