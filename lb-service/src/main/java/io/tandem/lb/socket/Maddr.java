package io.tandem.lb.socket;

import io.tandem.lb.wire.UriView;
import io.tandem.sip.bytes.Bytes;

/** The URI parameter that tells where a request goes instead of the host; port and transport are still the URI's (RFC 3261 §19.1.1, RFC 3263 §4). */
public final class Maddr {

    private static final byte[] NAME = Bytes.ascii("maddr");

    private Maddr() {}

    /** First byte of its value in a URI; -1 without it, and in a URI that is none of SIP. The value ends with the parameter. */
    public static int find(UriView uri) {
        int parameter = uri.isSip() ? uri.parameter(NAME) : -1;
        return parameter < 0 ? -1 : uri.valueStart(parameter);
    }
}
