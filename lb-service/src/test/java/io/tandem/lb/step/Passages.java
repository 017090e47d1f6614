package io.tandem.lb.step;

import java.net.InetSocketAddress;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.wire.WireMessage;
import io.tandem.lb.wire.WireScanner;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.message.SipMessage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Passages of messages written as text. */
public final class Passages {

    private Passages() {}

    /** A message that came from {@code address:port} to a socket, its top Via read. */
    public static Passage of(String text, String source, LbSocket arrival) {
        WireMessage message = new WireMessage();
        byte[] bytes = text.getBytes(UTF_8);
        assertThat(new WireScanner(message).scan(bytes, 0, bytes.length)).isNull();
        Passage passage = new Passage(message, address(source), arrival);
        passage.begin(address(source), arrival, 0, 0);
        assertThat(passage.readTopVia()).isTrue();
        return passage;
    }

    public static PeerAddress address(String hostPort) {
        InetSocketAddress address = HostPort.parse(hostPort, 5060).flatMap(HostPort::literal).orElseThrow();
        return PeerAddress.of(address);
    }

    /** The message as it would leave. */
    public static SipMessage written(Passage passage) {
        byte[] out = new byte[passage.edits().length(passage.message())];
        assertThat(passage.edits().write(passage.message(), out)).isEqualTo(out.length);
        return SipMessage.parse(out);
    }
}
