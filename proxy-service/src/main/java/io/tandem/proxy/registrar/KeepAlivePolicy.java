package io.tandem.proxy.registrar;

import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.location.KeepAlive;
import io.tandem.sip.message.SipMessage;

/** Which contacts are pinged: preference {@code nat_sipping} is yes (those behind NAT, the default), always or no; {@code sip_ping_notify} has
 * it done by NOTIFY. Connections keep themselves alive. Pure. */
public final class KeepAlivePolicy {
    private KeepAlivePolicy() {}

    /** For the contacts of a REGISTER that the load balancer passed on. */
    public static KeepAlive of(SipMessage register, Preferences preferences) {
        boolean wanted = register.header("P-NGCP-Src-Proto").filter("udp"::equals).isPresent()
                && switch (preferences.string("nat_sipping").orElse("yes")) {
                    case "no" -> false;
                    case "always" -> true;
                    default -> register.header("P-NGCP-Src-Nat").filter("1"::equals).isPresent();
                };
        if (!wanted) {
            return KeepAlive.NONE;
        }
        return preferences.isSet("sip_ping_notify") ? KeepAlive.NOTIFY : KeepAlive.OPTIONS;
    }
}
