package io.tandem.testkit.phone;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import javax.sip.message.Message;
import javax.sip.message.Response;

import io.tandem.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/** Reads of JAIN-SIP messages what a phone needs. */
final class SipText {
    private SipText() {}

    static Optional<SessionDescription> description(Message message) {
        byte @Nullable [] content = message.getRawContent();
        return content == null || content.length == 0 ? Optional.empty()
                : Optional.of(SessionDescription.parse(new String(content, StandardCharsets.UTF_8)));
    }

    static String status(Response response) {
        return response.getStatusCode() + " " + response.getReasonPhrase();
    }
}
