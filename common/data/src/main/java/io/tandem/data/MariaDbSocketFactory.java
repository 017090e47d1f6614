package io.tandem.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.protocol.StandardSocketFactory;

/**
 * Connections on which MariaDB 10 has a version that Connector/J understands. The server says {@code 5.5.5-10.x} to clients, and the driver then cuts the
 * fraction of datetime(6) off; the server's own setting {@code version} would correct that, but its replicas would take it for a MySQL and no longer follow
 * by GTID. So the driver hears {@code 5.7.19-}: it knows fractions, and asks for no settings that only MySQL 8 has. Other servers are left as they are.
 */
public final class MariaDbSocketFactory extends StandardSocketFactory {
    private static final byte[] SAYS = "5.5.5-1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEARD = "5.7.19-".getBytes(StandardCharsets.US_ASCII);
    /** Of the greeting: header of the packet (4 octets), version of the protocol (1). */
    private static final int BEFORE_VERSION = 5;

    @Override protected Socket createSocket(PropertySet properties) { return new GreetedSocket(); }

    /** What the server says first, with the other version. */
    static InputStream greeting(InputStream server) { return new Greeting(server); }

    private static final class GreetedSocket extends Socket {
        private Optional<InputStream> input = Optional.empty();

        /** The same each time: the greeting comes once. */
        @Override public synchronized InputStream getInputStream() throws IOException {
            if (input.isEmpty()) input = Optional.of(greeting(super.getInputStream()));
            return input.get();
        }
    }

    private static final class Greeting extends FilterInputStream {
        private final PushbackInputStream server;
        private boolean greeted;

        Greeting(InputStream server) {
            super(new PushbackInputStream(server, BEFORE_VERSION + SAYS.length));
            this.server = (PushbackInputStream) in;
        }

        @Override public int read() throws IOException {
            greet();
            return super.read();
        }

        @Override public int read(byte[] target, int offset, int length) throws IOException {
            greet();
            return super.read(target, offset, length);
        }

        private void greet() throws IOException {
            if (greeted) return;
            greeted = true;
            byte[] first = server.readNBytes(BEFORE_VERSION + SAYS.length);
            String version = new String(first, StandardCharsets.ISO_8859_1).substring(Math.min(BEFORE_VERSION, first.length));
            if (version.equals(new String(SAYS, StandardCharsets.US_ASCII))) System.arraycopy(HEARD, 0, first, BEFORE_VERSION, HEARD.length);
            server.unread(first);
        }
    }
}
