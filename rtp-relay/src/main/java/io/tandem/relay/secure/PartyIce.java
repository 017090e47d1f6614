package io.tandem.relay.secure;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.choice.Choices;
import io.tandem.relay.ice.Candidate;
import io.tandem.relay.ice.IceAgent;
import io.tandem.relay.ice.IceCredentials;
import io.tandem.relay.ice.IceFragment;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.sdp.SdpReader;
import io.tandem.relay.stream.Leg;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/** What one party and the relay have told each other of ICE for one stream. Control thread; the agent lives on the media loop. */
final class PartyIce {
    private static final String TRICKLE = "trickle";
    private static final int MAX_CANDIDATES = 100;

    private final Choices choices;
    private @Nullable IceCredentials ours;
    private Optional<IceCredentials> theirs = Optional.empty();
    private List<Candidate> candidates = List.of();
    private boolean peerIsLite;
    /** Which line it is, for candidates that come later. */
    private Optional<String> mid = Optional.empty();
    /** More candidates are to come (RFC 8838). */
    private boolean trickles;
    /** The relay only answers checks (RFC 8445 §2.5). */
    private boolean lite;
    private boolean showsTrickle;
    /** The relay speaks ICE with this party. */
    private boolean wanted;
    /** Those that the agent at work has been told. */
    private Optional<IceCredentials> agreedWith = Optional.empty();
    private boolean hasAgent;

    PartyIce(Choices choices) {
        this.choices = choices;
    }

    /** The party's own description. New credentials are a restart (RFC 8839 §4.4.1.1). */
    void described(SessionDescription description, MediaDescription section) {
        Optional<String> fragment = section.attribute("ice-ufrag").or(() -> description.attribute("ice-ufrag"));
        Optional<String> password = section.attribute("ice-pwd").or(() -> description.attribute("ice-pwd"));
        theirs = fragment.flatMap(name -> password.flatMap(secret -> IceCredentials.of(name.strip(), secret.strip())));
        candidates = section.attributes("candidate").stream().map(Candidate::parse).flatMap(Optional::stream).toList();
        peerIsLite = description.attribute("ice-lite").isPresent();
        mid = section.attribute("mid").map(String::strip);
        boolean said = section.attributes("ice-options").stream().anyMatch(PartyIce::namesTrickle)
                || description.attributes("ice-options").stream().anyMatch(PartyIce::namesTrickle);
        trickles = said && section.attribute("end-of-candidates").isEmpty();
    }

    private static boolean namesTrickle(String options) {
        return List.of(options.strip().split(" +")).contains(TRICKLE);
    }

    /** Takes effect with the first agent, for a party cannot be told otherwise without a restart. */
    void lite(boolean now) {
        if (!hasAgent) lite = now;
    }

    /** The relay only answers checks of this party. */
    boolean isLite() {
        return wanted && lite;
    }

    void showsTrickle(boolean now) {
        showsTrickle = now;
    }

    /** Candidates that came later. Those of other credentials belong to a description that is no longer, or not yet, in force (RFC 8840 §4.3.1). */
    void trickled(PartyPorts ports, Optional<String> userFragment, IceFragment.Line line) {
        boolean current = theirs.isPresent() && userFragment.map(theirs.get().userFragment()::equals).orElse(true);
        if (!current) return;
        List<Candidate> all = new ArrayList<>(candidates);
        all.addAll(line.candidates());
        candidates = List.copyOf(all.subList(0, Math.min(all.size(), MAX_CANDIDATES)));
        if (line.complete()) trickles = false;
        if (!agreedWith.equals(theirs)) return;                        // the agent is told once offer and answer are both there
        boolean complete = !trickles;
        ports.loop().execute(() -> {
            IceParty party = ports.ice();
            if (party != null) party.change(agent -> {
                line.candidates().forEach(agent::add);
                agent.complete(complete);
            });
        });
    }

