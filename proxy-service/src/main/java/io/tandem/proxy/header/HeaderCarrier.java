package io.tandem.proxy.header;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.tandem.sip.message.SipMessage;

/** Takes headers that rules have changed on leg A across the B2BUA, which knows nothing of them, to leg B: a line {@code name: value} for each of their
 * lines, or {@code name} if there shall be none. Pure. */
public final class HeaderCarrier {
    public static final String NAME = "P-Header-Change";

    private HeaderCarrier() {}

    /** @param view  has the headers as they shall be
     * @param invite gets the lines */
    public static void load(SipMessage view, Collection<String> names, SipMessage invite) {
        for (String name : names.stream().sorted().toList()) {
            List<String> lines = view.lines(name);
            if (lines.isEmpty()) {
                invite.add(NAME, name);
            }
            lines.forEach(line -> invite.add(NAME, name + ": " + line));
        }
    }

    /** @param carrier has the lines
     * @param invite  gets the headers */
    public static void unload(SipMessage carrier, SipMessage invite) {
        Set<String> cleared = new HashSet<>();
        for (String line : carrier.lines(NAME)) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            if (cleared.add(name)) {
                invite.remove(name);
            }
            if (colon >= 0) {
                invite.add(name, line.substring(colon + 1).strip());
            }
        }
    }
}
