package io.tandem.sip.message;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.tandem.sip.message.MessageCheck.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The torture messages of RFC 4475, all 49, each with the decision any element of Tandem takes before it looks closer. The messages were
 * written down from the RFC's text; the octets of mpart01's signature are our own.
 */
class Rfc4475Test {
    /** Section, file, decision (accepted, dropped: a response nobody can be told about, or the status answered), part of the reason. */
    private static final String TABLE = """
            3.1.1.1  wsinv      accepted a short tortuous INVITE: white space, folding, compact names
            3.1.1.2  intmeth    accepted every character a token, a user and a quoted string may have
            3.1.1.3  esc01      accepted escapes resolved in comparison only
            3.1.1.4  escnull    accepted escaped NULs are user characters like others
            3.1.1.5  esc02      accepted a % in a method or header name is no escape
            3.1.1.6  lwsdisp    accepted no white space between display name and <
            3.1.1.7  longreq    accepted long values in every field
            3.1.1.8  dblreq     accepted what lies behind Content-Length is not part of the message
            3.1.1.9  semiuri    accepted a semicolon in the user part starts no parameter
            3.1.1.10 transports accepted unknown transports in Via
            3.1.1.11 mpart01    accepted binary body with line breaks and NULs
            3.1.1.12 unreason   accepted UTF-8 in the reason phrase
            3.1.1.13 noreason   accepted empty reason phrase
            3.1.2.1  badinv01   400 BAD_VIA
            3.1.2.2  clerr      400 BODY_TRUNCATED
            3.1.2.3  ncl        400 BAD_CONTENT_LENGTH
            3.1.2.4  scalar02   400 BAD_CSEQ
            3.1.2.5  scalarlg   dropped BAD_CSEQ
            3.1.2.6  quotbal    400 BAD_NAME_ADDR
            3.1.2.7  ltgtruri   400 BAD_URI
            3.1.2.8  lwsruri    400 BAD_START_LINE
            3.1.2.9  lwsstart   400 BAD_START_LINE
            3.1.2.10 trws       400 BAD_START_LINE
            3.1.2.11 escruri    400 URI_HEADERS
            3.1.2.12 baddate    accepted no element of Tandem acts on Date
            3.1.2.13 regbadct   400 BAD_NAME_ADDR
            3.1.2.14 badaspec   400 BAD_URI
            3.1.2.15 baddn      accepted phones do send display names with commas and without quotes
            3.1.2.16 badvers    505 BAD_VERSION
            3.1.2.17 mismatch01 400 METHOD_MISMATCH
            3.1.2.18 mismatch02 400 METHOD_MISMATCH
            3.1.2.19 bigcode    dropped BAD_STATUS_CODE
            3.2.1    badbranch  400 BAD_VIA
            3.3.1    insuf      400 MISSING_HEADER
            3.3.2    unkscm     416 UNKNOWN_SCHEME
            3.3.3    novelsc    416 UNKNOWN_SCHEME
            3.3.4    unksm2     accepted other schemes in To, From and Contact are the registrar's affair
            3.3.5    bext01     420 UNSUPPORTED_EXTENSION
            3.3.6    invut      accepted body types are the user agent's affair
            3.3.7    regaut01   accepted an unknown authorization scheme counts as no credentials
            3.3.8    multi01    400 REPEATED_HEADER
            3.3.9    mcl01      400 SEVERAL_CONTENT_LENGTHS
            3.3.10   bcast      dropped BROADCAST
            3.3.11   zeromf     accepted the proxy answers 483 unless it is the target
            3.3.12   cparam01   accepted unknown header parameter in Contact
            3.3.13   cparam02   accepted unknown URI parameter in Contact
            3.3.14   regescrt   accepted URI headers in a Contact with angle brackets
            3.3.15   sdp01      accepted what the caller accepts is the user agent's affair
            3.4.1    inv2543    accepted RFC 2543: no branch, no From tag, no Max-Forwards
            """;

    record Case(String section, String file, String decision, String reason) {
        @Override public String toString() {
            return section + " " + file + " " + decision + ": " + reason;
        }
    }

    private record Outcome(String decision, String reason) {}

    static List<Case> cases() {
        return TABLE.lines().map(line -> line.split(" +", 4)).map(f -> new Case(f[0], f[1], f[2], f[3])).toList();
    }

    @ParameterizedTest @MethodSource("cases")
    void everyMessageIsDecided(Case wanted) throws IOException {
        Outcome outcome = decide(read(wanted.file()));
        assertThat(outcome.decision()).isEqualTo(wanted.decision());
        if (!outcome.reason().isEmpty()) {
            assertThat(outcome.reason()).startsWith(wanted.reason());
        }
    }

