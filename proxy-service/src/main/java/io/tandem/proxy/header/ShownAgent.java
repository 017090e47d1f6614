package io.tandem.proxy.header;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** What the other party learns of a party's phone: User-Agent and Server of its messages ({@code ua_header_mode}). Immutable.
 * @param instead text that stands there; an empty one for none; empty to pass on what the phone says */
public record ShownAgent(Optional<String> instead) {
    public static final ShownAgent AS_IT_IS = new ShownAgent(Optional.empty());
    private static final ShownAgent NONE = new ShownAgent(Optional.of(""));

    /** As a party's settings say. */
    public static ShownAgent of(Preferences party) {
        return switch (party.get(CallPreferences.UA_HEADER_MODE).orElse("")) {
            case "strip" -> NONE;
            case "replace" -> new ShownAgent(Optional.of(party.get(CallPreferences.UA_HEADER_REPLACE).filter(text -> text.matches("[ -~]{1,255}")).orElse("")));
            default -> AS_IT_IS;
        };
    }

    /** @param message of the party, is changed
     * @return the same message */
    public SipMessage applied(SipMessage message) {
        instead.ifPresent(text -> {
            for (String name : new String[] {HeaderNames.USER_AGENT, HeaderNames.SERVER}) {
                if (text.isEmpty()) {
                    message.remove(name);
                } else if (message.has(name)) {
                    message.set(name, text);
                }
            }
        });
        return message;
    }

    /** For a parameter of a URI. */
    public String token() {
        return instead.map(text -> "x" + Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII))).orElse("");
    }

    /** Reads a {@link #token}; what is none shows nothing. */
    public static ShownAgent parse(String token) {
        if (token.isEmpty()) {
            return AS_IT_IS;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token.substring(1)), StandardCharsets.US_ASCII);
            return text.matches("[ -~]{0,255}") ? new ShownAgent(Optional.of(text)) : NONE;
        } catch (IllegalArgumentException foreign) {
            return NONE;
        }
    }
}
