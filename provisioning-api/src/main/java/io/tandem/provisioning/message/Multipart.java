package io.tandem.provisioning.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Resource;

/** Reads {@code multipart/form-data} (RFC 7578): one part {@code json} with the fields, the others are files. */
final class Multipart {
    private static final int MAX_PARTS = 20;
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[;\\s]name=\"([^\"]{1,255})\"");
    private static final Pattern FILE_NAME = Pattern.compile("[;\\s]filename=\"([^\"]{0,255})\"");
    private static final Pattern TYPE = Pattern.compile("^content-type:\\s*([^;\\s]+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    /** One part of a form. */
    record Part(String name, Resource.Document file) {}

    private Multipart() {}

    /** @throws ApiError 400 when the body is no such form */
    static Body read(Request request) {
        Matcher boundary = BOUNDARY.matcher(request.header("Content-Type").orElse(""));
        if (!boundary.find()) {
            throw malformed("the boundary is missing in its Content-Type");
        }
        String delimiter = "--" + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
        return Body.ofParts(parts(request.body(), delimiter));
    }

    /** A character of ISO 8859-1 is a byte: indexes in the text are indexes in the body. */
    private static List<Part> parts(byte[] body, String delimiter) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        List<Part> parts = new ArrayList<>();
        int at = text.startsWith(delimiter) ? 0 : text.indexOf("\r\n" + delimiter) + 2;
        while (text.startsWith(delimiter + "\r\n", at)) {
            int from = at + delimiter.length() + 2;
            int end = text.indexOf("\r\n" + delimiter, from - 2);
            if (end < 0 || parts.size() == MAX_PARTS) {
                throw malformed(end < 0 ? "a part does not end" : "more than %d parts".formatted(MAX_PARTS));
            }
            parts.add(part(body, text, from, end));
            at = end + 2;
        }
        return parts;
    }

    private static Part part(byte[] body, String text, int from, int end) {
        int blank = text.indexOf("\r\n\r\n", from);
        if (blank < 0 || blank > end) {
            throw malformed("a part has no headers");
        }
        String headers = new String(body, from, blank - from, StandardCharsets.UTF_8);
        String name = first(NAME, headers, "");
        if (name.isEmpty()) {
            throw malformed("a part has no name");
        }
        byte[] content = Arrays.copyOfRange(body, Math.min(blank + 4, end), end);
        String type = first(TYPE, headers, "application/octet-stream").toLowerCase(Locale.ROOT);
        return new Part(name, new Resource.Document(type, first(FILE_NAME, headers, ""), content));
    }

    private static String first(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    private static ApiError malformed(String why) {
        return ApiError.badRequest("The entity could not be processed: malformed multipart/form-data, %s.".formatted(why));
    }
}
