package io.tandem.proxy.screen;

import java.net.InetAddress;
import java.util.List;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.net.peer.IpNetwork;
import io.tandem.proxy.caller.Caller;
import io.tandem.sip.message.SipMessage;

/** Whether a subscriber may register and call from where it is: {@code allowed_ips} and {@code man_allowed_ips} (§2.1). Pure. */
public final class SourceAddress {
    private SourceAddress() {}

    /** Where the request counts as coming from: the packet's source, or what the header that is configured says. */
    public static String of(SipMessage request, Caller caller) {
        Preferences own = caller.subscriber().preferences();
        return own.get(CallPreferences.ALLOWED_IPS_HEADER).or(() -> caller.subscriber().customerPreferences().get(CallPreferences.ALLOWED_IPS_HEADER))
                .map(header -> request.header(header).orElse("")).orElse(caller.sourceIp()).strip();
    }

    /** Without lists from everywhere; with lists from nowhere but these networks. */
    public static boolean permits(SipMessage request, Caller caller) {
        Preferences own = caller.subscriber().preferences();
        List<IpNetwork> allowed = own.get(CallPreferences.ALLOWED_IPS);
        List<IpNetwork> manual = own.get(CallPreferences.MAN_ALLOWED_IPS);
        if (allowed.isEmpty() && manual.isEmpty() || own.get(CallPreferences.IGNORE_ALLOWED_IPS)) {
            return true;
        }
        try {
            byte[] address = InetAddress.ofLiteral(of(request, caller)).getAddress();
            return allowed.stream().anyMatch(network -> network.contains(address)) || manual.stream().anyMatch(network -> network.contains(address));
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }
}
