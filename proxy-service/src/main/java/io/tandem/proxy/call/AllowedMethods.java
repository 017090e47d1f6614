package io.tandem.proxy.call;

import java.util.List;
import java.util.Set;

import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;

/** Methods that the parties of a call tell each other they know (RFC 3261 §20.5). Immutable.
 * @param refer whether REFER is among them; INFO goes with it */
public record AllowedMethods(boolean refer) {
    private static final String ALLOW = "Allow";
    private static final Set<String> OFF = Set.of(Methods.REFER, Methods.INFO);

    /** @param message is changed
     * @return the same message */
    public SipMessage cut(SipMessage message) {
        List<String> told = refer ? List.of() : message.headers(ALLOW);
        if (told.stream().noneMatch(OFF::contains)) {
            return message;
        }
        String kept = String.join(", ", told.stream().filter(method -> !OFF.contains(method)).toList());
        return kept.isEmpty() ? message.remove(ALLOW) : message.set(ALLOW, kept);
    }

    /** Whether a request of this method is let through. */
    public boolean permits(String method) {
        return refer || !method.equals(Methods.REFER);
    }
}
