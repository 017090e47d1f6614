package io.tandem.provisioning.message;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Query;

/**
 * One request below {@code /api/}.
 *
 * @param method     upper case, method override headers already followed
 * @param path       parts behind {@code /api/}, none empty
 * @param headers    by lower-case name
 */
public record Request(String method, List<String> path, Map<String, List<String>> parameters, Map<String, String> headers, byte[] body,
                      Caller caller) {
    /** Headers by which clients behind a proxy that knows GET and POST only name the true method. */
    private static final List<String> OVERRIDES = List.of("x-http-method", "x-http-method-override", "x-method-override", "x-tunneled-method");

    public Request {
        path = List.copyOf(path);
        parameters = Map.copyOf(parameters);
        headers = Map.copyOf(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    public Optional<String> parameter(String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** The same with one more query parameter, or another value of it. */
    public Request with(String parameter, String value) {
        Map<String, List<String>> more = new HashMap<>(parameters);
        more.put(parameter, List.of(value));
        return new Request(method, path, more, headers, body, caller);
    }

    /** Its query parameters. */
    public Query query() {
        return new Query(parameters);
    }

    /** The method a POST stands for. */
    public static String effectiveMethod(String method, Map<String, String> headers) {
        if (!"POST".equals(method)) {
            return method;
        }
        return OVERRIDES.stream().filter(headers::containsKey).findFirst()
            .map(name -> headers.getOrDefault(name, method).strip().toUpperCase(Locale.ROOT)).orElse(method);
    }
}
