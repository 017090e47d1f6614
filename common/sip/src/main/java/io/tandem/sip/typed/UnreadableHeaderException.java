package io.tandem.sip.typed;

/** A structured header is not what its RFC says. Cheap to throw: it has no stack trace. A request with it is answered 400. */
public final class UnreadableHeaderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableHeaderException(String header, String value, String why) {
        super("%s '%s' cannot be read: %s".formatted(header, value.substring(0, Math.min(80, value.length())), why), null, false, false);
    }
}
