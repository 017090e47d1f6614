package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class SipMessagePropertyTest {
    /** One edit, done to the message under test and to a plain list of lines at once. */
    private record Edit(String kind, String name, String value) {}

    @Property(tries = 300) void anUneditedMessageIsWrittenAsItCame(@ForAll("messages") String text) {
        SipMessage message = Samples.parse(text);
        assertThat(message.toString()).isEqualTo(text);
        assertThat(message.copy().toBytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 300) void editsDoWhatTheyWouldDoToAListOfLines(@ForAll("messages") String text, @ForAll("edits") List<Edit> edits) {
        SipMessage message = Samples.parse(text);
        List<SipMessage.Header> model = new ArrayList<>(message.allHeaders());
        for (Edit edit : edits) {
            apply(edit, message);
            apply(edit, model);
        }
        assertThat(normal(message.allHeaders())).isEqualTo(normal(model));
        SipMessage written = SipMessage.parse(message.toBytes());
        assertThat(normal(written.allHeaders())).isEqualTo(normal(SipMessage.parse(message.toBytes()).allHeaders()));
        assertThat(written.body()).isEqualTo(message.body());
        assertThat(written.toBytes()).isEqualTo(message.toBytes());
        assertThat(message.toBytes()).hasSize(message.writtenLength());
    }

    @Property(tries = 300) void aResponseIsReadAsItWasMade(@ForAll("messages") String text) {
        SipMessage request = Samples.parse(text);
        SipMessage response = SipMessage.parse(SipMessage.response(request, 486, "Busy Here").toBytes());
        assertThat(response.status()).isEqualTo(486);
        assertThat(response.headers("Via")).isEqualTo(request.headers("Via"));
        assertThat(response.header("From")).isEqualTo(request.header("From"));
    }

    @Property(tries = 500) void anyOtherBytesAreRefusedByName(@ForAll("noise") String text) {
        try {
            SipMessage message = Samples.parse(text);
            MessageCheck.check(message);
            message.set("Subject", "x").removeFirst("Via").toBytes();
        } catch (MalformedMessageException refused) {
            assertThat(refused.reason()).isNotNull();
        }
    }

    @Property(tries = 300) void aUriKeepsItsTextAndItsParts(@ForAll("users") String user, @ForAll("hosts") String host) {
        SipUri uri = SipUri.of(user, host, 5060).withParameter("transport", "udp");
        assertThat(SipUri.parse(uri.toString())).isEqualTo(uri);
        assertThat(uri.decodedUser()).contains(user);
        assertThat(uri.host()).isEqualTo(host);
        assertThat(uri.isEquivalentTo(SipUri.parse(uri.toString().toUpperCase(java.util.Locale.ROOT)
                .replace(uri.user().orElseThrow().toUpperCase(java.util.Locale.ROOT), uri.user().orElseThrow())))).isTrue();
    }

    @Property(tries = 300) void aNameAddrIsReadAsItWasWritten(@ForAll("displayNames") String name, @ForAll("users") String user) {
        NameAddr address = NameAddr.of(SipUri.of(user, "example.com", -1)).withDisplayName(name).withTag("t1");
        assertThat(NameAddr.parse(address.toString())).isEqualTo(address);
    }

    private static void apply(Edit edit, SipMessage message) {
        switch (edit.kind()) {
            case "set" -> message.set(edit.name(), edit.value());
            case "add" -> message.add(edit.name(), edit.value());
            case "remove" -> message.remove(edit.name());
            case "removeFirst" -> message.removeFirst(edit.name());
            default -> message.replaceFirst(edit.name(), edit.value());
        }
    }

    /** Model for headers that are no lists; replaceFirst adds on top, behind the Vias, which start every message here. */
    private static void apply(Edit edit, List<SipMessage.Header> lines) {
        Optional<SipMessage.Header> first = lines.stream().filter(h -> h.name().equalsIgnoreCase(edit.name())).findFirst();
        SipMessage.Header header = new SipMessage.Header(edit.name(), edit.value().strip());
        int at = first.map(lines::indexOf).orElse(-1);
        switch (edit.kind()) {
            case "add" -> lines.add(header);
            case "remove" -> lines.removeIf(h -> h.name().equalsIgnoreCase(edit.name()));
            case "removeFirst" -> first.ifPresent(h -> lines.remove(at));
            case "set" -> {
                lines.removeIf(h -> h.name().equalsIgnoreCase(edit.name()));
                lines.add(at < 0 ? lines.size() : at, header);
            }
            default -> {
                first.ifPresent(h -> lines.remove(at));
                lines.add(at < 0 ? 2 : at, header);
            }
        }
    }

    private static List<String> normal(List<SipMessage.Header> headers) {
        return headers.stream().map(h -> h.name() + ": " + h.value()).toList();
    }

    @Provide Arbitrary<String> messages() {
        Arbitrary<String> value = Arbitraries.strings().withCharRange('!', '~').withChars(" äß€").ofMaxLength(25);
        Arbitrary<String> line = Combinators.combine(Arbitraries.of("X-A", "X-B", "Subject", "x-c", "Date"),
                Arbitraries.of(":", ": ", " : ", ":\t", ":\r\n "), value).as((n, colon, v) -> n + colon + v + "\r\n");
        return Combinators.combine(line.list().ofMaxSize(8), value).as((lines, body) -> "INVITE sip:b@example.com SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP a;branch=z9hG4bKa, SIP/2.0/UDP b\r\nv: SIP/2.0/TCP c:5061\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:b@c>\r\n"
                + String.join("", lines) + "l: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    @Provide Arbitrary<List<Edit>> edits() {
        Arbitrary<String> value = Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(20);
        return Combinators.combine(Arbitraries.of("set", "add", "remove", "removeFirst", "replaceFirst"),
                Arbitraries.of("X-A", "x-b", "Subject", "X-New"), value).as(Edit::new).list().ofMaxSize(10);
    }

    @Provide Arbitrary<String> noise() {
        return Arbitraries.of("INVITE sip:a@b SIP/2.0", "SIP/2.0 200 OK", "\r\n", "\r", "\n", ":", " ", "\t", "Via: SIP/2.0/UDP a",
                "Via: ,,;", "From: <sip:a@b>;tag=1", "To: \"a <sip:b>", "To: <sip:a@b>", "CSeq: 1 INVITE", "CSeq: x", "Call-ID: 1",
                "Contact: *, <sip:",
                "Content-Length: 1", "l: -1", "Max-Forwards: 999", "\0", "\\\0", "é", "\"", "<", ">", ",", ";=", "Route: <sip:a;lr>,",
                "Proxy-Require: a, b").list().ofMaxSize(30).map(pieces -> String.join("", pieces));
    }

    @Provide Arbitrary<String> users() {
        return Arbitraries.strings().withCharRange(' ', '~').withChars("äß€\0").ofMinLength(1).ofMaxLength(12);
    }

    @Provide Arbitrary<String> hosts() {
        return Arbitraries.of("example.com", "127.0.0.1", "[2001:db8::1]", "a_b.example");
    }

    @Provide Arbitrary<String> displayNames() {
        return Arbitraries.strings().withCharRange(' ', '~').withChars("äß€").ofMaxLength(15);
    }
}
