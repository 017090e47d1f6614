package io.tandem.proxy.media;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How a call sounded, on average over all that was heard in it. Immutable.
 * @param score       mean opinion score, 1 to 5
 * @param packetLoss  per cent
 * @param jitter      ms
 * @param roundTrip   ms */
public record CallQuality(double score, double packetLoss, double jitter, double roundTrip) {
    private static final double MICROSECONDS = 1000;
    private static final double TENTHS = 10;

    /** As the relay reports it with the end of a call; empty if nobody has sent reports. */
    static Optional<CallQuality> of(Bencode.Dictionary reply) {
        List<Bencode.Dictionary> sources = reply.dictionary("SSRC").map(all -> all.entries().values().stream()
                .filter(Bencode.Dictionary.class::isInstance).map(Bencode.Dictionary.class::cast)
                .flatMap(source -> source.dictionary("average MOS").stream()).filter(average -> number(average, "MOS") > 0).toList()).orElse(List.of());
        return sources.isEmpty() ? Optional.empty() : Optional.of(new CallQuality(average(sources, source -> number(source, "MOS") / TENTHS),
                average(sources, source -> number(source, "packet loss")), average(sources, source -> number(source, "jitter")),
                average(sources, source -> number(source, "round-trip time") / MICROSECONDS)));
    }

    private static double average(List<Bencode.Dictionary> sources, ToDoubleFunction<Bencode.Dictionary> figure) {
        return sources.stream().mapToDouble(figure).average().orElse(0);
    }

    private static double number(Bencode.Dictionary source, String key) {
        return source.entries().get(key) instanceof Bencode.Whole whole ? whole.value() : 0;
    }
}
