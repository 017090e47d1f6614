package io.tandem.relay.srtp;

import java.util.List;

/** All that another relay needs to go on with one direction of a stream. Holds keys: store it where only relays can read it.
 * @param keys    the first one protects what is sent
 * @param sources by SSRC */
public record SrtpState(CryptoSuite suite, List<MasterKey> keys, SessionParameters parameters, List<Source> sources) {
    /** @param index         48 bits, roll-over counter and sequence number of the newest packet; -1 for none
     *  @param rtcpIndex     31 bits, of the newest SRTCP packet; -1 for none
     *  @param sequenceShift added to sequence numbers that are sent, 0-65535 */
    public record Source(int ssrc, long index, long rtcpIndex, int sequenceShift) {
        public Source {
            if (index < -1 || index >= 1L << 48) throw new IllegalArgumentException("SRTP index " + index + " outside 48 bits");
            if (rtcpIndex < -1 || rtcpIndex >= 1L << 31) throw new IllegalArgumentException("SRTCP index " + rtcpIndex + " outside 31 bits");
        }
    }

    public SrtpState {
        keys = List.copyOf(keys);
        sources = List.copyOf(sources);
        if (keys.isEmpty()) throw new IllegalArgumentException("SRTP without a key");
        if (sources.size() > SourceIndexes.MAX) throw new IllegalArgumentException(sources.size() + " SRTP sources, at most " + SourceIndexes.MAX);
        for (MasterKey key : keys) {
            if (!key.fits(suite)) throw new IllegalArgumentException(key + " for " + suite);
            if (key.mki().length != keys.getFirst().mki().length) throw new IllegalArgumentException("MKIs of different lengths (RFC 4568 §6.1)");
        }
        if (keys.size() > 1 && keys.getFirst().mki().length == 0) throw new IllegalArgumentException("several keys without MKI");
    }

    /** A stream that begins with these keys. */
    public static SrtpState fresh(CryptoSuite suite, List<MasterKey> keys, SessionParameters parameters) {
        return new SrtpState(suite, keys, parameters, List.of());
    }

    /** A stream that begins, under a key without conditions. */
    public static SrtpState fresh(CryptoSuite suite, MasterKey key) {
        return fresh(suite, List.of(key), SessionParameters.NONE);
    }

    /** The same keys and conditions, whatever has been sent under them? */
    public boolean isKeyedAs(SrtpState other) {
        return suite == other.suite && keys.equals(other.keys) && parameters.equals(other.parameters);
    }
}
