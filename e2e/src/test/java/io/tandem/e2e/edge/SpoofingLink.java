package io.tandem.e2e.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

import io.tandem.testkit.phone.link.Link;

/**
 * Puts headers of the switch's own into everything that a phone sends.
 * @param lines header lines, each with its line end
 */
record SpoofingLink(Link honest, String lines) implements Link {
    @Override public void send(byte[] message) throws IOException {
        String text = new String(message, StandardCharsets.UTF_8);
        int firstHeader = text.indexOf("\r\n") + 2;
        honest.send((text.substring(0, firstHeader) + lines + text.substring(firstHeader)).getBytes(StandardCharsets.UTF_8));
    }

    @Override public String protocol() {
        return honest.protocol();
    }

    @Override public String sentBy() {
        return honest.sentBy();
    }

    @Override public void onMessage(Consumer<byte[]> receiver) {
        honest.onMessage(receiver);
    }

    @Override public boolean awaitClosed(Duration limit) throws InterruptedException {
        return honest.awaitClosed(limit);
    }

    @Override public void close() {
        honest.close();
    }
}
