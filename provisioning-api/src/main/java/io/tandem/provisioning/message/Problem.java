package io.tandem.provisioning.message;

import java.util.Locale;
import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How a refusal is written: {@code code} and {@code message}, and more around them for who accepts problem details (RFC 9457). */
public final class Problem {
    private static final String TYPE = "application/problem+json";

    private Problem() {}

    /** @param accept what the client accepts */
    public static Reply reply(Optional<String> accept, ApiError refused) {
        boolean asked = accept.filter(types -> types.toLowerCase(Locale.ROOT).contains(TYPE)).isPresent();
        Reply reply = asked ? Reply.of(refused.status(), TYPE, Json.write(document(refused))) : MediaTypes.error(refused.status(), refused.text());
        return refused.retryAfter().map(delay -> reply.with("Retry-After", Long.toString(delay.toSeconds()))).orElse(reply);
    }

    private static ObjectNode document(ApiError refused) {
        ObjectNode problem = JsonNodeFactory.instance.objectNode().put("type", "about:blank").put("status", refused.status())
            .put("title", HttpStatus.valueOf(refused.status()).getReasonPhrase()).put("detail", refused.text())
            .put("code", refused.status()).put("message", refused.text());
        for (ApiError.Invalid invalid : refused.invalid()) {
            problem.withArray("errors").addObject().put("field", invalid.field()).put("input", invalid.shownInput()).put("detail", invalid.error());
        }
        return problem;
    }
}
