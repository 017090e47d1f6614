package io.tandem.relay.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.codec.AudioCodec;

/** What becomes of the packets that one party sends to the other. Immutable.
 * @param byPayloadType 128 treatments
 * @param output        empty if the receiver has no codec that is spoken here
 * @param clockRateHz   of the sender's timestamps
 * @param spoken        codecs of the sender's payload types that can be decoded
 * @param hearsTones    the sender has no telephone-events but the receiver does: digits are found in its audio */
public record DirectionPlan(List<Treatment> byPayloadType, Optional<OutputFormat> output, int clockRateHz,
                            Map<Integer, AudioCodec> spoken, boolean hearsTones) {
    private static final int PAYLOAD_TYPES = 128;
    private static final int DEFAULT_CLOCK_HZ = 8000;
    private static final int DEFAULT_MILLIS = 20;

    private static final List<Treatment> PASSED_ON = untouched();

    /** Everything goes through untouched. */
    public static final DirectionPlan UNTOUCHED = new DirectionPlan(PASSED_ON, Optional.empty(), DEFAULT_CLOCK_HZ,
            Map.of(0, AudioCodec.PCMU, 8, AudioCodec.PCMA, 9, AudioCodec.G722), false);

    public DirectionPlan {
        byPayloadType = List.copyOf(byPayloadType);
        spoken = Map.copyOf(spoken);
    }

    /** What the plan depends on beside the formats.
     *  @param packetMillis the packet time that an option asks for
     *  @param told         the packet time that the sender was told */
    record Wish(boolean force, OptionalInt packetMillis, int told) {
        boolean repackets() {
            return packetMillis.isPresent() && packetMillis.getAsInt() != told;
        }
    }

    private static List<Treatment> untouched() {
        List<Treatment> all = new ArrayList<>(PAYLOAD_TYPES);
        for (int type = 0; type < PAYLOAD_TYPES; type++) {
            all.add(new Treatment.Pass(type, DEFAULT_CLOCK_HZ, false));
        }
        return List.copyOf(all);
    }

    /** @param sent     formats the sender may use
     *  @param received formats the receiver takes, the best first
     *  @param receiverMillis what the receiver's description says of its packet time */
    static DirectionPlan between(List<CodecEntry> sent, List<CodecEntry> received, Wish wish, OptionalInt receiverMillis) {
        Optional<CodecEntry> event = received.stream().filter(CodecEntry::isEvent).findFirst();
        int millis = wish.packetMillis().orElse(receiverMillis.orElse(DEFAULT_MILLIS));
        Optional<OutputFormat> output = received.stream().filter(entry -> entry.codec().isPresent()).findFirst()
                .map(entry -> output(entry, eventFor(entry, received).or(() -> event), millis));
        List<Treatment> treatments = new ArrayList<>(PASSED_ON);
        sent.forEach(entry -> treatments.set(entry.payloadType(), treatment(entry, received, output, wish)));
        boolean decodes = treatments.stream().anyMatch(Treatment.Decode.class::isInstance);
        boolean hears = decodes && event.isPresent() && sent.stream().noneMatch(CodecEntry::isEvent);
        int clock = sent.stream().filter(CodecEntry::isMedia).findFirst().map(CodecEntry::clockRateHz).orElse(DEFAULT_CLOCK_HZ);
        return new DirectionPlan(treatments, output, clock, spoken(sent), hears);
    }

    private static Map<Integer, AudioCodec> spoken(List<CodecEntry> sent) {
        Map<Integer, AudioCodec> spoken = new HashMap<>();
        sent.forEach(entry -> entry.codec().ifPresent(codec -> spoken.put(entry.payloadType(), codec)));
        return spoken;
    }

    private static Optional<CodecEntry> eventFor(CodecEntry codec, List<CodecEntry> received) {
        return received.stream().filter(entry -> entry.isEvent() && entry.clockRateHz() == codec.clockRateHz()).findFirst();
    }

    private static OutputFormat output(CodecEntry entry, Optional<CodecEntry> event, int millis) {
        AudioCodec codec = entry.codec().orElseThrow();
        return new OutputFormat(codec, entry.payloadType(), entry.parameters(), codec.packetMillis(millis),
                event.map(CodecEntry::payloadType).orElse(-1), event.map(CodecEntry::clockRateHz).orElse(DEFAULT_CLOCK_HZ));
    }

    private static Treatment treatment(CodecEntry entry, List<CodecEntry> received, Optional<OutputFormat> output, Wish wish) {
        Optional<CodecEntry> same = received.stream().filter(entry::isLike).findFirst();
        boolean decodable = entry.codec().isPresent() && output.isPresent();
        if (same.isPresent() && !(decodable && (wish.force() || wish.repackets()))) {
            return new Treatment.Pass(same.get().payloadType(), entry.clockRateHz(), entry.isEvent());
        }
        if (output.isEmpty()) return new Treatment.Drop();
        if (entry.isEvent()) return new Treatment.Event(entry.clockRateHz());
        if (entry.isNoise()) return new Treatment.Noise(entry.clockRateHz());
        return entry.codec().<Treatment>map(Treatment.Decode::new).orElseGet(Treatment.Drop::new);
    }

    /** Packets need not be looked at. */
    public boolean isTransparent() {
        for (int type = 0; type < PAYLOAD_TYPES; type++) {
            if (!(byPayloadType.get(type) instanceof Treatment.Pass pass) || pass.payloadType() != type) return false;
        }
        return true;
    }

    /** {@code PCMA -> PCMU}, as operators read it; the sender's first of several. Only if {@link #transcodes}. */
    public String chain() {
        String from = byPayloadType.stream().filter(Treatment.Decode.class::isInstance).map(Treatment.Decode.class::cast).findFirst()
                .map(decode -> decode.codec().kind().name()).orElse("");
        return from + " -> " + output.map(format -> format.codec().kind().name()).orElse("");
    }

    /** Some audio is decoded and encoded again. */
    public boolean transcodes() {
        return byPayloadType.stream().anyMatch(Treatment.Decode.class::isInstance);
    }

    /** Nothing is changed on the way, but the formats are known for what is played, found and blocked. */
    static DirectionPlan passing(List<CodecEntry> sent, List<CodecEntry> received, OptionalInt receiverMillis) {
        DirectionPlan plan = between(sent, received, new Wish(false, OptionalInt.empty(), DEFAULT_MILLIS), receiverMillis);
        List<Treatment> treatments = new ArrayList<>(PASSED_ON);
        sent.forEach(entry -> treatments.set(entry.payloadType(), new Treatment.Pass(entry.payloadType(), entry.clockRateHz(),
                entry.isEvent())));
        return new DirectionPlan(treatments, plan.output(), plan.clockRateHz(), plan.spoken(), false);
    }
}
