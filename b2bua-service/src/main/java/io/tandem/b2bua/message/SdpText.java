package io.tandem.b2bua.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import io.tandem.sip.message.SipMessage;

/** The few session descriptions that the B2BUA writes itself (RFC 8866, RFC 3264). Pure. */
public final class SdpText {
    /** Media type of all of them. */
    public static final String TYPE = "application/sdp";

    private static final List<String> KEPT = List.of("a=rtpmap:", "a=fmtp:", "a=crypto:");

    private SdpText() {}

    /** An offer of one voice stream that is to be silent both ways (RFC 3725 §4.4), from our own address; it is replaced before anybody speaks.
     * @param host of our socket
     * @param id   session id of the o= line */
    public static byte[] silence(String host, long id) {
        String family = host.indexOf(':') < 0 ? "IP4" : "IP6";
        return """
            v=0
            o=- %d 1 IN %s %s
            s=-
            c=IN %2$s %3$s
            t=0 0
            m=audio 9 RTP/AVP 8 0 9 101
            a=rtpmap:8 PCMA/8000
            a=rtpmap:0 PCMU/8000
            a=rtpmap:9 G722/8000
            a=rtpmap:101 telephone-event/8000
            a=inactive
            """.formatted(id, family, host).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The answer that takes the first voice stream of this offer, silent both ways until the next offer, and nothing else (RFC 3264 §6, §8.4).
     * @param host of our socket */
    public static byte[] onHold(SipMessage offer, String host) {
        String family = host.indexOf(':') < 0 ? "IP4" : "IP6";
        StringBuilder answer = new StringBuilder("v=0\r\no=- 1 1 IN %s %s\r\ns=-\r\nc=IN %1$s %2$s\r\nt=0 0\r\n".formatted(family, host));
        boolean taken = false;
        boolean within = false;
        for (String line : new String(offer.body(), StandardCharsets.ISO_8859_1).lines().toList()) {
            if (line.startsWith("m=")) {
                within = !taken && line.startsWith("m=audio ") && !line.startsWith("m=audio 0 ");
                taken |= within;
                answer.append(line.replaceFirst(" [0-9]+(/[0-9]+)? ", within ? " 9 " : " 0 ")).append("\r\n").append(within ? "a=inactive\r\n" : "");
            } else if (within && KEPT.stream().anyMatch(line::startsWith)) {
                answer.append(line).append("\r\n");
            }
        }
        return answer.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The answer that takes no stream of this offer (RFC 3264 §6: port zero). */
    public static byte[] refusal(SipMessage offer) {
        return new String(offer.body(), StandardCharsets.ISO_8859_1).lines().filter(line -> !line.startsWith("a="))
            .map(line -> line.startsWith("m=") ? line.replaceFirst(" [0-9]+(/[0-9]+)? ", " 0 ") : line)
            .collect(Collectors.joining("\r\n", "", "\r\n")).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether it carries a session description alone. */
    public static boolean is(SipMessage message) {
        return message.hasBody() && message.contentType().filter(type -> type.regionMatches(true, 0, TYPE, 0, TYPE.length())).isPresent();
    }
}
