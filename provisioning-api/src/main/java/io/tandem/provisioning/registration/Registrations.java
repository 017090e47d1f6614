package io.tandem.provisioning.registration;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code subscriberregistrations}; an item's id is the binding's {@code ruid}. */
public final class Registrations implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final String OWNER = "subscriber_id";
    private static final int URI_LENGTH = 2048;
    private static final Declaration DECLARATION = Declaration.of("subscriberregistrations", "Contacts of subscribers' phones", List.of(
        text("contact", URI_LENGTH).required(), decimal("q").orElse("1"), text("expires").required(), flag("nat"), text("socket"),
        text("path", URI_LENGTH), whole(OWNER).required().filter().refersTo("subscribers"), text("received").readOnly(),
        text("user_agent").readOnly())).access(Access.all());

    private final Bindings bindings;
    private final Owners owners;
    private final InstantSource clock;

    public Registrations(Bindings bindings, Owners owners, InstantSource clock) {
        this.clock = clock;
        this.bindings = bindings;
        this.owners = owners;
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public boolean isId(String text) {
        return text.matches("[A-Za-z0-9._~:-]{1,128}");
    }

    @Override
    public Listing list(Search search, Caller caller) {
        Stream<Item> found = Optional.ofNullable(search.filters().get(OWNER))
            .map(id -> id.matches("\\d{1,18}") ? owners.byId(Long.parseLong(id), caller).stream().flatMap(this::items) : Stream.<Item>empty())
            .orElseGet(() -> bindings.all().stream().flatMap(fields -> item(fields, caller).stream()));
        List<Item> all = found.filter(item -> matchesId(search, item)).sorted(order(search)).toList();
        return Listing.pageOf(all, search);
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return bindings.byId(id).flatMap(fields -> item(fields, caller));
    }

    @Override
    public Created create(Values values, Caller caller) {
        Owner owner = require(values, caller);
        PermanentBinding binding = PermanentBinding.made(values, clock.instant());
        bindings.put(owner.username(), owner.domain(), binding.ruid(), binding.fields(owner), binding.secondsToLive());
        return new Created(binding.ruid(), Optional.empty());
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        Owner owner = require(values, caller);
        Owner before = owners.byId(current.whole(OWNER), caller).orElseThrow(() -> ApiError.entityNotFound(DECLARATION.entity()));
        PermanentBinding binding = PermanentBinding.of(current.id(), values, clock.instant());
        Map<String, String> fields = new LinkedHashMap<>(bindings.byId(current.id()).orElse(Map.of()));
        fields.putAll(binding.written(owner));
        if (before.id() != owner.id()) {
            bindings.remove(before.username(), before.domain(), current.id());
        }
        bindings.put(owner.username(), owner.domain(), binding.ruid(), fields, binding.secondsToLive());
    }

    @Override
    public void delete(Item current, Caller caller) {
        owners.byId(current.whole(OWNER), caller).ifPresent(owner -> bindings.remove(owner.username(), owner.domain(), current.id()));
    }

    private Owner require(Values values, Caller caller) {
        return owners.byId(values.requireWhole(OWNER), caller).orElseThrow(() -> ApiError.unprocessable("Invalid 'subscriber_id', doesn't exist."));
    }

    private Stream<Item> items(Owner owner) {
        return bindings.of(owner.username(), owner.domain()).stream().map(fields -> shown(fields, owner));
    }

    private Optional<Item> item(Map<String, String> fields, Caller caller) {
        return owners.byName(fields.getOrDefault("username", ""), fields.getOrDefault("domain", ""), caller).map(owner -> shown(fields, owner));
    }

    private static Item shown(Map<String, String> fields, Owner owner) {
        String ruid = fields.getOrDefault("ruid", "");
        ObjectNode shown = JsonNodeFactory.instance.objectNode().put("id", ruid).put(OWNER, owner.id());
        for (String name : List.of("contact", "path", "received", "socket", "user_agent")) {
            shown.put(name, fields.getOrDefault(name, ""));
        }
        String q = fields.getOrDefault("q", "");
        shown.put("q", q.matches("\\d+(\\.\\d+)?") ? Double.parseDouble(q) : 1);
        shown.put("nat", !fields.getOrDefault("received", "").isEmpty());
        shown.put("expires", Expiry.shown(fields.getOrDefault("expires", "0")));
        return new Item(ruid, shown);
    }

    private static boolean matchesId(Search search, Item item) {
        return !search.filters().containsKey("id") || item.id().equals(search.filters().get("id"));
    }

    private static Comparator<Item> order(Search search) {
        Comparator<Item> order = Comparator.comparing(item -> item.text(search.orderBy().orElse("id")));
        return search.descending() ? order.reversed() : order;
    }
}
