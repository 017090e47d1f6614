package io.tandem.platform.plain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command or an endpoint returns, brought down to the kinds of values that JSON and XML-RPC know. */
public final class PlainValues {
    private PlainValues() {}

    /**
     * One of {@code Long}, {@code Double}, {@code Boolean}, {@code String}, {@code Instant}, {@code byte[]}, a list or map of such, or
     * {@code Optional.empty()}.
     *
     * @throws IllegalArgumentException for other kinds, which is a mistake in the command
     */
    public static Object of(Object value) {
        return switch (value) {
            case Long _, Double _, Boolean _, String _, Instant _, byte[] _ -> value;
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Float number -> number.doubleValue();
            case Enum<?> constant -> constant.name();
            case Optional<?> optional -> optional.isPresent() ? of(optional.get()) : optional;
            case Map<?, ?> map -> members(map);
            case Iterable<?> items -> items(items);
            case Object[] items -> items(Arrays.asList(items));
            default -> throw new IllegalArgumentException("a " + value.getClass().getName() + " cannot be sent");
        };
    }

    private static Map<String, Object> members(Map<?, ?> map) {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put(String.valueOf(name), of(value)));
        return members;
    }

    private static List<Object> items(Iterable<?> items) {
        List<Object> list = new ArrayList<>();
        items.forEach(item -> list.add(of(item)));
        return list;
    }
}
