package io.tandem.relay.codec;

import java.util.List;
import java.util.OptionalInt;

/** What an offer or answer asks for in the way of codecs (signalling.md §5.4).
 * @param strip     taken out of the offer
 * @param mask      hidden from the answerer, but spoken with the offerer
 * @param consume   as mask
 * @param accept    offered on, and spoken with the offerer even if the answerer refuses it
 * @param except    not touched by strip, mask or consume of {@code all}
 * @param offer     as except, and first in the offer in this order
 * @param transcode added to the offer if it is not there
 * @param set       parameters of codecs that are there
 * @param ignore    never used for transcoding
 * @param always    accept every codec that is spoken here
 * @param force     transcode even where both parties share a codec
 * @param single    only the first codec of an answer
 * @param reorder   codecs that need no transcoding first in the answer
 * @param packetMillis towards the receiver of this description
 * @param packetMillisReverse towards its sender */
public record CodecRules(List<CodecPattern> strip, List<CodecPattern> mask, List<CodecPattern> consume, List<CodecPattern> accept,
                         List<CodecPattern> except, List<CodecPattern> offer, List<CodecPattern> transcode, List<CodecPattern> set,
                         List<CodecPattern> ignore, boolean always, boolean force, boolean single, boolean reorder,
                         OptionalInt packetMillis, OptionalInt packetMillisReverse) {
    /** Nothing is changed. */
    public static final CodecRules NONE = new CodecRules(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
            List.of(), List.of(), false, false, false, false, OptionalInt.empty(), OptionalInt.empty());

    public CodecRules {
        strip = List.copyOf(strip);
        mask = List.copyOf(mask);
        consume = List.copyOf(consume);
        accept = List.copyOf(accept);
        except = List.copyOf(except);
        offer = List.copyOf(offer);
        transcode = List.copyOf(transcode);
        set = List.copyOf(set);
        ignore = List.copyOf(ignore);
    }

    /** Transcoding is off until an option asks for it (§5.8). */
    boolean transcodes() {
        return always || force || !mask.isEmpty() || !consume.isEmpty() || !accept.isEmpty() || !transcode.isEmpty()
                || packetMillis.isPresent() || packetMillisReverse.isPresent();
    }

    boolean strips(CodecEntry entry) {
        return hits(strip, entry);
    }

    boolean hides(CodecEntry entry) {
        return hits(mask, entry) || hits(consume, entry);
    }

    /** Spoken with the offerer whatever the answerer says. */
    boolean accepts(CodecEntry entry) {
        return always || hides(entry) || hits(accept, entry);
    }

    boolean ignores(CodecEntry entry) {
        return matches(ignore, entry);
    }

    /** A codec named itself is hit; one that {@code all} means only if no exception names it. */
    private boolean hits(List<CodecPattern> patterns, CodecEntry entry) {
        boolean named = patterns.stream().anyMatch(pattern -> !pattern.isAll() && pattern.matches(entry));
        return named || matches(patterns, entry) && !matches(except, entry) && !matches(offer, entry) && !matches(transcode, entry);
    }

    private static boolean matches(List<CodecPattern> patterns, CodecEntry entry) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(entry));
    }
}
