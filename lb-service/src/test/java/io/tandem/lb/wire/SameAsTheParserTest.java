package io.tandem.lb.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.tandem.lb.sanity.MaxForwards;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Passages;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.topology.InternalHeaders;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The core reads a message exactly as the parser of {@code io.tandem.sip.message} does: else the proxy behind might read another one. */
class SameAsTheParserTest {

    private static final Path TORTURE = Path.of("../common/sip/src/test/resources/rfc4475");
    private static final String SAMPLE = "INVITE sip:bob@example.org;user=phone SIP/2.0\r\n"
            + "Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK77;rport,SIP/2.0/TCP [::1]\r\n"
            + "Max-Forwards: 70\r\nP-NGCP-Src-Ip: 1.2.3.4\r\nf: \"A \\\" B\" <sip:a@b.c:5060;lr?h=v>;tag=x1;y\r\nTo: Bob <sips:+43;p=1@h>\r\nCall-ID: c1@x\r\n"
            + "CSeq: 7  INVITE\r\nm: <sip:a@1.2.3.4>;q=0.5, sip:c@d;x=\"a,b\"\r\nSubject: one\r\n two\r\n\tthree\r\np-app-name: z\r\nRoute: <sip:r;lr>\r\n"
            + "Content-Length: 4\r\n\r\nbody";
    private static final String ALPHABET = "\r\n \t:;,<>@\"\\%/=?[]aA0.-\u00e4\0";
    private static final List<String> NAMES = List.of("Via", "Route", "Record-Route", "Path", "Max-Forwards", "From", "To", "Call-ID", "CSeq", "Contact",
            "Content-Length", "Authorization", "Proxy-Authorization", "User-Agent", "Server");
    private static final int[] CODES = {HeaderCode.VIA, HeaderCode.ROUTE, HeaderCode.RECORD_ROUTE, HeaderCode.PATH, HeaderCode.MAX_FORWARDS, HeaderCode.FROM,
        HeaderCode.TO, HeaderCode.CALL_ID, HeaderCode.CSEQ, HeaderCode.CONTACT, HeaderCode.CONTENT_LENGTH, HeaderCode.AUTHORIZATION,
        HeaderCode.PROXY_AUTHORIZATION, HeaderCode.USER_AGENT, HeaderCode.SERVER};
    private static final LbSocket SOCKET = new LbSocket(0, "udp", Protocol.UDP, Passages.address("192.0.2.9:5060"));

    private final WireMessage message = new WireMessage();
    private final WireScanner scanner = new WireScanner(message);
    private final Passage passage = new Passage(message, Passages.address("192.0.2.1:5062"), SOCKET);

