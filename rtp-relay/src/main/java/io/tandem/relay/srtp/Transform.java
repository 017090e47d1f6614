package io.tandem.relay.srtp;

import io.tandem.relay.cipher.Octets;
import io.tandem.relay.cipher.Workspace;

/** What one master key does to the packet in the workspace. Indexes and replay are its caller's affair. */
abstract sealed class Transform permits HmacTransform, GcmTransform {
    /** Octets of an RTCP packet that stay readable: the first header with its SSRC (RFC 3711 §3.4). */
    static final int RTCP_HEADER = 8;
    /** Octets of the word with the encryption flag and the SRTCP index. */
    static final int INDEX_WORD = 4;
    static final int ENCRYPTED = 0x8000_0000;

    private final byte[] mki;

    Transform(byte[] mki) {
        this.mki = mki;
    }

    static Transform of(CryptoSuite suite, MasterKey master, SessionParameters parameters) {
        return suite.algorithm() == CryptoSuite.Algorithm.GCM ? new GcmTransform(master, suite, parameters)
                : new HmacTransform(master, suite, parameters);
    }

    /** @param header octets before the payload
     *  @param index  48 bits: roll-over counter and sequence number
     *  @return the new length */
    abstract int protectRtp(Workspace work, int header, int length, int ssrc, long index);

    /** @return the new length, or {@link SrtpReceiver#FORGED} */
    abstract int unprotectRtp(Workspace work, int header, int length, int ssrc, long index);

    /** @param index 31 bits */
    abstract int protectRtcp(Workspace work, int length, int ssrc, int index);

    /** @param word flag and index, as received
     *  @return the new length, or {@link SrtpReceiver#FORGED} */
    abstract int unprotectRtcp(Workspace work, int length, int ssrc, int word);

    /** Octets behind an SRTP payload, without the identifier. */
    abstract int rtpOverhead();

    /** Octets behind an SRTCP packet, without the identifier. */
    abstract int rtcpOverhead();

    /** Where the identifier begins, seen from the end of a packet. @param rtcp of SRTCP */
    abstract int mkiFromEnd(boolean rtcp);

    /** Where the word with flag and index begins, seen from the end of an SRTCP packet. */
    abstract int indexFromEnd();

    final int mkiBytes() {
        return mki.length;
    }

    final void putMki(Workspace work, int at) {
        System.arraycopy(mki, 0, work.packet, at, mki.length);
    }

    /** Carries the packet this key's identifier? */
    final boolean isNamedBy(Workspace work, int length, boolean rtcp) {
        int at = length - mkiFromEnd(rtcp);
        return mki.length == 0 || at >= 0 && Octets.same(work.packet, at, mki, 0, mki.length);
    }
}
