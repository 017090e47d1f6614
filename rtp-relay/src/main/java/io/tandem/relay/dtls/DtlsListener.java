package io.tandem.relay.dtls;

/** Told of an association by its own thread: hand over at once. */
public interface DtlsListener {
    /** Send this to the other end; the array is the receiver's. */
    void send(byte[] datagram);

    void keyed(DtlsKeys keys);

    /** No keys, or none any more. @param reason in words: an alert, a wrong fingerprint, silence */
    void ended(String reason);
}
