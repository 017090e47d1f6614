package io.tandem.relay.srtp;

import java.util.Arrays;

import io.tandem.relay.cipher.BlockKeystream;
import io.tandem.relay.cipher.Octets;
import io.tandem.relay.cipher.Workspace;

/** Session keys of a master key, derived once (RFC 3711 §4.3 with key derivation rate 0; RFC 6188 §3; RFC 7714 §11). */
final class KeyDerivation {
    /** Labels of what is derived (RFC 3711 §4.3.2): for RTP; for RTCP three more each. */
    static final int ENCRYPTION = 0;
    static final int AUTHENTICATION = 1;
    static final int SALT = 2;
    static final int FOR_RTCP = 3;

    private final BlockKeystream keystream;
    private final long saltHigh;
    private final long saltLow;
    private final Workspace work = new Workspace();

    KeyDerivation(MasterKey master) {
        keystream = new BlockKeystream(master.key());
        saltHigh = Octets.padded(master.salt(), 0);
        saltLow = Octets.padded(master.salt(), 8);
    }

    /** So many octets for that label. */
    byte[] derive(int label, int octets) {
        keystream.generate(work, saltHigh ^ label, saltLow, octets);
        byte[] derived = Arrays.copyOf(work.keystream, octets);
        Arrays.fill(work.keystream, (byte) 0);
        return derived;
    }
}
