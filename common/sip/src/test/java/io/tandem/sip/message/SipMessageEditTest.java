package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SipMessageEditTest {
    @Test void anUneditedMessageLeavesByteForByte() {
        assertThat(Samples.invite().toString()).isEqualTo(Samples.INVITE);
        assertThat(Samples.invite().copy().toString()).isEqualTo(Samples.INVITE);
    }

    @Test void aProxyHopTouchesOnlyWhatItMust() {
        SipMessage forwarded = Samples.invite().requestUri("sip:bob@192.0.2.8").addFirst("Via", "SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx")
                .addFirst("Record-Route", "<sip:127.0.0.1;lr>").set("Max-Forwards", "69");
        assertThat(forwarded.toString()).isEqualTo(Samples.INVITE
                .replace("INVITE sip:bob@biloxi.example.com;transport=udp", "INVITE sip:bob@192.0.2.8")
                .replaceFirst("Via: ", "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx\r\nVia: ")
                .replaceFirst("Record-Route: ", "Record-Route: <sip:127.0.0.1;lr>\r\nRecord-Route: ")
                .replace("mAx-forwARDS :70", "Max-Forwards: 69"));
    }

    @Test void removesOneValueOfAListAndKeepsTheRest() {
        SipMessage message = Samples.invite();
        message.removeFirst("Via");
        assertThat(message.topVia().host()).isEqualTo("[2001:db8::9]");
        assertThat(message.toString()).contains("\r\nVia: SIP/2.0/TCP [2001:db8::9]:5061;branch=z9hG4bKb\r\nv: SIP/2.0/UDP 192.0.2.1");
        message.removeFirst("Via");
        assertThat(message.topVia().host()).isEqualTo("192.0.2.1");
        assertThat(message.removeFirst("Via").has("Via")).isFalse();
        assertThat(message.removeFirst("Via").has("Via")).isFalse();
    }

    @Test void replacesTheFirstValueInPlace() {
        SipMessage message = Samples.invite().replaceFirst("Record-Route", "<sip:new;lr>").replaceFirst("Path", "<sip:path;lr>");
        assertThat(message.headers("Record-Route")).containsExactly("<sip:new;lr>", "<sip:p2.example.com;lr>");
        assertThat(message.header("Path")).contains("<sip:path;lr>");
        assertThat(message.header("Via")).isEqualTo(Samples.invite().header("Via"));
    }

    @Test void takesAValueOutOfAListInAllItsLines() {
        SipMessage message = Samples.invite().remove("Supported").add("Supported", "timer, 100rel").add("k", "TIMER").add("Supported", "path");
        assertThat(message.removeValue("Supported", "Timer").headers("Supported")).containsExactly("100rel", "path");
        String before = message.toString();
        assertThat(message.removeValue("Supported", "replaces").removeValue("Require", "timer").toString()).isEqualTo(before);
        assertThat(message.removeValue("Supported", "100rel").removeValue("Supported", "path").has("Supported")).isFalse();
    }

    @Test void removesEveryLineOfAHeaderInWhicheverForm() {
        SipMessage message = Samples.invite().remove("Via").remove("To").remove("Missing");
        assertThat(message.toString()).doesNotContain("\r\nVia:").doesNotContain("\r\nv:").doesNotContain("\r\nt:");
    }

    @Test void removesWhatAFilterMatches() {
        SipMessage message = Samples.invite().add("X-Unknown-More", "1");
        message.removeIf((source, start, end) -> end - start > 2 && source[start] == 'X');
        assertThat(message.has("X-Unknown-Thing") || message.has("X-Unknown-More")).isFalse();
        assertThat(message.allHeaders()).hasSize(Samples.invite().allHeaders().size() - 1);
    }

    @Test void whatWasReadBeforeAnEditIsReadAgainAfterIt() {
        SipMessage message = Samples.invite();
        assertThat(message.fromTag()).contains("1928301774");
        assertThat(message.topVia().port()).isEqualTo(5066);
        message.set("f", "<sip:x@y>;tag=new").set("t", "<sip:z@y>;tag=t").addFirst("v", "SIP/2.0/UDP a;branch=z9hG4bKn");
        message.set("i", "id").set("cseq", "7 BYE");
        assertThat(message.fromTag()).contains("new");
        assertThat(message.toTag()).contains("t");
        assertThat(message.topVia().host()).isEqualTo("a");
        assertThat(message.callId()).isEqualTo("id");
        assertThat(message.cSeq()).isEqualTo(7);
    }

    @Test void contentLengthFollowsTheBody() {
        SipMessage message = Samples.invite().body("text/plain", "0123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(message.toString()).contains("\r\nContent-Length: 10\r\n").endsWith("\r\n\r\n0123456789");
        assertThat(message.removeBody().toString()).contains("\r\nContent-Length: 0\r\n").endsWith("\r\n\r\n").doesNotContain("text/plain");
        assertThat(Samples.parse("OPTIONS sip:a SIP/2.0\r\nTo: <sip:a>\r\n\r\nabc").toString())
                .isEqualTo("OPTIONS sip:a SIP/2.0\r\nTo: <sip:a>\r\nContent-Length: 3\r\n\r\nabc");
    }

    @Test void copiesAreEditedApart() {
        SipMessage original = Samples.invite().add("X-A", "1");
        SipMessage copy = original.copy().set("X-A", "2").removeBody();
        assertThat(original.header("X-A")).contains("1");
        assertThat(original.hasBody()).isTrue();
        assertThat(copy.header("X-A")).contains("2");
    }

    @Test void noValueCanSmuggleInAnotherHeader() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samples.invite().add("X-A", "1\r\nX-B: 2"));
        assertThatIllegalArgumentException().isThrownBy(() -> Samples.invite().add("X-A: 1\r\nX-B", "2"));
        assertThatIllegalArgumentException().isThrownBy(() -> Samples.invite().requestUri("sip:a SIP/2.0\r\nX: "));
        assertThatIllegalArgumentException().isThrownBy(() -> SipMessage.response(200, "OK\r\nX: y"));
    }

    @Test void aResponseRepeatsWhatRfc3261Says() {
        SipMessage ringing = SipMessage.response(Samples.invite(), 180, "Ringing");
        assertThat(ringing.headers("Via")).isEqualTo(Samples.invite().headers("Via"));
        assertThat(ringing.headers("Record-Route")).isEqualTo(Samples.invite().headers("Record-Route"));
        assertThat(ringing.callId()).isEqualTo(Samples.invite().callId());
        assertThat(ringing.method()).isEqualTo("INVITE");
        assertThat(ringing.has("Subject")).isFalse();
        assertThat(SipMessage.response(Samples.invite(), 486, "Busy Here").has("Record-Route")).isFalse();
        SipMessage read = SipMessage.parse(ringing.toBytes());
        assertThat(read.toString()).isEqualTo(ringing.toString());
    }

    @Test void takesOverTheLinesOfAGroupInTheirOrderAndUnderTheirLongNames() {
        SipMessage source = SipMessage.parse(("MESSAGE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nk: timer, 100rel\r\nX-Other: 1\r\n"
                + "subject: one\r\n two\r\nSUPPORTED: path\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi").getBytes(StandardCharsets.UTF_8));
        source.add("Subject", "three");
        SipMessage target = SipMessage.request(Methods.MESSAGE, "sip:bob@example.com").header("Max-Forwards", "70").build();
        target.addAll(source, HeaderNames.Group.of(List.of("Subject", "Supported", "Organization"))).body(source);
        source.set("Subject", "later");
        assertThat(target.toString()).isEqualTo("MESSAGE sip:bob@example.com SIP/2.0\r\nMax-Forwards: 70\r\nContent-Length: 2\r\nSupported: timer, 100rel\r\n"
                + "Subject: one two\r\nSupported: path\r\nSubject: three\r\nContent-Type: text/plain\r\n\r\nhi");
    }

    @Test void aGroupMayBeEmptyAndAMessageMayTakeOverItsOwnLines() {
        SipMessage message = SipMessage.request(Methods.MESSAGE, "sip:bob@example.com").header("Subject", "one").build();
        message.addAll(message, HeaderNames.Group.of(List.of("Subject"))).addAll(message, HeaderNames.Group.of(List.of()));
        assertThat(message.headers("Subject")).containsExactly("one", "one");
    }

    @Test void aBuilderWritesHeadersInOrder() {
        SipMessage options = SipMessage.request(Methods.OPTIONS, "sip:bob@example.com").header("Via", "SIP/2.0/UDP h;branch=z9hG4bK1")
                .header("Max-Forwards", "70").build();
        assertThat(options.toString()).isEqualTo("OPTIONS sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
                + "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n");
    }
}
