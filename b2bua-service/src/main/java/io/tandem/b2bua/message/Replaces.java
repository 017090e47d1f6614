package io.tandem.b2bua.message;

import java.util.Locale;
import java.util.Optional;

import io.tandem.sip.dialog.DialogId;

/** A Replaces header (RFC 3891 §6.1): the dialog that is to be replaced, as the one who is asked knows it. */
public record Replaces(DialogId dialog, boolean earlyOnly) {
    /** @return empty if it names no dialog */
    public static Optional<Replaces> parse(String value) {
        String[] parts = value.strip().split("\\s*;\\s*");
        String toTag = "";
        String fromTag = "";
        boolean early = false;
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String name = (equals < 0 ? parts[i] : parts[i].substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            String text = equals < 0 ? "" : parts[i].substring(equals + 1).strip();
            switch (name) {
                case "to-tag" -> toTag = text;
                case "from-tag" -> fromTag = text;
                case "early-only" -> early = true;
                default -> { }
            }
        }
        if (parts[0].isEmpty() || toTag.isEmpty() || fromTag.isEmpty()) return Optional.empty();
        return Optional.of(new Replaces(new DialogId(parts[0], toTag, fromTag), early));
    }

    /** The same dialog as the other end knows it: some phones say it so. */
    public DialogId mirrored() {
        return new DialogId(dialog.callId(), dialog.remoteTag(), dialog.localTag());
    }
}
