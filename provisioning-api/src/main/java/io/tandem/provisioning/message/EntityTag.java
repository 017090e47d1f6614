package io.tandem.provisioning.message;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Item;

/** Entity tag of an item (RFC 9110 §8.8.3): weak, made of its fields as the caller sees them, whatever links and layout are around them. */
public final class EntityTag {
    private static final int BYTES = 12;

    private EntityTag() {}

    public static String of(Item item) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Json.compact(item.fields()));
            return "W/\"" + HexFormat.of().formatHex(digest, 0, BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public static Reply.Header header(Item item) {
        return new Reply.Header("ETag", of(item));
    }

    /** Whether {@code If-None-Match} says that the client has this item. */
    public static boolean isKnown(Request request, String tag) {
        return request.header("If-None-Match").filter(named -> names(named, tag)).isPresent();
    }

    /** Clients that send no {@code If-Match} write whatever is there, as ever.
     * @throws ApiError 412 */
    static void requireMatch(String ifMatch, String tag) {
        if (!names(ifMatch, tag)) {
            throw ApiError.preconditionFailed("The item was changed by somebody else: its entity tag is %s, If-Match names %s.".formatted(tag, ifMatch));
        }
    }

    /** @throws ApiError 412 when the request names another state of the item */
    public static void require(Request request, Item item) {
        request.header("If-Match").ifPresent(named -> requireMatch(named, of(item)));
    }

    /** Compared weakly (§8.8.3.2): all our tags are weak. */
    private static boolean names(String header, String tag) {
        return Stream.of("*", tag, tag.substring(2)).anyMatch(Arrays.stream(header.split(",")).map(String::strip).toList()::contains);
    }
}
