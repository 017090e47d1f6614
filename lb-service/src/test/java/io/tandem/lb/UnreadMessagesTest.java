package io.tandem.lb;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.tandem.lb.trace.MessageTap;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What is dropped before it is read shows in traces all the same. */
class UnreadMessagesTest {

    private final List<String> seen = new ArrayList<>();

    private final MessageTap tap = new MessageTap() {
        @Override
        public boolean isOn() {
            return true;
        }

        @Override
        public void received(byte[] data, int offset, int length, InetSocketAddress peer, String socket) {
            seen.add(peer.getHostString() + " " + socket);
        }

        @Override
        public void sent(byte[] data, int offset, int length, InetSocketAddress peer, String socket) {
            seen.add("sent to " + peer.getHostString());
        }

        @Override
        public void verdict(String text) {
            seen.add(text);
        }
    };

    @Test
    void aStrangerAtTheInternalSocketIsShownWithHisFate() {
        try (CoreRig rig = new CoreRig(tap)) {
            rig.receives("OPTIONS sip:10.0.0.1 SIP/2.0\r\n\r\n".getBytes(UTF_8), CoreRig.PHONE, CoreRig.INTERNAL);
        }
        assertThat(seen).containsExactly("198.51.100.23 udp:10.0.0.1:5060", "dropped: stranger_at_internal_socket");
    }
}
