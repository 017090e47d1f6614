package io.tandem.relay.dtls;

import java.util.Arrays;

import io.tandem.relay.srtp.CryptoSuite;
import io.tandem.relay.srtp.MasterKey;

/** What a handshake ends with. @param local protects what this end sends; {@code remote} what the other one does */
public record DtlsKeys(CryptoSuite suite, MasterKey local, MasterKey remote) {
    private static final byte[] NO_MKI = {};

    /** Octets to export for a suite. */
    static int exportedBytes(CryptoSuite suite) {
        return 2 * (suite.keyBytes() + suite.saltBytes());
    }

    /** From exported keying material: both keys, client first, then both salts (RFC 5764 §4.2). */
    static DtlsKeys of(CryptoSuite suite, byte[] exported, boolean client) {
        int key = suite.keyBytes();
        int salt = suite.saltBytes();
        MasterKey ofClient = new MasterKey(Arrays.copyOf(exported, key), Arrays.copyOfRange(exported, 2 * key, 2 * key + salt), NO_MKI);
        MasterKey ofServer = new MasterKey(Arrays.copyOfRange(exported, key, 2 * key),
                Arrays.copyOfRange(exported, 2 * key + salt, 2 * (key + salt)), NO_MKI);
        return client ? new DtlsKeys(suite, ofClient, ofServer) : new DtlsKeys(suite, ofServer, ofClient);
    }
}
