package io.tandem.relay.session;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

import io.tandem.relay.latch.LatchPolicy;
import io.tandem.relay.sdp.RewriteRules;

/** What an offer or answer asks for beside its SDP (signalling.md §5.4).
 * @param policy        for the party that sends this SDP
 * @param sourceAddress take this host instead of the one in SDP ({@code SIP-source-address} with {@code received-from})
 * @param mediaAddress  shown to the other party instead of the interface's address
 * @param fromInterface logical interface of the sending party; {@code toInterface} of the receiving one
 * @param ipv6          address family towards the receiving party
 * @param rtcpMux       of {@code offer require accept demux reject} */
public record MediaOptions(LatchPolicy policy, Optional<InetAddress> sourceAddress, Optional<InetAddress> mediaAddress,
                           Optional<String> fromInterface, Optional<String> toInterface, Optional<Boolean> ipv6, Set<String> rtcpMux,
                           RewriteRules rules, boolean noRtcpAttribute) {
    public MediaOptions {
        rtcpMux = Set.copyOf(rtcpMux);
    }

    boolean mux(String option) {
        return rtcpMux.contains(option);
    }
}
