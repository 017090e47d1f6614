package io.tandem.proxy.media;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Media commands as ng dictionaries. Pure. */
final class NgCommands {
    /** Keys whose value is a list. */
    private static final Set<String> LISTS = Set.of("rtcp-mux", "SDES");

    private NgCommands() {}

    static Bencode.Dictionary encode(MediaCommand command) {
        return switch (command) {
            case MediaCommand.Offer offer -> {
                Bencode.Dictionary dictionary = described("offer", offer.callId(), offer.sdp(), offer.options()).with("from-tag", offer.fromTag());
                yield offer.toTag().map(tag -> dictionary.with("to-tag", tag)).orElse(dictionary);
            }
            case MediaCommand.Answer answer -> described("answer", answer.callId(), answer.sdp(), answer.options()).with("from-tag", answer.fromTag())
                    .with("to-tag", answer.toTag());
            case MediaCommand.Digit digit -> named("play DTMF", digit.callId()).with("from-tag", digit.fromTag())
                    .with("code", Character.toString(digit.digit())).with("duration", Integer.toString(digit.millis()));
            case MediaCommand.Delete delete -> named("delete", delete.callId());
        };
    }

    /** Both sides see only the relay: its address in o= and c=, no candidates of the other side unless they want some (use_rtpproxy). */
    private static Bencode.Dictionary described(String name, String callId, String sdp, List<String> options) {
        Bencode.Dictionary dictionary = named(name, callId).with("sdp", sdp).with("ICE", "remove").with("replace", Bencode.texts("origin"));
        return options.isEmpty() ? dictionary : with(dictionary, options);
    }

    private static Bencode.Dictionary with(Bencode.Dictionary dictionary, List<String> options) {
        Bencode.Dictionary all = dictionary;
        for (String option : options) {
            int equals = option.indexOf('=');
            all = equals < 0 ? all : valued(all, option.substring(0, equals), option.substring(equals + 1));
        }
        String[] flags = options.stream().filter(option -> option.indexOf('=') < 0).toArray(String[]::new);
        return flags.length == 0 ? all : all.with("flags", Bencode.texts(flags));
    }

    private static Bencode.Dictionary valued(Bencode.Dictionary dictionary, String key, String value) {
        return LISTS.contains(key) ? dictionary.with(key, Bencode.texts(value)) : dictionary.with(key, value);
    }

    private static Bencode.Dictionary named(String name, String callId) {
        return new Bencode.Dictionary(Map.of()).with("command", name).with("call-id", callId);
    }
}
