package io.tandem.provisioning.rest;

import java.util.ArrayList;
import java.util.List;

/** Answer to a {@link Request}. */
public record Reply(int status, List<Header> headers, byte[] body) {
    private static final byte[] NOTHING = {};

    /** One header line. */
    public record Header(String name, String value) {}

    public Reply {
        headers = List.copyOf(headers);
    }

    static Reply empty(int status) {
        return new Reply(status, List.of(), NOTHING);
    }

    static Reply of(int status, String contentType, byte[] body) {
        return new Reply(status, List.of(new Header("Content-Type", contentType)), body);
    }

    Reply with(String name, String value) {
        return with(List.of(new Header(name, value)));
    }

    Reply with(List<Header> more) {
        List<Header> all = new ArrayList<>(headers);
        all.addAll(more);
        return new Reply(status, all, body);
    }
}
