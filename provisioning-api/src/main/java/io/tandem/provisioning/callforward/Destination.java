package io.tandem.provisioning.callforward;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.provisioning.owner.Owner;

/** Where a call goes: the words that clients may say, and the SIP URI that is stored (provisioning.md §1.14). Pure. */
final class Destination {
    private static final Map<String, String> APPLICATIONS = Map.of("callingcard", "callingcard", "callthrough", "callthrough",
        "autoattendant", "auto-attendant", "officehours", "office-hours", "customhours", "custom-hours");
    /** User part and host of RFC 3261 §25.1, without password and headers. */
    private static final Pattern ADDRESS = Pattern.compile("(?:(sips?):)?([A-Za-z0-9\\-_.!~*'()&=+$,;?/%#]+)"
        + "(?:@([A-Za-z0-9.\\-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?(;[^\\s<>\"]*)?)?");
    private static final Pattern SERVICE = Pattern.compile("sips?:([^@]+)@(voicebox|fax2mail|conference|managersecretary|app)\\.local");

    private Destination() {}

    /**
     * The URI for what a client said.
     *
     * @param whenBusy a voicebox then plays its busy greeting
     * @return empty if it is no destination
     */
    static Optional<String> uri(String said, Owner owner, boolean whenBusy) {
        String application = APPLICATIONS.get(said);
        if (application != null) {
            return Optional.of("sip:" + application + "@app.local");
        }
        return switch (said) {
            case "voicebox" -> Optional.of("sip:" + (whenBusy ? "vmb" : "vmu") + owner.number() + "@voicebox.local");
            case "fax2mail" -> Optional.of("sip:fax=" + owner.number() + "@fax2mail.local");
            case "conference" -> Optional.of("sip:conf=" + owner.number() + "@conference.local");
            case "managersecretary" -> Optional.of("sip:" + owner.number() + "@managersecretary.local");
            default -> address(said, owner);
        };
    }

    private static Optional<String> address(String said, Owner owner) {
        Matcher address = ADDRESS.matcher(said);
        if (!address.matches()) {
            return Optional.empty();
        }
        if (address.group(3) == null) {
            return Optional.of("sip:" + address.group(2) + "@" + owner.domain());
        }
        return Optional.of(address.group(1) == null ? "sip:" + said : said);
    }

    /** What a client would have said for a stored URI: a word, a number of the domain, or an address without scheme. */
    static String simple(String uri, String domain) {
        Matcher service = SERVICE.matcher(uri);
        if (service.matches()) {
            return "app".equals(service.group(2)) ? service.group(1).replace("-", "") : service.group(2);
        }
        String address = uri.replaceFirst("^sips?:", "");
        String ownHost = "@" + domain;
        return address.endsWith(ownHost) ? address.substring(0, address.length() - ownHost.length()) : address;
    }
}