    @ParameterizedTest @MethodSource("cases")
    void whatIsAcceptedIsWrittenAndReadAgain(Case wanted) throws IOException {
        byte[] bytes = read(wanted.file());
        if (!wanted.decision().equals("accepted")) {
            return;
        }
        SipMessage message = SipMessage.parse(bytes);
        SipMessage again = SipMessage.parse(message.toBytes());
        assertThat(again.toBytes()).isEqualTo(message.toBytes());
        if (message.has("Content-Length")) {
            assertThat(bytes).as("unedited, hence unchanged").startsWith(message.toBytes());
        }
        for (SipMessage.Header header : message.allHeaders()) {
            assertThat(again.lines(header.name())).isEqualTo(message.lines(header.name()));
        }
    }

    @Test void theTableHasEveryFileOnce() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(Rfc4475Test.class.getResource("/rfc4475")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".dat")).toList();
            assertThat(names).hasSize(49).containsExactlyInAnyOrderElementsOf(cases().stream().map(c -> c.file() + ".dat").toList());
        }
    }

    @Test void theTortuousInviteReadsAsTheRfcSays() throws IOException {
        SipMessage invite = SipMessage.parse(read("wsinv"));
        assertThat(invite.to().uri()).hasToString("sip:vivekg@chair-dnrc.example.com");
        assertThat(invite.toTag()).contains("1918181833n");
        assertThat(invite.from().displayName()).isEqualTo("J Rosenberg \\\"");
        assertThat(invite.fromTag()).contains("98asjd8");
        assertThat(invite.maxForwards()).isEqualTo(68);
        assertThat(invite.cSeq()).isEqualTo(9);
        assertThat(invite.headers("Via").stream().map(Via::parse).map(Via::sentBy))
                .containsExactly("192.0.2.2", "spindle.example.com", "192.168.255.111");
        assertThat(invite.headers("Via").stream().map(Via::parse).map(v -> v.branch().orElse("")))
                .containsExactly("390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239");
        assertThat(invite.header("Subject")).contains("");
        assertThat(invite.header("newfangledheader")).contains("newfangled value continued newfangled value");
        assertThat(invite.header("UnknownHeaderWithUnusualValue")).contains(";;,,;;,;");
        NameAddr contact = NameAddr.parse(invite.header("Contact").orElseThrow());
        assertThat(contact.displayName()).isEqualTo("Quoted string \"\"");
        assertThat(contact.parameters().get("q")).contains("0.33");
        assertThat(contact.parameters().get("newparam")).contains("newvalue");
    }

    @Test void escapesAndUnusualTokensReadAsTheRfcSays() throws IOException {
        SipMessage escaped = SipMessage.parse(read("esc01"));
        assertThat(SipUri.parse(escaped.requestUri()).decodedUser()).contains("sips:user@example.com");
        assertThat(escaped.to().uri().isEquivalentTo(SipUri.parse("sip:user@example.com"))).isTrue();
        SipMessage token = SipMessage.parse(read("esc02"));
        assertThat(token.method()).isEqualTo("RE%47IST%45R");
        assertThat(token.headers("Contact")).hasSize(2);
        assertThat(token.from().displayName()).isEqualTo("%Z%45");
        SipMessage unusual = SipMessage.parse(read("intmeth"));
        assertThat(unusual.to().displayName()).isEqualTo("BEL:\u0007 NUL:\0 DEL:\u007f");
        assertThat(unusual.from().displayName()).isEqualTo("token1~` token2'+_ token3*%!.-");
        assertThat(unusual.fromTag()).contains("_token~1'+`*%!-.");
        assertThat(unusual.from().parameters().get("fromParam''~+*_!.-%")).contains("работающий");
    }

    @Test void theRefusalNamesTheUnsupportedExtensions() throws IOException {
        SipMessage request = SipMessage.parse(read("bext01"));
        Verdict.Refused refused = (Verdict.Refused) MessageCheck.check(request);
        assertThat(refused.answer(request).headers("Unsupported")).containsExactly("noProxiesSupportThis", "norDoAnyProxiesSupportThis");
    }

    private static Outcome decide(byte[] bytes) {
        SipMessage message;
        try {
            message = SipMessage.parse(bytes);
        } catch (MalformedMessageException e) {
            boolean answerable = e.headersOnly().filter(SipMessage::isRequest).isPresent();
            return new Outcome(answerable ? Integer.toString(e.reason().status()) : "dropped", e.reason().name());
        }
        return switch (MessageCheck.check(message)) {
            case Verdict.Accepted _ -> new Outcome("accepted", "");
            case Verdict.Refused refused ->
                    new Outcome(message.isRequest() ? Integer.toString(refused.status()) : "dropped", refused.cause().name());
        };
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Rfc4475Test.class.getResourceAsStream("/rfc4475/" + name + ".dat"))) {
            return in.readAllBytes();
        }
    }
}
