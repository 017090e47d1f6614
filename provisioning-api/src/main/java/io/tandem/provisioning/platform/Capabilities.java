package io.tandem.provisioning.platform;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import tools.jackson.databind.node.JsonNodeFactory;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;

/** The resource {@code capabilities}: which optional features are on. */
public final class Capabilities implements Resource {
    static final List<Known> NAMES = List.of(new Known(1, "cloudpbx"), new Known(2, "sms"), new Known(3, "faxserver"), new Known(5, "fileshare"),
        new Known(6, "mobilepush"));
    private static final Declaration DECLARATION = new Declaration("capabilities", "capability", "Optional features and whether they are on",
        List.of(text("name").readOnly().filter(), flag("enabled").readOnly()), List.of(), Set.of(), List.of(),
        Access.all(), false);

    private final List<Item> items;

    /** A feature and the id that clients know it by. */
    record Known(int id, String name) {}

    public Capabilities(CapabilityProperties properties) {
        items = NAMES.stream().map(known -> new Item(Integer.toString(known.id()), JsonNodeFactory.instance.objectNode().put("id", known.id())
            .put("name", known.name()).put("enabled", properties.enabled().contains(known.name())))).toList();
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public Listing list(Search search, Caller caller) {
        String name = search.filters().getOrDefault("name", "");
        String id = search.filters().getOrDefault("id", "");
        return Listing.pageOf(items.stream().filter(item -> name.isEmpty() || item.text("name").equals(name))
            .filter(item -> id.isEmpty() || item.id().equals(id)).toList(), search);
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return items.stream().filter(item -> item.id().equals(id)).findFirst();
    }
}
