package io.tandem.proxy.stir;

import java.nio.charset.StandardCharsets;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a peer writes into an Identity header is read or refused. */
class IdentityFuzzTest {

    @FuzzTest
    void aHeaderIsReadOrIsNone(byte[] data) {
        IdentityHeader.parse(new String(data, StandardCharsets.ISO_8859_1)).ifPresent(header -> {
            try {
                Passport.parse(header);
            } catch (MalformedPassportException refused) {
                return;
            }
        });
    }

    @FuzzTest
    void claimsAreReadOrRefused(byte[] data) {
        try {
            PassportJson.read(data);
        } catch (MalformedPassportException refused) {
            return;
        }
    }
}
