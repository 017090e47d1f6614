package io.tandem.platform.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** Which keys there are, read from the properties records of the services, and the nearest one to a key that there is not. Immutable. */
public final class SettingsSchema {
    /** What may stand at a key. */
    private sealed interface Shape {}

    private record Branch(Map<String, Shape> members) implements Shape {}

    private record Items(Shape item) implements Shape {}

    private record Anything() implements Shape {}

    /** Keys of Spring Boot that concern all services. {@code server} is not among them: each service has a port of its own. */
    private static final List<String> SPRING = List.of("spring", "logging", "management");
    private static final List<String> READ_BY_NAME = List.of("autoconfigure", "config-file");

    private final Branch top = new Branch(new LinkedHashMap<>());

    private SettingsSchema() {}

    /** @param records annotated with {@link ConfigurationProperties} */
    public static SettingsSchema of(Collection<Class<?>> records) {
        SettingsSchema schema = new SettingsSchema();
        SPRING.forEach(key -> schema.top.members().put(key, new Anything()));
        for (Class<?> type : records) {
            Branch at = schema.branch(prefix(type));
            components(type).forEach((key, shape) -> at.members().merge(key, shape, SettingsSchema::both));
        }
        READ_BY_NAME.forEach(key -> schema.branch("tandem").members().put(key, new Anything()));
        return schema;
    }

    public static String prefix(Class<?> type) {
        return Optional.ofNullable(type.getAnnotation(ConfigurationProperties.class)).map(one -> one.value().isEmpty() ? one.prefix() : one.value())
            .orElseThrow(() -> new IllegalArgumentException(type + " is not annotated with @ConfigurationProperties"));
    }

    private Branch branch(String path) {
        Branch at = top;
        for (String key : path.split("\\.")) {
            at = at.members().computeIfAbsent(key, _ -> new Branch(new LinkedHashMap<>())) instanceof Branch branch ? branch : at;
        }
        return at;
    }

    /** {@code tandem.x.y} is a prefix of its own and may be a component {@code y} of {@code tandem.x} as well. */
    private static Shape both(Shape one, Shape other) {
        if (one instanceof Branch first && other instanceof Branch second) {
            second.members().forEach((key, shape) -> first.members().merge(key, shape, SettingsSchema::both));
        }
        return one;
    }

    private static Map<String, Shape> components(Class<?> type) {
        Map<String, Shape> members = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            members.put(DataObjectPropertyName.toDashedForm(component.getName()), shape(component.getGenericType()));
        }
        return members;
    }

    private static Shape shape(Type type) {
        return switch (type) {
            case Class<?> record when record.isRecord() -> new Branch(components(record));
            case ParameterizedType generic when generic.getRawType() == Optional.class -> shape(generic.getActualTypeArguments()[0]);
            case ParameterizedType generic when generic.getRawType() instanceof Class<?> raw && Collection.class.isAssignableFrom(raw) ->
                new Items(shape(generic.getActualTypeArguments()[0]));
            default -> new Anything();
        };
    }

    /** Finds the keys that nobody reads.
     * @param content a file's, as nested maps and lists
     * @param found   gets the path, {@code tandem.lb.listen.external[0].prot}, and what is wrong with it */
    public void check(Map<?, ?> content, BiConsumer<String, String> found) {
        content.forEach((key, value) -> check(top, "", String.valueOf(key), value, found));
    }

    private static void check(Branch at, String path, String key, @Nullable Object value, BiConsumer<String, String> found) {
        String inner = path.isEmpty() ? key : path + "." + key;
        Optional<Shape> shape = Optional.ofNullable(at.members().get(key));
        if (shape.isEmpty()) {
            found.accept(inner, unknown(at, path, key, inner));
            return;
        }
        check(shape.get(), inner, value, found);
    }

    private static String unknown(Branch at, String path, String key, String whole) {
        return "unknown key '" + whole + "'" + reason(at, path, key);
    }

    private static String reason(Branch at, String path, String key) {
        if (path.isEmpty() && key.equals("server")) {
            return "; each service has a port of its own, which one file for all of them cannot set";
        }
        String dashed = DataObjectPropertyName.toDashedForm(key);
        return at.members().containsKey(dashed) ? "; write it '" + dashed + "'" : NearestName.hint(key, at.members().keySet());
    }

    private static void check(Shape shape, String path, @Nullable Object value, BiConsumer<String, String> found) {
        switch (shape) {
            case Branch branch when value instanceof Map<?, ?> map -> map.forEach((key, its) -> check(branch, path, String.valueOf(key), its, found));
            case Items items when value instanceof List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    check(items.item(), path + "[" + i + "]", list.get(i), found);
                }
            }
            case Items _ when value instanceof Map<?, ?> -> found.accept(path, "'" + path + "' is a list: begin each item with '-'");
            case Branch _, Items _, Anything _ -> { } // a value of the wrong kind is refused when it is bound
        }
    }

    /** Whether keys with this first part, such as {@code tandem.lb}, are known here. */
    boolean has(String part) {
        return top.members().get("tandem") instanceof Branch tandem && tandem.members().containsKey(part);
    }

    /** What is wrong with a key by itself; empty if somebody reads it. Spring's other spellings, such as {@code maxExpires}, are read.
     * @param key of names joined by dots, each with the index of an item perhaps */
    Optional<String> unknown(String key) {
        Shape at = top;
        StringBuilder path = new StringBuilder();
        for (String step : key.split("\\.")) {
            String name = step.replaceFirst("\\[.*", "");
            if (!(at instanceof Branch branch)) {
                return Optional.empty(); // a map's key, or what the binder refuses
            }
            Optional<Shape> next = branch.members().entrySet().stream().filter(member -> uniform(member.getKey()).equals(uniform(name))).findFirst()
                .map(Map.Entry::getValue);
            if (next.isEmpty()) {
                return Optional.of(unknown(branch, path.toString(), name, path + (path.isEmpty() ? "" : ".") + name));
            }
            at = next.get() instanceof Items items && step.endsWith("]") ? items.item() : next.get();
            path.append(path.isEmpty() ? "" : ".").append(step);
        }
        return Optional.empty();
    }

    /** The same for all spellings of a name that Spring takes. */
    static String uniform(String name) {
        return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }
}
