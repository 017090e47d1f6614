package io.tandem.testkit.phone.link;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** A connected way to the switch that carries whole SIP messages. Any thread. */
public interface Link extends AutoCloseable {
    /** As in Via: {@code UDP}, {@code TCP}, {@code TLS}, {@code WS} or {@code WSS}. */
    String protocol();

    /** As in Via and Contact: {@code host:port}, or a name under {@code .invalid} (RFC 7118 §5). */
    String sentBy();

    /** Who gets each message that comes, one at a time; called once, before anything can come. */
    void onMessage(Consumer<byte[]> receiver);

    /** @throws IOException if the link is closed or breaks */
    void send(byte[] message) throws IOException;

    /** Waits until the link is closed, by whichever side. @return false if it is not within the limit */
    boolean awaitClosed(Duration limit) throws InterruptedException;

    /** Closes without a word of SIP. */
    @Override void close();
}
