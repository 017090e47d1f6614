package io.tandem.proxy.rehearsal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import io.tandem.net.EventLoop;
import io.tandem.net.UdpSocket;

/** Answers ng commands as a media relay would that leaves every description as it is. Event loop. */
final class OwnRelay {
    private static final String SDP = "3:sdp";

    private final UdpSocket socket;

    OwnRelay(EventLoop loop) {
        socket = loop.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), (from, data, offset, length, source) -> {
            byte[] reply = answer(new String(data, offset, length, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
            from.send(reply, 0, reply.length, source);
        });
    }

    private static String answer(String command) {
        String cookie = command.substring(0, command.indexOf(' ') + 1);
        int at = command.indexOf(SDP);
        return cookie + "d6:result2:ok" + (at < 0 ? "" : SDP + text(command, at + SDP.length())) + "e";
    }

    /** The bencoded string that begins there. */
    private static String text(String command, int at) {
        int colon = command.indexOf(':', at);
        return command.substring(at, colon + 1 + Integer.parseInt(command.substring(at, colon)));
    }

    String hostPort() {
        return "127.0.0.1:" + socket.localAddress().getPort();
    }
}
