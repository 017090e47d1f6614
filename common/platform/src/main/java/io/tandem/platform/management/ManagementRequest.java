package io.tandem.platform.management;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A request below {@code /actuator}.
 *
 * @param path what follows the endpoint's name
 * @param query undecoded, perhaps empty
 * @param accept values of the Accept header
 * @param body not copied
 */
record ManagementRequest(String method, List<String> path, String query, List<String> accept, byte[] body) {

    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** The only part of the path behind the endpoint's name; empty if there is none or more. */
    Optional<String> onlyPart() {
        return path.size() == 1 ? Optional.of(path.getFirst()) : Optional.empty();
    }

    /** All values of a parameter of the query, also those that share one by commas. */
    Set<String> values(String parameter) {
        return Arrays.stream(query.split("&")).filter(pair -> pair.startsWith(parameter + '='))
            .flatMap(pair -> Arrays.stream(pair.substring(parameter.length() + 1).split(",")))
            .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8)).filter(value -> !value.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }
}
