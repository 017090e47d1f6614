package io.tandem.relay.codec;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Payload types for codecs that are added to a line. */
final class FreeTypes {
    private static final int FIRST_DYNAMIC = 96;
    private static final int LAST_DYNAMIC = 127;

    private final Set<Integer> taken;
    private final Set<Integer> avoided;

    /** @param own     payload types of the line
     *  @param avoided those of other lines, taken only where no other is left */
    FreeTypes(List<Integer> own, Set<Integer> avoided) {
        this.taken = new HashSet<>(own);
        this.avoided = avoided;
    }

    /** The codec under its static payload type if nobody has taken it, else under the first free dynamic one. */
    Optional<CodecEntry> placed(CodecEntry entry) {
        if (entry.payloadType() >= 0 && taken.add(entry.payloadType())) return Optional.of(entry);
        Optional<Integer> type = dynamic().filter(number -> !avoided.contains(number)).findFirst().or(() -> dynamic().findFirst());
        type.ifPresent(taken::add);
        return type.map(entry::withPayloadType);
    }

    private Stream<Integer> dynamic() {
        return IntStream.rangeClosed(FIRST_DYNAMIC, LAST_DYNAMIC).boxed().filter(number -> !taken.contains(number));
    }
}
