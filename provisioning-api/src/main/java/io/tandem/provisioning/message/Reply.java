package io.tandem.provisioning.message;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.tandem.provisioning.resource.Resource;

/** Answer to a {@link Request}. */
public record Reply(int status, List<Header> headers, byte[] body) {
    private static final byte[] NOTHING = {};
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._+-]+");
    private static final Pattern UNSAFE = Pattern.compile("[^\\x20-\\x7e]|[\"\\\\]");

    /** One header line. */
    public record Header(String name, String value) {}

    public Reply {
        headers = List.copyOf(headers);
    }

    public static Reply empty(int status) {
        return new Reply(status, List.of(), NOTHING);
    }

    public static Reply of(int status, String contentType, byte[] body) {
        return new Reply(status, List.of(new Header("Content-Type", contentType)), body);
    }

    /** A file that a browser saves under its name. */
    public static Reply of(int status, Resource.Document document) {
        Reply reply = of(status, document.contentType(), document.content());
        return document.fileName().isEmpty() ? reply : reply.with("Content-Disposition", "attachment; filename=" + quoted(document.fileName()));
    }

    /** RFC 6266 §4.1: as it is where that is a token, else quoted without what could end the quotes or the line. */
    private static String quoted(String fileName) {
        return TOKEN.matcher(fileName).matches() ? fileName : '"' + UNSAFE.matcher(fileName).replaceAll("_") + '"';
    }

    public Reply with(String name, String value) {
        return with(List.of(new Header(name, value)));
    }

    public Reply with(List<Header> more) {
        List<Header> all = new ArrayList<>(headers);
        all.addAll(more);
        return new Reply(status, all, body);
    }
}
