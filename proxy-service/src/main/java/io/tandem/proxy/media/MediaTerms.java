package io.tandem.proxy.media;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import io.tandem.proxy.codec.CodecFilter;
import io.tandem.proxy.codec.MediaWishes;

/** What is done with the session descriptions of a call. Immutable.
 * @param callerTag dialog tag of who began the call
 * @param codecs    what its parties take */
public record MediaTerms(String callerTag, List<CodecFilter> codecs, MediaWishes caller, MediaWishes callee) {
    /** Nothing special. */
    public static final MediaTerms NONE = new MediaTerms("", List.of(), MediaWishes.NONE, MediaWishes.NONE);

    /** Nobody wants a relay. */
    public static final MediaTerms WITHOUT_RELAY = new MediaTerms("", List.of(), MediaWishes.NO_RELAY, MediaWishes.NO_RELAY);

    public MediaTerms {
        codecs = List.copyOf(codecs);
    }

    /** Between a caller and an application of this system. */
    public static MediaTerms withApplication(String callerTag, List<CodecFilter> codecs, MediaWishes caller) {
        return new MediaTerms(callerTag, codecs, caller, MediaWishes.APPLICATION);
    }

    /** The terms for whoever is called after an application. */
    public MediaTerms afterApplication() {
        return new MediaTerms(callerTag, codecs, caller, callee.afterApplication());
    }

    /** Digits that this party tells of by INFO become telephone events.
     * @param tag of who sends the INFO */
    public boolean convertsDigitsOf(String tag) {
        return !withoutRelay() && (tag.equals(callerTag) ? caller : callee).convertsDigits();
    }

    /** Neither party wants a relay. */
    public boolean withoutRelay() {
        return caller.needsNoRelay() && callee.needsNoRelay();
    }

    /** The same without a relay, unless a party wants something of it. */
    public MediaTerms direct() {
        return caller.options().isEmpty() && callee.options().isEmpty() ? new MediaTerms(callerTag, codecs, MediaWishes.NO_RELAY, MediaWishes.NO_RELAY) : this;
    }

    /** The command with what the relay has to know. */
    public MediaCommand applied(MediaCommand command) {
        if (caller.options().isEmpty() && callee.options().isEmpty()) {
            return command;
        }
        return switch (command) {
            case MediaCommand.Offer offer -> {
                boolean byCaller = offer.fromTag().equals(callerTag);
                MediaWishes to = byCaller ? callee : ofCaller();
                List<String> options = new ArrayList<>(to.of(true));
                (byCaller ? caller : callee).facing().ifPresent(name -> options.add("from-interface=" + name));
                to.facing().ifPresent(name -> options.add("to-interface=" + name));
                (byCaller ? caller : callee).musicFor(byCaller ? callee : caller).ifPresent(options::add);
                yield offer.with(options);
            }
            case MediaCommand.Answer answer -> {
                boolean toCaller = answer.fromTag().equals(callerTag);
                List<String> options = new ArrayList<>((toCaller ? ofCaller() : callee).of(false));
                (toCaller ? callee : caller).musicFor(toCaller ? caller : callee).ifPresent(options::add);
                yield answer.with(options);
            }
            case MediaCommand.Digit digit -> digit;
            case MediaCommand.Sound sound -> sound;
            case MediaCommand.Silence silence -> silence;
            case MediaCommand.Delete delete -> delete;
        };
    }

    private MediaWishes ofCaller() {
        return callee.isApplication() ? caller.towardsApplication() : caller;
    }

    /** The wishes, for a parameter of a URI; empty if nobody has any. */
    public Optional<String> token() {
        if (caller.options().isEmpty() && callee.options().isEmpty()) {
            return Optional.empty();
        }
        String text = caller.text() + "\n" + callee.text();
        return Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Reads a {@link #token}; what is none says nothing. */
    public static MediaTerms parse(String callerTag, List<CodecFilter> codecs, String token) {
        String[] parties = decoded(token).split("\n", -1);
        return parties.length == 2 ? new MediaTerms(callerTag, codecs, MediaWishes.parse(parties[0]), MediaWishes.parse(parties[1]))
                : new MediaTerms(callerTag, codecs, MediaWishes.NONE, MediaWishes.NONE);
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException foreign) {
            return ""; // a Route that somebody has changed
        }
    }
}
