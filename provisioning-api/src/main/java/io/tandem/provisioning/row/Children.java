package io.tandem.provisioning.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Form;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Items of one resource that are also shown and written as an array inside the items of another. A write without the array leaves them alone; one
 * with other content replaces them all.
 */
public final class Children {
    private final RowResource resource;
    private final String parent;
    private final String array;
    private final List<Field> fields;

    /** @param parent field of a child that names the item it is in
     * @param array   field of that item */
    public Children(RowResource resource, String parent, String array) {
        this.resource = resource;
        this.parent = parent;
        this.array = array;
        this.fields = resource.declaration().fields().stream().filter(field -> !field.name().equals(parent)).toList();
    }

    public Field field() {
        return Field.many(array, new FieldType.Group(fields));
    }

    /** Puts the children of each item into it; one query for all. */
    public void fill(List<Item> items) {
        Map<Long, List<Item>> children = resource.within(parent, items.stream().map(item -> item.whole("id")).toList()).stream()
            .collect(Collectors.groupingBy(child -> child.whole(parent)));
        for (Item item : items) {
            ArrayNode all = item.fields().putArray(array);
            children.getOrDefault(item.whole("id"), List.of()).forEach(child -> all.add(child.fields().deepCopy().remove(List.of(parent))));
        }
    }

    /** Writes the children that came with an item. */
    public void write(long id, Write write) {
        List<Values> given = write.values().groups(array);
        if (given.isEmpty() || write.current().map(this::of).filter(given::equals).isPresent()) {
            return;
        }
        resource.clear(parent, id);
        given.forEach(child -> insert(id, child, write.caller()));
    }

    private void insert(long id, Values child, Caller caller) {
        resource.insert(new Values(child.fields().deepCopy().put(parent, id)), caller);
    }

    /** The children as a client would write them. */
    private List<Values> of(Item item) {
        List<Values> read = new ArrayList<>();
        for (JsonNode child : item.fields().path(array)) {
            read.add(new Form(fields).read((ObjectNode) child));
        }
        return read;
    }
}