    /** The line that a fragment speaks of; without mid the first one. */
    boolean isLine(Optional<String> named, int index) {
        return named.isEmpty() ? index == 0 : mid.isPresent() ? mid.equals(named) : named.get().equals(Integer.toString(index));
    }

    boolean speaksIce() {
        return theirs.isPresent();
    }

    void wanted(boolean now) {
        wanted = now;
    }

    boolean isWanted() {
        return wanted;
    }

    /** The relay's own part of the section. @param shown address that the party shall see @param components 1, or 2 with RTCP of its own */
    MediaDescription shown(MediaDescription section, Leg leg, InetAddress shown, int components) {
        MediaDescription result = without(section);
        if (!wanted) return result;
        IceCredentials own = credentials();
        result = result.plusAttribute("ice-ufrag", own.userFragment()).plusAttribute("ice-pwd", own.password());
        for (Candidate candidate : local(leg, shown, components)) {
            result = result.plusAttribute("candidate", candidate.text());
        }
        return showsTrickle ? result.plusAttribute("ice-options", TRICKLE).plusAttribute("end-of-candidates", "") : result;
    }

    static MediaDescription without(MediaDescription section) {
        MediaDescription result = section;
        for (String name : SdpReader.ICE_ATTRIBUTES) {
            if (result.attribute(name).isPresent()) result = result.withoutAttribute(name);
        }
        return result;
    }

    private IceCredentials credentials() {
        IceCredentials known = ours;
        if (known == null) {
            String[] words = choices.make(() -> {
                IceCredentials fresh = IceCredentials.random();
                return fresh.userFragment() + " " + fresh.password();
            }).split(" ");
            known = new IceCredentials(words[0], words[1]);
            ours = known;
        }
        return known;
    }

    private static List<Candidate> local(Leg leg, InetAddress shown, int components) {
        List<Candidate> candidates = new ArrayList<>();
        for (int component = 1; component <= components; component++) {
            int port = leg.sockets().get(component - 1).local().port();
            candidates.add(Candidate.host(component, Endpoint.of(shown, port), 0));
        }
        return candidates;
    }

    /** The relay has offered: an agent that can answer checks before the party's answer is here. */
    void offering(PartyPorts ports, Leg leg, InetAddress shown) {
        if (wanted && !hasAgent) start(ports, leg, shown, true);
    }

    private void start(PartyPorts ports, Leg leg, InetAddress shown, boolean controlling) {
        IceCredentials own = credentials();
        List<Candidate> local = local(leg, shown, 2);
        IceAgent.Mode mode = new IceAgent.Mode(lite, controlling);
        hasAgent = true;
        agreedWith = Optional.empty();
        ports.loop().execute(() -> ports.ice(new IceParty(ports.loop(), ports.all(), own, local, mode)));
    }

    /** Offer and answer are both there. @param offerer the party made the offer: it is the one to nominate (RFC 8445 §6.1.1) */
    void agreed(PartyPorts ports, Leg leg, InetAddress shown, boolean offerer) {
        if (!wanted || theirs.isEmpty()) {
            stop(ports);
            return;
        }
        if (agreedWith.isPresent() && !agreedWith.equals(theirs)) start(ports, leg, shown, !offerer);
        if (!hasAgent) start(ports, leg, shown, !offerer);
        agreedWith = theirs;
        IceCredentials peer = theirs.get();
        boolean peerLite = peerIsLite;
        boolean complete = !trickles;
        List<Candidate> remotes = candidates;
        ports.loop().execute(() -> {
            IceParty party = ports.ice();
            if (party != null) party.change(agent -> {
                agent.complete(complete);
                agent.peer(peer, peerLite, remotes);
            });
        });
    }

    /** A restart by the party in its offer: the answer must have new credentials too. */
    void restartIfAsked() {
        if (agreedWith.isPresent() && theirs.isPresent() && !agreedWith.equals(theirs)) ours = null;
    }

    void stop(PartyPorts ports) {
        if (!hasAgent) return;
        hasAgent = false;
        agreedWith = Optional.empty();
        ports.loop().execute(() -> ports.ice(null));
    }
}
