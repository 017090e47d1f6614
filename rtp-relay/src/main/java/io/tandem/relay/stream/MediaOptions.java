package io.tandem.relay.stream;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.relay.latch.LatchPolicy;
import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.option.Options;
import io.tandem.relay.os.Endpoint;

/** What an offer or answer asks of ports and addresses (signalling.md §5.4); all other options are read by the concern they belong to.
 * @param policy        for the party that sends this SDP
 * @param sourceAddress take this host instead of the one in SDP ({@code SIP-source-address} with {@code received-from})
 * @param mediaAddress  shown to the other party instead of the interface's address
 * @param fromInterface logical interface of the sending party; {@code toInterface} of the receiving one
 * @param ipv6          address family towards the receiving party
 * @param trafficClass  TOS octet of the call's media
 * @param request       all options in one spelling */
public record MediaOptions(LatchPolicy policy, Optional<InetAddress> sourceAddress, Optional<InetAddress> mediaAddress,
                           Optional<String> fromInterface, Optional<String> toInterface, Optional<Boolean> ipv6,
                           Optional<Integer> trafficClass, Options request) {
    private static final int MAX_TRAFFIC_CLASS = 255;

    /** @throws RelayException naming the value that is none */
    public static MediaOptions of(Options request, LearningMode defaultLearning, LearningProperties learning) throws RelayException {
        Optional<InetAddress> received = receivedFrom(request);
        Optional<InetAddress> source = request.has("sip-source-address") ? received : Optional.empty();
        List<String> direction = request.list("direction");
        Optional<String> both = request.text("interface");
        return new MediaOptions(policy(request, defaultLearning, learning, received), source, address(request.text("media-address")),
                request.text("from-interface").or(() -> direction.stream().findFirst()).or(() -> both),
                request.text("to-interface").or(() -> direction.stream().skip(1).findFirst()).or(() -> both),
                family(request), trafficClass(request), request);
    }

    private static LatchPolicy policy(Options request, LearningMode defaultLearning, LearningProperties learning, Optional<InetAddress> received)
            throws RelayException {
        Optional<String> mode = request.text("endpoint-learning");
        Optional<Endpoint> onlyFrom = learning.signallingHostOnly() ? received.map(host -> Endpoint.of(host, 0)) : Optional.empty();
        return new LatchPolicy(mode.isPresent() ? learning(mode.get()) : defaultLearning, learning.strictSource() || request.has("strict-source"),
                request.has("media-handover"), request.has("asymmetric"), request.has("nat-wait"), onlyFrom);
    }

    private static LearningMode learning(String text) throws RelayException {
        try {
            return LearningMode.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw RelayException.of("Unknown endpoint-learning mode '" + text + "': off, immediate, delayed or heuristic");
        }
    }

    private static Optional<Boolean> family(Options request) throws RelayException {
        Optional<String> family = request.text("address-family");
        if (family.isEmpty()) return Optional.empty();
        return switch (family.get().toUpperCase(Locale.ROOT)) {
            case "IP4", "IPV4", "INET" -> Optional.of(false);
            case "IP6", "IPV6", "INET6" -> Optional.of(true);
            default -> throw RelayException.of("Unknown address family '" + family.get() + "': IP4 or IP6");
        };
    }

    private static Optional<Integer> trafficClass(Options request) throws RelayException {
        Optional<String> text = request.text("tos");
        if (text.isEmpty()) return Optional.empty();
        int value = text.get().matches("[0-9]{1,3}") ? Integer.parseInt(text.get()) : -1;
        if (value < 0 || value > MAX_TRAFFIC_CLASS) throw RelayException.of("Invalid TOS '" + text.get() + "': 0-255");
        return Optional.of(value);
    }

    /** {@code received-from: [IP4, ADDRESS]}, or the address alone. */
    private static Optional<InetAddress> receivedFrom(Options request) throws RelayException {
        List<String> words = request.list("received-from");
        return words.isEmpty() ? Optional.empty() : address(Optional.of(words.getLast()));
    }

    private static Optional<InetAddress> address(Optional<String> text) throws RelayException {
        try {
            return text.map(InetAddress::ofLiteral);
        } catch (IllegalArgumentException e) {
            throw RelayException.of("Invalid address '" + text.orElse("") + "'");
        }
    }
}
