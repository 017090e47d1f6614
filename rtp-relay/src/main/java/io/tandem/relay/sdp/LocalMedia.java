package io.tandem.relay.sdp;

import java.net.InetAddress;

/** The relay's own end of one media line, as the receiving party shall see it.
 * @param rtpPort 0: the line is refused or ended
 * @param hold    the other party's address is 0.0.0.0: shown as it is */
public record LocalMedia(InetAddress address, int rtpPort, boolean hold) {
    /** A line without ports. @param address of the description's other lines */
    public static LocalMedia rejected(InetAddress address) {
        return new LocalMedia(address, 0, false);
    }
}
