package io.tandem.proxy.media;

import java.util.Map;

/** Media commands as ng dictionaries. Pure. */
final class NgCommands {
    private NgCommands() {}

    static Bencode.Dictionary encode(MediaCommand command) {
        return switch (command) {
            case MediaCommand.Offer offer -> {
                Bencode.Dictionary dictionary = described("offer", offer.callId(), offer.sdp()).with("from-tag", offer.fromTag());
                yield offer.toTag().map(tag -> dictionary.with("to-tag", tag)).orElse(dictionary);
            }
            case MediaCommand.Answer answer ->
                described("answer", answer.callId(), answer.sdp()).with("from-tag", answer.fromTag()).with("to-tag", answer.toTag());
            case MediaCommand.Delete delete -> named("delete", delete.callId());
        };
    }

    /** Both sides see only the relay: its address in o= and c=, no candidates of the other side (use_rtpproxy ice_strip_candidates). */
    private static Bencode.Dictionary described(String name, String callId, String sdp) {
        return named(name, callId).with("sdp", sdp).with("ICE", "remove").with("replace", Bencode.texts("origin"));
    }

    private static Bencode.Dictionary named(String name, String callId) {
        return new Bencode.Dictionary(Map.of()).with("command", name).with("call-id", callId);
    }
}
