package io.tandem.relay.srtp;

import io.tandem.relay.cipher.HmacSha1;
import io.tandem.relay.cipher.Octets;
import io.tandem.relay.cipher.Workspace;

/** Encryption by AES in counter or f8 mode, or none, and a tag by HMAC-SHA1 (RFC 3711 §4). */
final class HmacTransform extends Transform {
    private static final int AUTHENTICATION_KEY_BYTES = 20;

    private final PayloadCipher rtp;
    private final PayloadCipher rtcp;
    private final HmacSha1 rtpHmac;
    private final HmacSha1 rtcpHmac;
    private final int rtpTag;
    private final int rtcpTag;
    private final SessionParameters parameters;

    HmacTransform(MasterKey master, CryptoSuite suite, SessionParameters parameters) {
        super(master.mki());
        KeyDerivation derivation = new KeyDerivation(master);
        this.rtp = PayloadCipher.of(suite, derivation, 0);
        this.rtcp = PayloadCipher.of(suite, derivation, KeyDerivation.FOR_RTCP);
        this.rtpHmac = new HmacSha1(derivation.derive(KeyDerivation.AUTHENTICATION, AUTHENTICATION_KEY_BYTES));
        this.rtcpHmac = new HmacSha1(derivation.derive(KeyDerivation.AUTHENTICATION + KeyDerivation.FOR_RTCP, AUTHENTICATION_KEY_BYTES));
        this.rtpTag = parameters.unauthenticatedRtp() ? 0 : suite.rtpTagBytes();
        this.rtcpTag = suite.rtcpTagBytes();
        this.parameters = parameters;
    }

    @Override
    int protectRtp(Workspace work, int header, int length, int ssrc, long index) {
        if (!parameters.unencryptedRtp()) rtp.rtp(work, header, length, ssrc, index);
        putMki(work, length);
        tagRtp(work, length, index);
        System.arraycopy(work.tag, 0, work.packet, length + mkiBytes(), rtpTag);
        return length + mkiBytes() + rtpTag;
    }

    /** The tag covers the roll-over counter too, which is not sent (§4.2). */
    private void tagRtp(Workspace work, int length, long index) {
        if (rtpTag == 0) return;
        Octets.putInt(work.trailer, 0, (int) (index >>> 16));
        rtpHmac.compute(work, length, 4);
    }

    @Override
    int unprotectRtp(Workspace work, int header, int length, int ssrc, long index) {
        int end = length - rtpTag - mkiBytes();
        tagRtp(work, end, index);
        if (!Octets.same(work.tag, 0, work.packet, length - rtpTag, rtpTag)) return SrtpReceiver.FORGED;
        if (!parameters.unencryptedRtp()) rtp.rtp(work, header, end, ssrc, index);
        return end;
    }

    @Override
    int protectRtcp(Workspace work, int length, int ssrc, int index) {
        int word = parameters.unencryptedRtcp() ? index : index | ENCRYPTED;
        if (word != index) rtcp.rtcp(work, length, ssrc, word);
        Octets.putInt(work.packet, length, word);
        int end = length + INDEX_WORD;
        rtcpHmac.compute(work, end, 0);
        putMki(work, end);
        System.arraycopy(work.tag, 0, work.packet, end + mkiBytes(), rtcpTag);
        return end + mkiBytes() + rtcpTag;
    }

    @Override
    int unprotectRtcp(Workspace work, int length, int ssrc, int word) {
        int end = length - rtcpTag - mkiBytes();
        rtcpHmac.compute(work, end, 0);
        if (!Octets.same(work.tag, 0, work.packet, length - rtcpTag, rtcpTag)) return SrtpReceiver.FORGED;
        if ((word & ENCRYPTED) != 0) rtcp.rtcp(work, end - INDEX_WORD, ssrc, word);
        return end - INDEX_WORD;
    }

    @Override
    int rtpOverhead() {
        return rtpTag;
    }

    @Override
    int rtcpOverhead() {
        return INDEX_WORD + rtcpTag;
    }

    @Override
    int mkiFromEnd(boolean ofRtcp) {
        return (ofRtcp ? rtcpTag : rtpTag) + mkiBytes();
    }

    @Override
    int indexFromEnd() {
        return rtcpTag + mkiBytes() + INDEX_WORD;
    }
}
