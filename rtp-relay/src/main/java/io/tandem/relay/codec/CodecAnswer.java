package io.tandem.relay.codec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import io.tandem.sdp.MediaDescription;

/** An answered media line: what the offerer is told, and what becomes of the packets of both parties. Immutable.
 * @param media       for the offerer
 * @param fromOfferer what becomes of the offerer's packets
 * @param fromAnswerer what becomes of the answerer's
 * @param answered    formats as they came
 * @param told        formats for the offerer
 * @param packetMillis for the offerer, if an option changes it */
public record CodecAnswer(MediaDescription media, DirectionPlan fromOfferer, DirectionPlan fromAnswerer, List<CodecEntry> answered,
                          List<CodecEntry> told, OptionalInt packetMillis) {
    private static final int DEFAULT_MILLIS = 20;
    private static final Pattern MILLIS = Pattern.compile("[1-9][0-9]{0,2}");

    public CodecAnswer {
        answered = List.copyOf(answered);
        told = List.copyOf(told);
    }

    /** @param media the answer as it came
     *  @param rules the answer's own options; those of the offer hold too
     *  @throws NoCommonCodecException if transcoding was asked for, but the relay speaks no codec of one of the parties */
    public static CodecAnswer of(CodecOffer offer, MediaDescription media, CodecRules rules) throws NoCommonCodecException {
        if (media.isRejected() || offer.offered().isEmpty()) {
            return new CodecAnswer(media, DirectionPlan.UNTOUCHED, DirectionPlan.UNTOUCHED, List.of(), List.of(), OptionalInt.empty());
        }
        List<CodecEntry> answered = CodecLines.read(media);
        if (!offer.rules().transcodes() && !rules.transcodes()) return untouched(offer, media, answered, rules);
        List<CodecEntry> told = told(offer, answered, rules);
        List<CodecEntry> asOffered = told.stream().map(entry -> asOffered(entry, offer)).toList();
        OptionalInt toOfferer = first(rules.packetMillis(), offer.rules().packetMillisReverse());
        OptionalInt toAnswerer = first(offer.rules().packetMillis(), rules.packetMillisReverse());
        OptionalInt answererMillis = millisOf(media);
        int toldOfferer = toOfferer.orElse(answererMillis.orElse(DEFAULT_MILLIS));
        int toldAnswerer = toAnswerer.orElse(offer.offererMillis().orElse(DEFAULT_MILLIS));
        boolean force = offer.rules().force() || rules.force();
        DirectionPlan forth = DirectionPlan.between(asOffered, answered, new DirectionPlan.Wish(force, toAnswerer, toldOfferer), answererMillis);
        DirectionPlan back = DirectionPlan.between(answered, asOffered, new DirectionPlan.Wish(force, toOfferer, toldAnswerer),
                offer.offererMillis());
        return new CodecAnswer(applied(media, answered, told, toOfferer), forth, back, answered, told, toOfferer);
    }

    /** The same line as others have changed it meanwhile, with the codecs for the offerer. */
    public MediaDescription appliedTo(MediaDescription section) {
        return answered.isEmpty() ? section : applied(section, answered, told, packetMillis);
    }

    private static MediaDescription applied(MediaDescription media, List<CodecEntry> answered, List<CodecEntry> told, OptionalInt millis) {
        if (told.stream().noneMatch(CodecEntry::isMedia)) return media.withPort(0);
        MediaDescription written = told.equals(answered) ? media : CodecLines.write(media, answered, told);
        return millis.isEmpty() ? written : written.withAttribute("ptime", Integer.toString(millis.getAsInt()));
    }

    private static CodecAnswer untouched(CodecOffer offer, MediaDescription media, List<CodecEntry> answered, CodecRules rules) {
        List<CodecEntry> kept = answered.stream().filter(entry -> !rules.strips(entry)).toList();
        List<CodecEntry> taken = rules.single() ? single(kept) : kept;
        List<CodecEntry> asOffered = taken.stream().map(entry -> asOffered(entry, offer)).toList();
        return new CodecAnswer(applied(media, answered, taken, OptionalInt.empty()), DirectionPlan.passing(taken, answered, millisOf(media)),
                DirectionPlan.passing(answered, asOffered, offer.offererMillis()), answered, taken, OptionalInt.empty());
    }

    /** What the offerer may send: what the answerer takes, and what is translated for it. Formats have the offerer's payload types. */
    private static List<CodecEntry> told(CodecOffer offer, List<CodecEntry> answered, CodecRules rules) throws NoCommonCodecException {
        boolean speaks = answered.stream().anyMatch(entry -> entry.codec().isPresent() && !offer.rules().ignores(entry));
        List<CodecEntry> told = new ArrayList<>();
        boolean shared = offer.offered().stream().anyMatch(entry -> entry.isMedia() && like(entry, answered).isPresent());
        for (CodecEntry entry : offer.offered()) {
            Optional<CodecEntry> same = like(entry, answered);
            boolean translated = speaks && entry.codec().isPresent() && !offer.rules().ignores(entry)
                    && (!shared || offer.rules().accepts(entry) || rules.accepts(entry));
            if (same.isPresent()) {
                told.add(same.get().withPayloadType(entry.payloadType()));
            } else if (translated) {
                told.add(entry.withParameters(""));
            }
        }
        if (told.stream().noneMatch(CodecEntry::isMedia)) {
            throw new NoCommonCodecException("no common codec and none to translate between: offered " + CodecOffer.names(offer.offered())
                    + ", answered " + CodecOffer.names(answered));
        }
        boolean transcoded = told.stream().anyMatch(entry -> entry.isMedia() && like(entry, answered).isEmpty());
        if (transcoded) addEvents(offer, answered, told);
        List<CodecEntry> sorted = told.stream().sorted(order(offer, answered, rules)).toList();
        return rules.single() || offer.rules().single() ? single(sorted) : sorted;
    }

    /** Digits of the offerer become tones, or events of another clock, where the answerer has none of its kind. */
    private static void addEvents(CodecOffer offer, List<CodecEntry> answered, List<CodecEntry> told) {
        offer.offered().stream().filter(entry -> !entry.isMedia() && like(entry, answered).isEmpty()).forEach(told::add);
    }

    private static Comparator<CodecEntry> order(CodecOffer offer, List<CodecEntry> answered, CodecRules rules) {
        Comparator<CodecEntry> order = Comparator.comparing(entry -> !entry.isMedia());
        boolean reorder = rules.reorder() || offer.rules().reorder();
        return reorder ? order.thenComparing(entry -> like(entry, answered).isEmpty()) : order;
    }

    /** The first codec with what belongs to it. */
    private static List<CodecEntry> single(List<CodecEntry> entries) {
        Optional<CodecEntry> first = entries.stream().filter(CodecEntry::isMedia).findFirst();
        return entries.stream().filter(entry -> first.isPresent() && (entry.equals(first.get())
                || !entry.isMedia() && entry.clockRateHz() == first.get().clockRateHz())).toList();
    }

    /** What the offerer wants to receive is in its offer. */
    private static CodecEntry asOffered(CodecEntry entry, CodecOffer offer) {
        return like(entry, offer.offered()).map(own -> entry.withParameters(own.parameters()).withPayloadType(own.payloadType())).orElse(entry);
    }

    private static Optional<CodecEntry> like(CodecEntry entry, List<CodecEntry> entries) {
        return entries.stream().filter(entry::isLike).findFirst();
    }

    private static OptionalInt first(OptionalInt one, OptionalInt other) {
        return one.isPresent() ? one : other;
    }

    /** The packet time that a description asks for. */
    static OptionalInt millisOf(MediaDescription media) {
        Optional<String> text = media.attribute("ptime").map(String::strip).filter(value -> MILLIS.matcher(value).matches());
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.get()));
    }
}
