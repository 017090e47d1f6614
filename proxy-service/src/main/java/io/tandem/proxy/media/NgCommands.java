package io.tandem.proxy.media;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Media commands as ng dictionaries. Pure. */
final class NgCommands {
    private static final String ENDLESS = "1000000";
    /** Keys whose value is a list. */
    private static final Set<String> LISTS = Set.of("rtcp-mux", "SDES");
    /** Keys whose value is a dictionary, written as {@code NAME:VALUE,NAME:VALUE}. */
    private static final Set<String> DICTIONARIES = Set.of("moh");

    private NgCommands() {}

    static Bencode.Dictionary encode(MediaCommand command) {
        Map<String, Bencode> entries = new LinkedHashMap<>();
        switch (command) {
            case MediaCommand.Offer offer -> {
                describe(entries, "offer", offer.callId(), offer.sdp(), offer.options());
                entries.put("from-tag", new Bencode.Text(offer.fromTag()));
                offer.toTag().ifPresent(tag -> entries.put("to-tag", new Bencode.Text(tag)));
            }
            case MediaCommand.Answer answer -> {
                describe(entries, "answer", answer.callId(), answer.sdp(), answer.options());
                entries.put("from-tag", new Bencode.Text(answer.fromTag()));
                entries.put("to-tag", new Bencode.Text(answer.toTag()));
            }
            case MediaCommand.Digit digit -> {
                name(entries, "play DTMF", digit.callId());
                entries.put("from-tag", new Bencode.Text(digit.fromTag()));
                entries.put("code", new Bencode.Text(Character.toString(digit.digit())));
                entries.put("duration", new Bencode.Text(Integer.toString(digit.millis())));
            }
            case MediaCommand.Sound sound -> {
                name(entries, "play media", sound.callId());
                entries.put("from-tag", new Bencode.Text(sound.toTag())); // names who hears it
                entries.put("db-id", new Bencode.Text(Integer.toString(sound.file())));
                if (sound.endless()) {
                    entries.put("repeat-times", new Bencode.Text(ENDLESS));
                }
            }
            case MediaCommand.Silence silence -> {
                name(entries, "stop media", silence.callId());
                entries.put("from-tag", new Bencode.Text(silence.toTag()));
            }
            case MediaCommand.Delete delete -> name(entries, "delete", delete.callId());
        }
        return new Bencode.Dictionary(entries);
    }

    /** Both sides see only the relay: its address in o= and c=, no candidates of the other side unless they want some (use_rtpproxy). */
    private static void describe(Map<String, Bencode> entries, String name, String callId, String sdp, List<String> options) {
        name(entries, name, callId);
        entries.put("sdp", new Bencode.Text(sdp));
        entries.put("ICE", new Bencode.Text("remove"));
        entries.put("replace", Bencode.texts("origin"));
        List<Bencode> flags = new ArrayList<>(0);
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 0) {
                flags.add(new Bencode.Text(option));
            } else {
                String key = option.substring(0, equals);
                String value = option.substring(equals + 1);
                entries.put(key, LISTS.contains(key) ? Bencode.texts(value)
                        : DICTIONARIES.contains(key) ? dictionary(value) : new Bencode.Text(value));
            }
        }
        if (!flags.isEmpty()) {
            entries.put("flags", new Bencode.Items(flags));
        }
    }

    private static Bencode dictionary(String text) {
        Map<String, Bencode> entries = new LinkedHashMap<>();
        for (String entry : text.split(",")) {
            int colon = entry.indexOf(':');
            entries.put(entry.substring(0, colon), new Bencode.Text(entry.substring(colon + 1)));
        }
        return new Bencode.Dictionary(entries);
    }

    private static void name(Map<String, Bencode> entries, String name, String callId) {
        entries.put("command", new Bencode.Text(name));
        entries.put("call-id", new Bencode.Text(callId));
    }
}
