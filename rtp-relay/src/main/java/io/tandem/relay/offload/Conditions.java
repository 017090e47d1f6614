package io.tandem.relay.offload;

import java.util.Optional;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.UserSpaceReason;
import io.tandem.relay.pipeline.PortKind;
import io.tandem.relay.pipeline.RelaySocket;
import org.jspecify.annotations.Nullable;

/** Whether what arrives at a port may go through the kernel, and as which flow. Pure.
 * @param trafficClass TOS octet of calls that ask for no other */
record Conditions(int trafficClass, boolean rtcp) {
    /** Where the packets that arrive there leave, if anywhere. */
    static Optional<RelaySocket> exit(RelaySocket socket) {
        @Nullable RelaySocket exit = socket.kind() == PortKind.RTCP ? socket.rtcpExit() : socket.rtpExit();
        return Optional.ofNullable(exit).filter(to -> to.latch().hasTarget());
    }

    /** Empty if nothing is in the way. */
    Optional<UserSpaceReason> obstacle(RelaySocket socket, long nowNanos) {
        if (socket.need().isPresent()) return socket.need();
        if (socket.kind() == PortKind.DATAGRAM) return Optional.of(UserSpaceReason.NOT_RTP);
        if (socket.kind() == PortKind.RTCP && (!rtcp || socket.isEndOfControl())) return Optional.of(UserSpaceReason.RTCP);
        Optional<RelaySocket> exit = exit(socket);
        if (exit.isEmpty()) return Optional.of(UserSpaceReason.NO_RECEIVER);
        if (exit.get().need().isPresent()) return exit.get().need();
        if (socket.latch().isAsymmetric()) return Optional.of(UserSpaceReason.ASYMMETRIC);
        if (!socket.latch().hasTarget() || !socket.latch().isConfirmed()) return Optional.of(UserSpaceReason.SOURCE_NOT_LEARNED);
        if (!exit.get().latch().isSettled(nowNanos)) return Optional.of(UserSpaceReason.TARGET_NOT_LEARNED);
        boolean sameFamily = socket.local().isIpv6() == exit.get().local().isIpv6();
        return sameFamily ? Optional.empty() : Optional.of(UserSpaceReason.FAMILIES_DIFFER);
    }

    /** The flow of a port without obstacle. */
    Flow flow(RelaySocket socket, RelaySocket exit) {
        boolean control = rtcp && !socket.isEndOfControl() && (socket.kind() == PortKind.RTCP || socket.rtcpExit() == exit);
        return new Flow(socket.local(), socket.latch().target(), exit.local(), exit.latch().target(), socket.kind() == PortKind.RTP, control,
                exit.trafficClassOr(trafficClass), socket.sources().clockRateHz());
    }
}
