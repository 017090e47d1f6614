package io.tandem.provisioning.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource as the outside sees it; HAL, forms, filters, ordering, OPTIONS and the OpenAPI document all follow from it.
 *
 * @param name     collection, {@code /api/<name>/}
 * @param entity   what error texts call one item
 * @param summary  one sentence for the API document
 * @param fields   of its items; {@code id} is implied
 * @param filters  query parameters beside the fields marked as filters
 * @param patchOps JSON Patch operations it takes
 * @param related  collections whose item with the same id belongs to this item
 * @param access   which roles may do what
 * @param journaled whether each write leaves an entry that {@code /api/<name>/<id>/journal/} shows
 */
public record Declaration(String name, String entity, String summary, List<Field> fields, List<String> filters, Set<String> patchOps,
                          List<String> related, Access access, boolean journaled) {
    private static final Set<String> DEFAULT_PATCH_OPS = Set.of("replace", "copy");
    private static final Set<String> ALL_PATCH_OPS = Set.of("replace", "copy", "add", "remove", "test", "move");

    public Declaration {
        fields = List.copyOf(fields);
        filters = List.copyOf(filters);
        related = List.copyOf(related);
    }

    /** @param name plural; messages call one item by it without the s */
    public static Declaration of(String name, String summary, List<Field> fields) {
        String entity = name.substring(0, name.length() - 1);
        return new Declaration(name, entity, summary, fields, List.of(), DEFAULT_PATCH_OPS, List.of(), Access.of(Party.A, Party.R), false);
    }

    /** @param entity what error texts call one item, where that is not the name without its last letter */
    public Declaration called(String entity) {
        return new Declaration(name, entity, summary, fields, filters, patchOps, related, access, journaled);
    }

    public Declaration withFilters(Collection<String> names) {
        return new Declaration(name, entity, summary, fields, names.stream().sorted().toList(), patchOps, related, access, journaled);
    }

    public Declaration withAllPatchOps() {
        return new Declaration(name, entity, summary, fields, filters, ALL_PATCH_OPS, related, access, journaled);
    }

    public Declaration relatedTo(String... collections) {
        return new Declaration(name, entity, summary, fields, filters, patchOps, List.of(collections), access, journaled);
    }

    /** Administrators and resellers may do all, unless it is said here; others nothing. */
    public Declaration access(Access granted) {
        return new Declaration(name, entity, summary, fields, filters, patchOps, related, granted, journaled);
    }

    public Declaration withJournal() {
        return new Declaration(name, entity, summary, fields, filters, patchOps, related, access, true);
    }

    public String path() {
        return "/api/" + name + "/";
    }

    public String path(String id) {
        return path() + id;
    }

    /** Every query parameter that filters. */
    public List<String> filterNames() {
        List<String> names = new ArrayList<>(List.of("id"));
        fields.stream().filter(field -> field.is(Field.Trait.FILTER)).map(Field::name).forEach(names::add);
        names.addAll(filters);
        return names;
    }

    /** Every value that {@code order_by} takes. */
    public List<String> orderNames() {
        return Stream.concat(Stream.of("id"), fields.stream().filter(Declaration::isOrdered).map(Field::name)).toList();
    }

    /** An item without what its secret fields hold. */
    public ObjectNode masked(ObjectNode item) {
        ObjectNode masked = item.deepCopy();
        mask(fields, masked);
        return masked;
    }

    private static void mask(List<Field> fields, ObjectNode item) {
        for (Field field : fields) {
            JsonNode value = item.path(field.name());
            if (field.is(Field.Trait.SECRET) && !Form.isUnset(value)) {
                item.put(field.name(), Field.MASK);
            } else if (field.type() instanceof FieldType.Group(List<Field> inner) && value instanceof ObjectNode group) {
                mask(inner, group);
            } else if (field.type() instanceof FieldType.Many(FieldType.Group(List<Field> inner)) && value.isArray()) {
                value.values().forEach(element -> {
                    if (element instanceof ObjectNode group) {
                        mask(inner, group);
                    }
                });
            }
        }
    }

    public Form form() {
        return new Form(fields);
    }

    /** An order would tell what a secret field hides. */
    private static boolean isOrdered(Field field) {
        return !field.is(Field.Trait.SECRET) && !(field.type() instanceof FieldType.Group || field.type() instanceof FieldType.Many);
    }
}
