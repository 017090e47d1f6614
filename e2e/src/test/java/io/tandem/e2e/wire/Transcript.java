package io.tandem.e2e.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.sip.message.SipMessage;

/** What a SIPp process has received, from its message log. Immutable. */
record Transcript(List<SipMessage> received) {
    private static final Pattern RECEIVED = Pattern.compile("^(?:UDP|TCP) message received \\[(\\d+)\\] bytes :\\r?\\n\\r?\\n", Pattern.MULTILINE);

    static Transcript read(Path log) throws IOException {
        String text = Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
        List<SipMessage> messages = new ArrayList<>();
        Matcher matcher = RECEIVED.matcher(text);
        while (matcher.find()) {
            int length = Math.min(Integer.parseInt(matcher.group(1)), text.length() - matcher.end());
            messages.add(SipMessage.parse(text.substring(matcher.end(), matcher.end() + length).getBytes(StandardCharsets.ISO_8859_1)));
        }
        return new Transcript(List.copyOf(messages));
    }

    SipMessage request(String method) {
        return received.stream().filter(message -> message.isRequest() && message.method().equals(method)).findFirst()
            .orElseThrow(() -> new AssertionError("no " + method + " among " + received));
    }

    /** The last response to an INVITE with that status. */
    SipMessage response(int status) {
        return received.stream().filter(message -> !message.isRequest() && message.status() == status && message.cSeqMethod().equals("INVITE"))
            .reduce((_, last) -> last)
            .orElseThrow(() -> new AssertionError("no " + status + " among " + received));
    }

    /** The last response to a request of that method with that status. */
    SipMessage response(String method, int status) {
        return received.stream().filter(message -> !message.isRequest() && message.status() == status && message.cSeqMethod().equals(method))
            .reduce((_, last) -> last)
            .orElseThrow(() -> new AssertionError("no " + status + " to " + method + " among " + received));
    }

    boolean hasResponse(int status) {
        return received.stream().anyMatch(message -> !message.isRequest() && message.status() == status && message.cSeqMethod().equals("INVITE"));
    }

    boolean has(String method) {
        return received.stream().anyMatch(message -> message.isRequest() && message.method().equals(method));
    }
}