    @Test
    void mutationsOfASample() {
        Random random = new Random(5);
        int sound = 0;
        for (int i = 0; i < 150_000; i++) {
            StringBuilder text = new StringBuilder(SAMPLE);
            for (int k = random.nextInt(4); k > 0; k--) {
                text.setCharAt(random.nextInt(text.length()), ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            sound += sameAsTheParser(text.toString().getBytes(ISO_8859_1)) ? 1 : 0;
        }
        assertThat(sound).isBetween(50_000, 149_000);
    }

    static Stream<Path> torture() throws IOException {
        return Files.list(TORTURE).sorted();
    }

    @ParameterizedTest
    @MethodSource("torture")
    void tortureMessages(Path file) throws IOException {
        sameAsTheParser(Files.readAllBytes(file));
    }

    /** @return whether it is sound */
    private boolean sameAsTheParser(byte[] bytes) {
        Object reason = scanner.scan(bytes, 0, bytes.length);
        SipMessage parsed;
        try {
            parsed = SipMessage.parse(bytes);
        } catch (MalformedMessageException e) {
            assertThat(reason).as(text(bytes)).isEqualTo(e.reason());
            assertThat(scanner.isReadable()).as(text(bytes)).isEqualTo(e.headersOnly().isPresent());
            return false;
        }
        assertThat(reason).as(text(bytes)).isNull();
        assertThat(message.isRequest()).isEqualTo(parsed.isRequest());
        assertThat(message.status()).isEqualTo(parsed.status());
        assertThat(slice(message.bodyStart(), message.end())).isEqualTo(text(parsed.body()));
        if (parsed.isRequest()) {
            assertThat(slice(message.uriStart(), message.uriEnd())).isEqualTo(text(parsed.requestUri().getBytes(UTF_8)));
        }
        for (int i = 0; i < CODES.length; i++) {
            assertThat(lines(CODES[i])).as(NAMES.get(i)).isEqualTo(parsed.lines(NAMES.get(i)));
        }
        sameEdits(parsed, bytes);
        return true;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private String slice(int from, int to) {
        return Bytes.text(message.data(), from, to);
    }

    private List<String> lines(int code) {
        List<String> lines = new ArrayList<>();
        for (int line = message.first(code); line >= 0; line = message.next(line)) {
            lines.add(slice(message.valueStart(line), message.valueEnd(line)));
        }
        return lines;
    }

    /** Max-Forwards, internal headers and the top Via, changed in both. */
    private void sameEdits(SipMessage parsed, byte[] bytes) {
        passage.begin(Passages.address("192.0.2.1:5062"), SOCKET, 0, 0);
        if (!parsed.has("Via") || !passage.readTopVia() || parsed.lines("Via").stream().anyMatch(line -> line.matches("(,|.*,\\s*,|.*,$).*"))) {
            return;
        }
        int hops;
        try {
            hops = parsed.maxForwards();
        } catch (MalformedMessageException e) {
            assertThat(MaxForwards.countDown(passage)).isNotEqualTo(Verdict.NEXT);
            return;
        }
        if (MaxForwards.countDown(passage) != Verdict.NEXT) {
            assertThat(hops).isZero();
            return;
        }
        InternalHeaders.strip(passage);
        passage.popVia();
        passage.edits().addMissingContentLength(message);
        parsed.set("Max-Forwards", hops < 0 ? "70" : Integer.toString(hops - 1)).removeFirst("Via");
        parsed.removeIf((source, start, end) -> new String(source, start, end - start, US_ASCII).toLowerCase(Locale.ROOT).matches("p-(ngcp-|app-).*|p-d-uri"));
        SipMessage written = Passages.written(passage);
        assertThat(headers(written)).as(text(bytes)).isEqualTo(headers(SipMessage.parse(parsed.toBytes())));
        assertThat(written.body()).isEqualTo(parsed.body());
    }

    private static List<String> headers(SipMessage message) {
        return message.allHeaders().stream().map(header -> header.name().toLowerCase(Locale.ROOT) + ": " + header.value()).toList();
    }

    @Test
    void urisAddressesAndVias() {
        List<String> seeds = List.of("\"A, \\\"B\" <sip:a%20b@[2001:db8::1]:5060;lr;x=y?h=v>;tag=x1;y",
                "sip:a:pw@host.example:5061;transport=tcp;tag=2", "<tel:+43>;tag",
                "SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK77;rport=7;received=1.2.3.4", "SIP / 2.0 / TCP [::1] : 9 ; branch = z ; x=\"a;b\"", "sips:h;;a=b");
        Random random = new Random(7);
        for (int i = 0; i < 300_000; i++) {
            StringBuilder text = new StringBuilder(seeds.get(i % seeds.size()));
            for (int k = random.nextInt(4); k > 0; k--) {
                text.setCharAt(random.nextInt(text.length()), " :;,<>@\"\\%/=?[]aA0.-".charAt(random.nextInt(20)));
            }
            sameValue(text.toString().strip());
        }
    }

    private static void sameValue(String text) {
        byte[] bytes = ("x" + text + "y").getBytes(US_ASCII);
        int end = bytes.length - 1;
        UriView uri = new UriView();
        boolean isUri = uri.read(bytes, 1, end) != UriView.Kind.INVALID;
        Optional<SipUri> parsedUri = parse(() -> SipUri.parse(text));
        assertThat(isUri).as(text).isEqualTo(parsedUri.isPresent());
        parsedUri.filter(SipUri::isSip).ifPresent(parsed -> {
            assertThat(Bytes.text(bytes, uri.hostStart(), uri.hostEnd()) + uri.port()).as(text).isEqualTo(parsed.host() + parsed.port());
            assertThat(uri.parameter(Bytes.ascii("x")) >= 0).as(text).isEqualTo(parsed.parameters().has("x"));
            assertThat(uri.hasHeaders()).as(text).isEqualTo(!parsed.headers().isEmpty());
        });
        AddressView address = new AddressView();
        boolean isAddress = address.read(bytes, 1, end);
        Optional<NameAddr> parsedAddress = parse(() -> NameAddr.parse(text));
        assertThat(isAddress).as(text).isEqualTo(parsedAddress.isPresent());
        int tag = isAddress ? address.tagStart() : -1;
        String read = tag < 0 ? "" : Bytes.text(bytes, tag, address.valueEnd(tag));
        if (!read.startsWith("\"")) {
            assertThat(read).as(text).isEqualTo(parsedAddress.flatMap(NameAddr::tag).orElse(""));
        }
        sameVia(text, bytes, end);
    }

    private static void sameVia(String text, byte[] bytes, int end) {
        ViaView via = new ViaView();
        boolean isVia = via.read(bytes, 1, end);
        Optional<Via> parsed = parse(() -> Via.parse(text));
        assertThat(isVia).as(text).isEqualTo(parsed.isPresent());
        parsed.ifPresent(expected -> {
            assertThat(Bytes.text(bytes, via.hostStart(), via.hostEnd()) + via.port()).as(text).isEqualTo(expected.host() + expected.port());
            assertThat(via.rport()).as(text).isEqualTo(expected.rport());
            assertThat(via.wantsRport()).as(text).isEqualTo(expected.wantsRport());
            assertThat(via.branchStart() < 0 ? "" : Bytes.text(bytes, via.branchStart(), via.branchEnd()).replace("\"", "")).as(text)
                    .isEqualTo(expected.branch().orElse("").replace("\"", ""));
        });
    }

    private static <T> Optional<T> parse(Supplier<T> parser) {
        try {
            return Optional.of(parser.get());
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }
}
