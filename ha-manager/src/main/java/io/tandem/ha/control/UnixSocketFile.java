package io.tandem.ha.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a listening Unix socket. */
final class UnixSocketFile {
    /** Bytes in {@code sockaddr_un.sun_path} without the final zero. */
    private static final int MAX_PATH = 107;
    private static final Logger log = LoggerFactory.getLogger(UnixSocketFile.class);

    private UnixSocketFile() {}

    /** Makes its folder, and removes a file that nobody listens on any more. @throws IOException if somebody does, or the path is too long */
    static void prepare(Path path) throws IOException {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH) {
            throw new IOException("path of the control socket has %d bytes, Unix sockets allow %d: %s; set tandem.ha-manager.control.socket"
                    .formatted(length, MAX_PATH, path));
        }
        Files.createDirectories(path.toAbsolutePath().getParent());
        if (!Files.exists(path)) return;
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException nobodyListens) {
            log.info("removing {} that a former process left behind ({})", path, nobodyListens.getMessage());
            Files.delete(path);
            return;
        }
        throw new IOException("another HA manager answers on " + path + "; stop it first");
    }
}
