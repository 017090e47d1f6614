package io.tandem.relay.audio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.relay.codec.CodecPattern;
import io.tandem.relay.codec.CodecRules;
import io.tandem.relay.dtmf.DtmfSecurity;
import io.tandem.relay.option.Options;
import io.tandem.relay.stream.RelayException;

/** Reads the codec options of a request (signalling.md §5.4). */
final class CodecOptions {
    private static final int MIN_MILLIS = 10;
    private static final int MAX_MILLIS = 60;

    private CodecOptions() {}

    /** @throws RelayException naming the value that is none */
    static CodecRules rules(Options request) throws RelayException {
        return new CodecRules(patterns(request, "codec-strip"), patterns(request, "codec-mask"), patterns(request, "codec-consume"),
                patterns(request, "codec-accept"), patterns(request, "codec-except"), patterns(request, "codec-offer"),
                patterns(request, "codec-transcode"), patterns(request, "codec-set"), patterns(request, "codec-ignore"),
                request.has("always-transcode"), request.has("force-transcoding"), request.has("single-codec"), request.has("reorder-codecs"),
                millis(request, "ptime"), millis(request, "ptime-reverse"));
    }

    private static List<CodecPattern> patterns(Options request, String option) throws RelayException {
        List<CodecPattern> patterns = new ArrayList<>();
        for (String text : request.list(option)) {
            patterns.add(CodecPattern.parse(text).orElseThrow(() -> RelayException.of("Invalid codec '" + text + "' in " + option
                    + ": NAME/CLOCK/CHANNELS/BITRATE/PTIME/FMTP")));
        }
        return patterns;
    }

    private static OptionalInt millis(Options request, String option) throws RelayException {
        Optional<String> text = request.text(option);
        if (text.isEmpty()) return OptionalInt.empty();
        int value = text.get().matches("[0-9]{1,3}") ? Integer.parseInt(text.get()) : 0;
        if (value < MIN_MILLIS || value > MAX_MILLIS) {
            throw RelayException.of("Invalid " + option + " '" + text.get() + "': " + MIN_MILLIS + " to " + MAX_MILLIS + " ms");
        }
        return OptionalInt.of(value);
    }

    /** What an offer or answer says of digits; empty if it says nothing.
     * @throws RelayException for a mode that does not exist */
    static Optional<DtmfSecurity> security(Options request) throws RelayException {
        Optional<String> text = request.text("dtmf-security");
        if (text.isEmpty()) return Optional.empty();
        return Optional.of(DtmfSecurity.of(text.get()).orElseThrow(() -> RelayException.of("Unknown DTMF-security mode '" + text.get()
                + "': off, drop, silence, tone, random, zero or DTMF")));
    }
}
