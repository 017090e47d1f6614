package io.tandem.appserver.voicemail;

import java.util.Optional;

import io.tandem.appserver.prompt.Prompt;
import io.tandem.sip.message.SipUri;

/**
 * The mailbox that a request URI means: {@code sip:vmuNUMBER@voicebox.local} (not answered), {@code sip:vmbNUMBER@..} (busy).
 *
 * @param number   digits of any number of the subscriber
 * @param greeting what the caller hears first
 */
record VoiceboxAddress(String number, Prompt greeting) {
    private static final int PREFIX = 3;

    static Optional<VoiceboxAddress> of(SipUri uri) {
        String user = uri.decodedUser().orElse("");
        if (user.length() <= PREFIX) return Optional.empty();
        String number = user.substring(PREFIX).replaceFirst("^\\+", "");
        if (!number.chars().allMatch(c -> c >= '0' && c <= '9')) return Optional.empty();
        return switch (user.substring(0, PREFIX)) {
            case "vmu" -> Optional.of(new VoiceboxAddress(number, Prompt.UNAVAILABLE));
            case "vmb" -> Optional.of(new VoiceboxAddress(number, Prompt.BUSY));
            default -> Optional.empty();
        };
    }
}
