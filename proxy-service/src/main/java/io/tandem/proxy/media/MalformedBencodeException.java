package io.tandem.proxy.media;

/** A reply of a media relay that is no bencode. */
public final class MalformedBencodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param what  what was expected
     * @param offset byte at fault, from the start of the payload */
    public MalformedBencodeException(String what, int offset) {
        super("bad bencode at byte " + offset + ": " + what);
    }
}
