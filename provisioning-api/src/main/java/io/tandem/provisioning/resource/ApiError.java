package io.tandem.provisioning.resource;

import java.io.Serial;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A request that is refused, with the status and the text that clients read ({@code provisioning.md} §1.6). */
public final class ApiError extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int MAX_ECHO = 200;

    private final int status;
    private final transient List<Invalid> invalid;
    private final transient Optional<Duration> retryAfter;

    private ApiError(int status, String message) {
        this(status, message, List.of(), Optional.empty());
    }

    private ApiError(int status, String message, List<Invalid> invalid, Optional<Duration> retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.invalid = List.copyOf(invalid);
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    /** The text for the client. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** The fields that failed, where that is why. */
    public List<Invalid> invalid() {
        return invalid;
    }

    /** When the same may be tried again, where that may help. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** One field that did not hold what it must. */
    public record Invalid(String field, String input, String error) {
        public String shownInput() {
            return input.length() > MAX_ECHO ? input.substring(0, MAX_ECHO) + "..." : input;
        }

        @Override
        public String toString() {
            return "field='%s', input='%s', errors='%s'".formatted(field, shownInput(), error);
        }
    }

    public static ApiError badRequest(String message) {
        return new ApiError(400, message);
    }

    public static ApiError paymentRequired(String message) {
        return new ApiError(402, message);
    }

    public static ApiError forbidden(String message) {
        return new ApiError(403, message);
    }

    public static ApiError entityNotFound(String entity) {
        return new ApiError(404, "Entity '%s' not found.".formatted(entity));
    }

    public static ApiError pathNotFound() {
        return new ApiError(404, "Path not found");
    }

    public static ApiError methodNotAllowed(String method, Collection<String> allowed) {
        return new ApiError(405, "Method %s not allowed, use %s.".formatted(method, String.join(", ", allowed)));
    }

    public static ApiError preconditionFailed(String message) {
        return new ApiError(412, message);
    }

    public static ApiError tooLarge(int limitBytes) {
        return new ApiError(413, "The request body exceeds %d bytes.".formatted(limitBytes));
    }

    public static ApiError conflict(String message) {
        return new ApiError(409, message);
    }

    public static ApiError unsupportedMediaType(String given, String accepted) {
        return new ApiError(415, "Unsupported media type '%s', accepting %s only.".formatted(given, accepted));
    }

    public static ApiError unprocessable(String message) {
        return new ApiError(422, message);
    }

    public static ApiError invalid(String field, String input, String error) {
        return invalid(List.of(new Invalid(field, input, error)));
    }

    public static ApiError invalid(List<Invalid> invalid) {
        return new ApiError(422, "Validation failed. " + invalid.stream().map(Invalid::toString).collect(Collectors.joining("; ")), invalid,
            Optional.empty());
    }

    public static ApiError inUse(String message) {
        return new ApiError(423, message);
    }

    public static ApiError failed(String message) {
        return new ApiError(500, message);
    }

    public static ApiError notImplemented(String message) {
        return new ApiError(501, message);
    }

    public static ApiError busy(String message, Duration retryAfter) {
        return new ApiError(503, message, List.of(), Optional.of(retryAfter));
    }
}
