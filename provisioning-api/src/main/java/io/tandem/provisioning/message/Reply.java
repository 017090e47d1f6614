package io.tandem.provisioning.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.tandem.provisioning.resource.Content;
import io.tandem.provisioning.resource.Resource;

/** Answer to a {@link Request}.
 * @param content what stands in place of the body, for who sends the reply to send and to close */
public record Reply(int status, List<Header> headers, byte[] body, Optional<Content> content) {
    private static final byte[] NOTHING = {};
    private static final String CONTENT_TYPE = "Content-Type";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._+-]+");
    private static final Pattern UNSAFE = Pattern.compile("[^\\x20-\\x7e]|[\"\\\\]");

    /** One header line. */
    public record Header(String name, String value) {}

    public Reply {
        headers = List.copyOf(headers);
    }

    public static Reply empty(int status) {
        return new Reply(status, List.of(), NOTHING, Optional.empty());
    }

    public static Reply of(int status, String contentType, byte[] body) {
        return new Reply(status, List.of(new Header(CONTENT_TYPE, contentType)), body, Optional.empty());
    }

    /** A file that a browser saves under its name. */
    public static Reply of(int status, Resource.Document document) {
        return of(status, document.contentType(), document.content()).named(document.fileName());
    }

    /** The same for one that is read as it is sent. */
    public static Reply of(int status, Resource.Download download) {
        return new Reply(status, List.of(new Header(CONTENT_TYPE, download.contentType())), NOTHING, Optional.of(download.content()))
            .named(download.fileName());
    }

    private Reply named(String fileName) {
        return fileName.isEmpty() ? this : with("Content-Disposition", "attachment; filename=" + quoted(fileName));
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
        return new Reply(status, all, body, content);
    }
}
