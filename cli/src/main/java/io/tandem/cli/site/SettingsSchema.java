package io.tandem.cli.site;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * Which keys there are, read from the properties records of the services. A service ignores a key that it does not know; here such a key is a finding,
 * with the line and the nearest key there is. Immutable.
 */
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

    static String prefix(Class<?> type) {
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

    /** Finds the keys of a file that no service reads. */
    public void check(YamlDocument document, List<Finding> findings) {
        document.content().forEach((key, value) -> check(document, top, "", key, value, findings));
    }

    private static void check(YamlDocument document, Branch at, String path, String key, Object value, List<Finding> findings) {
        String inner = path.isEmpty() ? key : path + "." + key;
        Optional<Shape> shape = Optional.ofNullable(at.members().get(key));
        if (shape.isEmpty()) {
            findings.add(document.finding(inner, "unknown key '" + inner + "'" + reason(at, path, key)));
            return;
        }
        check(document, shape.get(), inner, value, findings);
    }

    private static String reason(Branch at, String path, String key) {
        if (path.isEmpty() && key.equals("server")) {
            return "; each service has a port of its own, which one file for all of them cannot set";
        }
        String dashed = DataObjectPropertyName.toDashedForm(key);
        return at.members().containsKey(dashed) ? "; write it '" + dashed + "'" : NearestName.hint(key, at.members().keySet());
    }

    private static void check(YamlDocument document, Shape shape, String path, Object value, List<Finding> findings) {
        switch (shape) {
            case Branch branch when value instanceof Map<?, ?> map ->
                Tree.withTextKeys(map).forEach((key, its) -> check(document, branch, path, key, its, findings));
            case Items items when value instanceof List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    check(document, items.item(), path + "[" + i + "]", list.get(i), findings);
                }
            }
            case Items _ when value instanceof Map<?, ?> -> findings.add(document.finding(path, "'" + path + "' is a list: begin each item with '-'"));
            case Branch _, Items _, Anything _ -> { } // a value of the wrong kind is refused when it is bound
        }
    }
}
