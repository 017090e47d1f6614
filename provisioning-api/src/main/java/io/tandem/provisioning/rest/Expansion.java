package io.tandem.provisioning.rest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the items that items refer to beside the reference, as {@code <field>_expand}: {@code expand=contact_id}, several with commas, deeper ones
 * with dots, or {@code all}. One query for each field, however many items there are.
 */
final class Expansion {
    private static final String ALL = "all";

    private final Map<String, Resource> resources;

    Expansion(Map<String, Resource> resources) {
        this.resources = resources;
    }

    /** @throws ApiError 409 when a name is no reference, unless {@code soft_expand} is set */
    void apply(Declaration declaration, Collection<Item> items, Request request) {
        List<String> paths = request.parameters().getOrDefault("expand", List.of()).stream().flatMap(value -> List.of(value.split(",")).stream())
            .map(String::strip).filter(path -> !path.isEmpty()).toList();
        if (!paths.isEmpty()) {
            new Run(request.caller(), request.query().flag("soft_expand", false))
                .expand(declaration, items.stream().map(Item::fields).toList(), paths, "");
        }
    }

    private final class Run {
        private final Caller caller;
        private final boolean soft;

        Run(Caller caller, boolean soft) {
            this.caller = caller;
            this.soft = soft;
        }

        void expand(Declaration declaration, List<ObjectNode> items, List<String> paths, String above) {
            tree(declaration, paths).forEach((name, deeper) -> {
                Optional<Resource> target = declaration.fields().stream().filter(field -> field.name().equals(name)).findFirst().flatMap(this::target);
                if (target.isPresent()) {
                    Map<String, ObjectNode> found = fetch(target.get(), name, items);
                    expand(target.get().declaration(), List.copyOf(found.values()), deeper, above + name + ".");
                    items.forEach(item -> attach(item, name, found));
                } else if (!soft) {
                    throw ApiError.conflict("Invalid 'expand' field '%s%s'.".formatted(above, name));
                }
            });
        }

        /** Paths by their first name. */
        private Map<String, List<String>> tree(Declaration declaration, List<String> paths) {
            Map<String, List<String>> tree = new TreeMap<>();
            for (String path : paths) {
                if (ALL.equals(path)) {
                    declaration.fields().stream().filter(field -> target(field).isPresent())
                        .forEach(field -> tree.computeIfAbsent(field.name(), _ -> new ArrayList<>()));
                } else {
                    String[] parts = path.split("\\.", 2);
                    List<String> deeper = tree.computeIfAbsent(parts[0], _ -> new ArrayList<>());
                    if (parts.length == 2) {
                        deeper.add(parts[1]);
                    }
                }
            }
            return tree;
        }

        /** Where the items are that a field refers to; empty where the caller may not look. */
        private Optional<Resource> target(Field field) {
            return field.reference().map(resources::get).filter(resource -> caller.may(Operation.LIST, resource.declaration()));
        }

        private Map<String, ObjectNode> fetch(Resource target, String name, List<ObjectNode> items) {
            List<String> ids = items.stream().map(item -> item.path(name).asString("")).filter(target::isId).distinct().toList();
            if (ids.isEmpty()) {
                return Map.of();
            }
            return target.list(Search.ofIds(ids), caller).items().stream()
                .collect(Collectors.toMap(Item::id, Item::fields, (first, _) -> first, LinkedHashMap::new));
        }
    }

    private static void attach(ObjectNode item, String name, Map<String, ObjectNode> found) {
        JsonNode reference = item.path(name);
        if (!reference.isMissingNode() && !reference.isNull()) {
            Optional.ofNullable(found.get(reference.asString(""))).ifPresentOrElse(
                expanded -> item.set(name + "_expand", expanded.deepCopy()), () -> item.putNull(name + "_expand"));
        }
    }
}
