package io.tandem.lb.egress;

import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Bytes;

/**
 * A proxy's 100 to an INVITE, made ours by its Server header (signalling.md §1.2). None is sent before: whoever has had a 100 does not repeat its INVITE
 * (RFC 3261 §17.1.1.2), and if the proxy then has not taken it, because its node hands over or has died, the call would be lost. Loop thread.
 */
public final class OwnTrying {
    private final byte[] header;

    /** @param server the Server header of our answers */
    public OwnTrying(String server) {
        header = Bytes.ascii("Server: " + server + "\r\n");
    }

    void claim(Passage passage) {
        WireMessage message = passage.message();
        for (int line = 0; line < message.lines(); line++) {
            if (message.code(line) == HeaderCode.SERVER) {
                passage.edits().delete(message.lineStart(line), message.lineEnd(line));
            }
        }
        passage.edits().text().add(header);
        passage.edits().insert(message.headersEnd());
    }
}
