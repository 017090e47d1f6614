package io.tandem.provisioning.preference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.ObjectNode;

/** The resource {@code customerpreferences}: of a whole customer or, with {@code ?location_id=}, of one of his locations. */
public final class CustomerPreferences implements Resource.Replaces {
    private static final String LOCATION = "location_id";

    private final Preferences whole;
    private final PreferenceValues ofLocations;
    private final Exposure exposure;
    private final Catalogue catalogue;
    private final Store store;

    public CustomerPreferences(Catalogue catalogue, Store store) {
        this.whole = new Preferences(Level.CUSTOMER, catalogue, store);
        this.ofLocations = new PreferenceValues(Level.LOCATION, catalogue, store);
        this.exposure = new Exposure(catalogue, store);
        this.catalogue = catalogue;
        this.store = store;
    }

    /** Takes the attributes of both levels; what the written one does not know is dropped. */
    @Override
    public Declaration declaration() {
        return catalogue.declaration(Level.CUSTOMER.resource() + "/" + LOCATION, this::declared);
    }

    private Declaration declared() {
        Map<String, Field> fields = new LinkedHashMap<>();
        catalogue.fields(Level.LOCATION).forEach(field -> fields.put(field.name(), field));
        catalogue.fields(Level.CUSTOMER).forEach(field -> fields.put(field.name(), field));
        return Declaration.of(Level.CUSTOMER.resource(), "Preferences of customers", List.copyOf(fields.values())).withAllPatchOps()
            .relatedTo(Level.CUSTOMER.owners()).access(Level.CUSTOMER.access()).withJournal();
    }

    @Override
    public Listing list(Search search, Caller caller) {
        return whole.list(search, caller);
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return whole.find(id, caller);
    }

    @Override
    public Optional<Item> find(String id, Query query, Caller caller) {
        Optional<Item> customer = find(id, caller);
        return query.first(LOCATION).map(location -> customer.map(item -> atLocation(item, location, caller))).orElse(customer);
    }

    private Item atLocation(Item customer, String location, Caller caller) {
        long id = store.number("select id from provisioning.voip_contract_locations where cast(id as char) = ? and contract_id = ?", location,
                customer.whole("id"))
            .orElseThrow(() -> ApiError.unprocessable("Invalid '%s', customer %s has no location %s.".formatted(LOCATION, customer.id(), location)));
        ObjectNode fields = customer.fields().objectNode().put("id", customer.whole("id")).put(LOCATION, id);
        Optional.ofNullable(ofLocations.read(List.of(id)).get(id)).ifPresent(set -> fields.setAll(set.retain(exposure.to(caller, Level.LOCATION))));
        return new Item(customer.id(), fields);
    }

    @Override
    public Optional<Item> replaced(Item before, Query query, Caller caller) {
        return before.fields().has(LOCATION) ? find(before.id(), query, caller) : whole.replaced(before, query, caller);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        if (current.fields().has(LOCATION)) {
            ofLocations.replace(current.whole(LOCATION), values, exposure.to(caller, Level.LOCATION));
        } else {
            whole.replace(current, values, caller);
        }
    }
}
