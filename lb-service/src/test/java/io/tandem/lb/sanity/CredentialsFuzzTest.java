package io.tandem.lb.sanity;

import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.lb.wire.ByteText;
import io.tandem.sip.auth.DigestCredentials;
import io.tandem.sip.auth.MalformedCredentialsException;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** Whatever credentials come: nothing is read beyond them, and the user name is the one that the proxy reads, or an account could be guessed under
 * another name than the one that is banned. */
class CredentialsFuzzTest {

    private static final byte[] USERNAME = "username".getBytes(US_ASCII);

    private final ByteText user = new ByteText(64);

    @FuzzTest(maxDuration = "120s")
    void theUserIsTheOneThatTheProxyReads(byte[] value) {
        String header = new String(value, ISO_8859_1).strip();
        if (header.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            return;                                                      // no header of a message has these, but behind a backslash
        }
        byte[] bytes = ("=\"" + header + "\", username=\"beyond\"").getBytes(ISO_8859_1);
        int to = 2 + header.length();
        boolean sound = CredentialsSyntax.isSound(bytes, 2, to);
        int start = CredentialsSyntax.find(bytes, 2, to, USERNAME);
        assertThat(start).isLessThanOrEqualTo(to);
        user.clear();
        if (start >= 0) {
            CredentialsSyntax.write(user, bytes, start, to);
            assertThat(user.length()).isLessThanOrEqualTo(to - start);
        }
        String read = new String(Arrays.copyOf(user.bytes(), user.length()), ISO_8859_1);
        try {
            if (sound && DigestCredentials.isDigest(header)) {
                assertThat(read).isEqualTo(DigestCredentials.parse(header).username());
            }
        } catch (MalformedCredentialsException refusedByTheProxy) {
            assertThat(refusedByTheProxy).hasMessageNotContaining("beyond");
        }
    }
}
