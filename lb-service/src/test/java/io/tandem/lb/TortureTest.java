package io.tandem.lb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * All torture messages of RFC 4475 as strangers send them: what the edge answers, and what it lets pass to a proxy. It refuses what RFC 4475 wants
 * refused, but for what only a proxy knows (420), and but for two where the RFC leaves the choice: a Date that is none, which nobody reads, and a branch
 * of a bare magic cookie, for which it falls back to the rules of RFC 2543.
 */
class TortureTest {

    private static final Path CORPUS = Path.of("../common/sip/src/test/resources/rfc4475");
    private static final String TABLE = """
            badaspec   400 Invalid To Header
            badbranch  passes                                       # RFC 2543: call and sequence number tell the transaction
            baddate    passes                                       # no element acts on Date
            baddn      passes                                       # phones do write commas into display names without quotes
            badinv01   400 Bad Request
            badvers    505 Version Not Supported
            bcast      dropped                                      # a response to none of our requests
            bext01     passes                                       # 420 is the proxy's
            bigcode    dropped
            clerr      400 Bad Request
            cparam01   passes
            cparam02   passes
            dblreq     passes                                       # what lies behind the body is left out
            esc01      passes
            esc02      passes
            escnull    passes
            escruri    400 Bad Request URI
            insuf      400 Invalid From Header
            intmeth    passes
            inv2543    passes
            invut      passes
            longreq    passes
            ltgtruri   400 Bad Request URI
            lwsdisp    passes
            lwsruri    400 Bad Request
            lwsstart   400 Bad Request
            mcl01      400 Bad Request
            mismatch01 400 Invalid CSeq Header
            mismatch02 400 Invalid CSeq Header
            mpart01    403 Preload Route Denied                     # sound, but its Route is not ours (signalling.md §1.3)
            multi01    400 Invalid From Header
            ncl        400 Bad Request
            noreason   dropped                                      # a response to none of our requests
            novelsc    416 Unsupported URI Scheme
            quotbal    400 Invalid To Header
            regaut01   passes                                       # an unknown scheme counts as no credentials
            regbadct   400 Bad Contact Header
            regescrt   passes
            scalar02   400 Bad Request
            scalarlg   dropped
            sdp01      passes
            semiuri    passes
            transports passes
            trws       400 Bad Request
            unkscm     416 Unsupported URI Scheme
            unksm2     passes                                       # To of another scheme is the registrar's affair
            unreason   dropped                                      # a response to none of our requests
            wsinv      481 Call/Transaction Does Not Exist          # sound, but in a dialog that is not ours
            zeromf     483 Too Many Hops
            """;

    private final CoreRig rig = new CoreRig();

    @AfterEach
    void closes() {
        rig.close();
    }

    static List<String[]> cases() {
        return TABLE.lines().map(line -> line.replaceFirst(" *#.*", "").split(" +", 2)).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isAnsweredOrPasses(String name, String outcome) throws IOException {
        List<CoreRig.Sent> sent = rig.receives(Files.readAllBytes(CORPUS.resolve(name + ".dat")), CoreRig.PHONE, CoreRig.UDP);
        if (outcome.equals("dropped")) {
            assertThat(sent).isEmpty();
            return;
        }
        String first = new String(sent.getLast().bytes(), ISO_8859_1).lines().findFirst().orElseThrow();
        if (outcome.equals("passes")) {
            assertThat(sent.getLast().target()).as(first).isEqualTo(CoreRig.PROXY);
        } else {
            assertThat(first).isEqualTo("SIP/2.0 " + outcome);
            assertThat(sent).singleElement().satisfies(answer -> assertThat(answer.target().getAddress()).isEqualTo(CoreRig.PHONE.getAddress()));
        }
    }

    @Test
    void theTableHasEveryFileOnce() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".dat")).map(file -> file.replace(".dat", "")))
                    .containsExactlyInAnyOrderElementsOf(cases().stream().map(row -> row[0]).toList());
        }
    }

    /** RFC 4475 §3.2.1: else the second INVITE of the call would look like a retransmission of the first. */
    @Test
    void aBareMagicCookieDoesNotTellTransactionsApart() throws IOException {
        String first = Files.readString(CORPUS.resolve("badbranch.dat"), ISO_8859_1);
        String branch = branchAtProxy(first);
        assertThat(branchAtProxy(first)).as("a retransmission").isEqualTo(branch);
        assertThat(branchAtProxy(first.replace("CSeq: 8 ", "CSeq: 9 "))).isNotEqualTo(branch);
    }

    private String branchAtProxy(String request) {
        return SipMessage.parse(rig.receives(request.getBytes(ISO_8859_1), CoreRig.PHONE, CoreRig.UDP).getLast().bytes()).topVia().branch().orElseThrow();
    }
}
