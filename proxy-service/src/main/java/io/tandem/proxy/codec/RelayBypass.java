package io.tandem.proxy.codec;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.location.Binding;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Whether two phones may send each other media without a relay ({@code bypass_rtpproxy}, §2.22). Pure. */
public enum RelayBypass {
    NEVER,
    /** Both phones are seen at one address. */
    SAME_NAT,
    /** Both phones are where they say they are, at addresses that everybody reaches. */
    BOTH_PUBLIC;

    private static final List<PreferenceKey<Boolean>> SOUNDS = List.of(CallPreferences.PLAY_BEFORE_CALL_SETUP, CallPreferences.PLAY_TO_CALLEE,
            CallPreferences.EMULATED_RINGBACK);
    private static final int SHARED_FIRST = 100;
    private static final int SHARED_SECOND = 64;
    private static final int SHARED_MASK = 0xC0;
    private static final int UNIQUE_LOCAL = 0xFC;
    private static final int UNIQUE_LOCAL_MASK = 0xFE;

    /** What both parties want. Whoever wants sounds played in a call wants the relay, which plays them. */
    public static RelayBypass of(PartySnapshot caller, PartySnapshot callee) {
        RelayBypass wish = of(caller.own());
        return wish != NEVER && wish == of(callee.own()) && !hearsSounds(caller) && !hearsSounds(callee) ? wish : NEVER;
    }

    private static boolean hearsSounds(PartySnapshot party) {
        return SOUNDS.stream().anyMatch(sound -> party.own().get(sound) || party.customer().get(sound));
    }

    private static RelayBypass of(Preferences party) {
        return switch (party.get(CallPreferences.BYPASS_RTPPROXY).orElse("").toLowerCase(Locale.ROOT)) {
            case "same_nat" -> SAME_NAT;
            case "both_public" -> BOTH_PUBLIC;
            default -> NEVER;
        };
    }

    /** @param invite   of the caller, with what the load balancer says of its source
     * @param contacts that may ring: each of them has to be so */
    public boolean isPermitted(SipMessage invite, List<Binding> contacts) {
        String source = invite.header("P-NGCP-Src-Ip").orElse("");
        return this != NEVER && !source.isEmpty() && !contacts.isEmpty() && switch (this) {
            case NEVER -> false;
            case SAME_NAT -> contacts.stream().allMatch(contact -> seenAt(contact).filter(source::equals).isPresent());
            case BOTH_PUBLIC -> invite.header("P-NGCP-Src-Nat").filter("0"::equals).isPresent() && isPublic(source)
                    && contacts.stream().allMatch(contact -> seenAt(contact).filter(address -> address.equals(bare(contact.contact().host()))
                            && isPublic(address)).isPresent());
        };
    }

    /** Empty if nobody has seen it: provisioning has written where it is. */
    private static Optional<String> seenAt(Binding contact) {
        try {
            return contact.received().isEmpty() ? Optional.empty() : Optional.of(bare(SipUri.parse(contact.received()).host()));
        } catch (MalformedMessageException spoiled) {
            return Optional.empty();
        }
    }

    /** An IPv6 address without the brackets that it has in URIs. */
    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isPublic(String address) {
        try {
            InetAddress at = InetAddress.ofLiteral(address);
            byte[] bytes = at.getAddress();
            boolean shared = bytes.length == 4 ? bytes[0] == SHARED_FIRST && (bytes[1] & SHARED_MASK) == SHARED_SECOND // RFC 6598
                    : (bytes[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL; // RFC 4193
            return !shared && !at.isSiteLocalAddress() && !at.isLoopbackAddress() && !at.isLinkLocalAddress() && !at.isAnyLocalAddress();
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }
}
