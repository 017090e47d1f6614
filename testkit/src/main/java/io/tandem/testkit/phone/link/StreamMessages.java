package io.tandem.testkit.phone.link;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a stream into SIP messages. One thread. */
final class StreamMessages {
    private static final Pattern LENGTH = Pattern.compile("(?im)^(?:content-length|l)[ \\t]*:[ \\t]*(\\d+)");

    private final InputStream in;
    private final Runnable onBlankLine;

    StreamMessages(InputStream in, Runnable onBlankLine) {
        this.in = new BufferedInputStream(in);
        this.onBlankLine = onBlankLine;
    }

    /** Blocks for the next message; empty at the end of the stream. */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int ends = 0;                                                          // line ends in a row
        while (ends < 2) {
            int octet = in.read();
            if (octet < 0) {
                return Optional.empty();
            }
            message.write(octet);
            ends = octet == '\n' ? ends + 1 : octet == '\r' ? ends : 0;
            if (ends == 1 && message.size() <= 2) {
                onBlankLine.run();
                message.reset();
                ends = 0;
            }
        }
        byte[] body = in.readNBytes(bodyLength(message.toString(StandardCharsets.ISO_8859_1)));
        message.write(body);
        return Optional.of(message.toByteArray());
    }

    private static int bodyLength(String head) {
        Matcher length = LENGTH.matcher(head);
        return length.find() ? Integer.parseInt(length.group(1)) : 0;
    }
}
