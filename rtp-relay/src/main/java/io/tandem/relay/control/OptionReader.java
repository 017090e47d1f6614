package io.tandem.relay.control;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.relay.latch.LatchPolicy;
import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.sdp.RewriteRules;
import io.tandem.relay.session.MediaOptions;
import io.tandem.relay.session.RelayException;

/** Reads the options of offer and answer (signalling.md §5.4). An option this relay does not know is passed over, as its clients expect. */
final class OptionReader {
    private final LearningMode defaultLearning;

    OptionReader(LearningMode defaultLearning) {
        this.defaultLearning = defaultLearning;
    }

    MediaOptions read(NgRequest request) throws RelayException {
        Optional<InetAddress> source = request.has("sip-source-address") ? receivedFrom(request) : Optional.empty();
        List<String> direction = request.list("direction");
        Set<String> mux = Stream.of("offer", "require", "accept", "demux", "reject").filter(o -> request.has("rtcp-mux-" + o))
                .collect(Collectors.toSet());
        RewriteRules rules = new RewriteRules(request.has("replace-origin") || request.has("replace-origin-full"),
                request.has("replace-zero-address"), request.has("original-sendrecv"), request.has("full-rtcp-attribute"));
        return new MediaOptions(policy(request), source, address(request.text("media-address")),
                request.text("from-interface").or(() -> direction.stream().findFirst()),
                request.text("to-interface").or(() -> direction.stream().skip(1).findFirst()),
                request.text("address-family").map(family -> family.endsWith("6")), mux, rules, request.has("no-rtcp-attribute"));
    }

    private LatchPolicy policy(NgRequest request) throws RelayException {
        Optional<String> mode = request.text("endpoint-learning");
        return new LatchPolicy(mode.isPresent() ? learning(mode.get()) : defaultLearning, request.has("strict-source"),
                request.has("media-handover"), request.has("asymmetric"));
    }

    private static LearningMode learning(String text) throws RelayException {
        try {
            return LearningMode.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw RelayException.of("Unknown endpoint-learning mode '" + text + "': off, immediate, delayed or heuristic");
        }
    }

    /** {@code received-from: [IP4, ADDRESS]}. */
    private static Optional<InetAddress> receivedFrom(NgRequest request) throws RelayException {
        List<String> words = request.list("received-from");
        return words.size() < 2 ? Optional.empty() : address(Optional.of(words.get(1)));
    }

    private static Optional<InetAddress> address(Optional<String> text) throws RelayException {
        try {
            return text.map(InetAddress::ofLiteral);
        } catch (IllegalArgumentException e) {
            throw RelayException.of("Invalid address '" + text.orElse("") + "'");
        }
    }
}
