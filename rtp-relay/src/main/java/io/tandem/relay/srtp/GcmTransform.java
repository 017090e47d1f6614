package io.tandem.relay.srtp;

import io.tandem.relay.cipher.BlockKeystream;
import io.tandem.relay.cipher.Ghash;
import io.tandem.relay.cipher.Octets;
import io.tandem.relay.cipher.Workspace;

/** AES-GCM (RFC 7714): one pass for secrecy and integrity, a tag of 128 bits inside what is encrypted. */
final class GcmTransform extends Transform {
    private static final int TAG = 16;

    /** Keys of one kind of packet. */
    private record Keys(BlockKeystream keystream, Ghash hash, long saltHigh, long saltLow) {
        static Keys of(CryptoSuite suite, KeyDerivation derivation, int labels) {
            BlockKeystream keystream = new BlockKeystream(derivation.derive(KeyDerivation.ENCRYPTION + labels, suite.keyBytes()));
            byte[] salt = derivation.derive(KeyDerivation.SALT + labels, suite.saltBytes());
            return of(keystream, Octets.padded(salt, 0), Octets.padded(salt, 8));
        }

        private static Keys of(BlockKeystream keystream, long saltHigh, long saltLow) {
            Workspace work = new Workspace();
            keystream.generate(work, 0, 0, Workspace.BLOCK);
            return new Keys(keystream, new Ghash(Octets.getLong(work.keystream, 0), Octets.getLong(work.keystream, 8)), saltHigh, saltLow);
        }

        /** The block for the tag and those for so many octets (§8.1, §9.1; SP 800-38D §7.1). */
        void generate(Workspace work, int ssrc, long index, int length) {
            long high = saltHigh ^ (ssrc & 0xFFFF_FFFFL) << 16 ^ index >>> 32;
            long low = saltLow ^ index << 32 | 1;
            keystream.generate(work, high, low, Workspace.BLOCK + length);
        }

        /** Hashes what is authenticated only, in two parts, and what is encrypted; leaves the tag in the workspace. */
        void tag(Workspace work, int associatedTo, int trailer, int from, int to) {
            hash.begin();
            if (trailer == 0) {
                hash.update(work.packet, 0, associatedTo);
            } else {
                withTrailer(work, associatedTo);
            }
            hash.update(work.packet, from, to);
            hash.block((associatedTo + trailer) * 8L, (to - from) * 8L);
            Octets.putLong(work.tag, 0, hash.high() ^ Octets.getLong(work.keystream, 0));
            Octets.putLong(work.tag, 8, hash.low() ^ Octets.getLong(work.keystream, 8));
        }

        /** The index word follows the header at once in the hash, but not in the packet. */
        private void withTrailer(Workspace work, int associatedTo) {
            System.arraycopy(work.packet, 0, work.counters, 0, associatedTo);
            System.arraycopy(work.trailer, 0, work.counters, associatedTo, INDEX_WORD);
            hash.update(work.counters, 0, associatedTo + INDEX_WORD);
        }
    }

    private final Keys rtp;
    private final Keys rtcp;
    private final boolean encryptsRtcp;

    GcmTransform(MasterKey master, CryptoSuite suite, SessionParameters parameters) {
        super(master.mki());
        KeyDerivation derivation = new KeyDerivation(master);
        rtp = Keys.of(suite, derivation, 0);
        rtcp = Keys.of(suite, derivation, KeyDerivation.FOR_RTCP);
        encryptsRtcp = !parameters.unencryptedRtcp();
    }

    @Override
    int protectRtp(Workspace work, int header, int length, int ssrc, long index) {
        rtp.generate(work, ssrc, index, length - header);
        BlockKeystream.apply(work, Workspace.BLOCK, header, length);
        rtp.tag(work, header, 0, header, length);
        System.arraycopy(work.tag, 0, work.packet, length, TAG);
        putMki(work, length + TAG);
        return length + TAG + mkiBytes();
    }

    @Override
    int unprotectRtp(Workspace work, int header, int length, int ssrc, long index) {
        int end = length - TAG - mkiBytes();
        rtp.generate(work, ssrc, index, end - header);
        rtp.tag(work, header, 0, header, end);
        if (!Octets.same(work.tag, 0, work.packet, end, TAG)) return SrtpReceiver.FORGED;
        BlockKeystream.apply(work, Workspace.BLOCK, header, end);
        return end;
    }

    @Override
    int protectRtcp(Workspace work, int length, int ssrc, int index) {
        int word = encryptsRtcp ? index | ENCRYPTED : index;
        int readable = encryptsRtcp ? RTCP_HEADER : length;
        rtcp.generate(work, ssrc, index, length - readable);
        BlockKeystream.apply(work, Workspace.BLOCK, readable, length);
        Octets.putInt(work.trailer, 0, word);
        rtcp.tag(work, readable, INDEX_WORD, readable, length);
        System.arraycopy(work.tag, 0, work.packet, length, TAG);
        Octets.putInt(work.packet, length + TAG, word);
        putMki(work, length + TAG + INDEX_WORD);
        return length + TAG + INDEX_WORD + mkiBytes();
    }

    @Override
    int unprotectRtcp(Workspace work, int length, int ssrc, int word) {
        int end = length - TAG - INDEX_WORD - mkiBytes();
        int readable = (word & ENCRYPTED) != 0 ? RTCP_HEADER : end;
        rtcp.generate(work, ssrc, word & ~ENCRYPTED, end - readable);
        Octets.putInt(work.trailer, 0, word);
        rtcp.tag(work, readable, INDEX_WORD, readable, end);
        if (!Octets.same(work.tag, 0, work.packet, end, TAG)) return SrtpReceiver.FORGED;
        BlockKeystream.apply(work, Workspace.BLOCK, readable, end);
        return end;
    }

    @Override
    int rtpOverhead() {
        return TAG;
    }

    @Override
    int rtcpOverhead() {
        return TAG + INDEX_WORD;
    }

    @Override
    int mkiFromEnd(boolean ofRtcp) {
        return mkiBytes();
    }

    @Override
    int indexFromEnd() {
        return mkiBytes() + INDEX_WORD;
    }
}
