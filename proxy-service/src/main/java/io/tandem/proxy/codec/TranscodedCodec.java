package io.tandem.proxy.codec;

import java.util.List;
import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.snapshot.Preferences;

/** Codecs as the ng protocol names them: {@code NAME/CLOCK/CHANNELS/BITRATE/PTIME/FMTP/EXTRA}, as far as needed, with {@code --} for {@code =}. Pure. */
final class TranscodedCodec {
    private static final List<String> AMR_FMTP = List.of("octet_align", "mode_set", "mode_change_period", "mode_change_neighbor", "mode_change_capability");
    private static final List<String> AMR_EXTRA = List.of("CMR_interval", "mode_change_interval");

    private TranscodedCodec() {}

    /** @param wish one of {@link CallPreferences#TRANSCODED} */
    static String of(PreferenceKey<Boolean> wish, Preferences party) {
        String codec = wish.name().substring("transcode_".length());
        return switch (codec) {
            case "opus_mono" -> "opus/48000/1" + rate(party, "opus_mono_bitrate");
            case "opus_stereo" -> "opus/48000/2" + rate(party, "opus_stereo_bitrate");
            case "G723" -> "G723" + (rate(party, "g723_bitrate").isEmpty() ? "" : "/8000/1" + rate(party, "g723_bitrate"));
            case "AMR" -> amr("AMR/8000/1", "AMR_", party);
            case "AMR_WB" -> amr("AMR-WB/16000/1", "AMR_WB_", party);
            case "speex_8", "speex_16", "speex_32" -> "speex/" + codec.substring("speex_".length()) + "000";
            case "dtmf" -> "telephone-event";
            case "cn" -> "CN";
            default -> codec;
        };
    }

    private static String rate(Preferences party, String name) {
        return number(party, name).map(rate -> "/" + rate).orElse("");
    }

    private static String amr(String name, String prefix, Preferences party) {
        String fmtp = parameters(prefix, AMR_FMTP, party);
        String extra = parameters(prefix, AMR_EXTRA, party);
        String rate = number(party, prefix + "bitrate").orElse("");
        return (name + "/" + rate + "//" + fmtp + "/" + extra).replaceFirst("/+$", "");
    }

    private static String parameters(String prefix, List<String> names, Preferences party) {
        return String.join(";", names.stream().flatMap(name -> number(party, prefix + name).stream().map(value -> name.replace('_', '-') + "--" + value))
                .toList());
    }

    /** Digits, or several with commas between them; {@code default} is nothing. */
    private static Optional<String> number(Preferences party, String name) {
        return CallPreferences.CODEC_OPTIONS.stream().filter(key -> key.name().equals(name)).flatMap(key -> party.get(key).stream())
                .filter(text -> text.matches("\\d{1,8}(,\\d{1,2}){0,15}")).findFirst();
    }
}
