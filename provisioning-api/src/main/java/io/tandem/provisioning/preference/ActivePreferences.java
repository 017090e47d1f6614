package io.tandem.provisioning.preference;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.net.peer.IpNetwork;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.location.Locations;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code activesubscriberpreferences}: what is in effect for a subscriber. The subscriber's own value wins over the one of the
 * customer, or of the customer's location at {@code location_ip}, that over the domain's; defaults of enumerations come last (provisioning.md §1.14).
 */
public final class ActivePreferences implements Resource {
    private static final String CUSTOMER = "customer_id";
    private static final String DOMAIN = "domain_id";
    private static final Table TABLE = Table.of("provisioning.voip_subscribers s join billing.domains d on d.id = s.domain_id", "s.id", "1 = 1")
        .ownedBy("d.reseller_id", "s.account_id").with(whole(CUSTOMER), "s.account_id").with(whole(DOMAIN), "s.domain_id");

    private final Catalogue catalogue;
    private final Exposure exposure;
    private final Rows rows;
    private final Locations locations;
    private final PreferenceValues ofSubscribers;
    private final PreferenceValues ofCustomers;
    private final PreferenceValues ofLocations;
    private final PreferenceValues ofDomains;

    public ActivePreferences(Catalogue catalogue, Store store) {
        this.catalogue = catalogue;
        exposure = new Exposure(catalogue, store);
        rows = new Rows(store.jdbc(), TABLE);
        locations = new Locations(store.jdbc());
        ofSubscribers = new PreferenceValues(Level.SUBSCRIBER, catalogue, store);
        ofCustomers = new PreferenceValues(Level.CUSTOMER, catalogue, store);
        ofLocations = new PreferenceValues(Level.LOCATION, catalogue, store);
        ofDomains = new PreferenceValues(Level.DOMAIN, catalogue, store);
    }

    @Override
    public Declaration declaration() {
        return catalogue.declaration("activesubscriberpreferences", this::declared);
    }

    private Declaration declared() {
        Map<String, Field> fields = new LinkedHashMap<>();
        List.of(Level.SUBSCRIBER, Level.CUSTOMER, Level.DOMAIN)
            .forEach(level -> catalogue.fields(level).forEach(field -> fields.putIfAbsent(field.name(), field)));
        return Declaration.of("activesubscriberpreferences", "Preferences in effect for subscribers", List.copyOf(fields.values()))
            .relatedTo("subscribers").access(Access.of(Party.A, Party.R, Party.SA));
    }

    @Override
    public Listing list(Search search, Caller caller) {
        Listing listing = rows.list(search, caller);
        return new Listing(effective(listing.items(), Optional.empty(), caller), listing.total(), listing.more());
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return find(id, Query.NONE, caller);
    }

    @Override
    public Optional<Item> find(String id, Query query, Caller caller) {
        Optional<InetAddress> address = query.first("location_ip").map(text -> IpNetwork.address(text).orElseThrow(() ->
            ApiError.unprocessable("Invalid 'location_ip' (%s), an IP address is needed.".formatted(text))));
        return rows.find(id, caller).map(item -> effective(List.of(item), address, caller).getFirst());
    }

    private List<Item> effective(List<Item> subscribers, Optional<InetAddress> address, Caller caller) {
        List<Long> customers = subscribers.stream().map(item -> item.whole(CUSTOMER)).distinct().toList();
        Map<Long, Long> located = address.map(at -> locations.at(at, customers)).orElse(Map.of());
        Map<Long, ObjectNode> ofLocation = ofLocations.read(located.values());
        Map<Long, ObjectNode> ofCustomer = ofCustomers.read(customers);
        Map<Long, ObjectNode> ofDomain = ofDomains.read(subscribers.stream().map(item -> item.whole(DOMAIN)).distinct().toList());
        List<Long> ids = subscribers.stream().map(item -> item.whole("id")).toList();
        Map<Long, ObjectNode> own = ofSubscribers.read(ids);
        Map<String, String> defaults = catalogue.defaults();
        Map<Long, Set<String>> exposed = Exposure.isLimited(caller) ? exposure.to(caller, ids) : Map.of();
        return subscribers.stream().map(item -> {
            ObjectNode fields = JsonNodeFactory.instance.objectNode();
            defaults.forEach(fields::put);
            set(fields, ofDomain.get(item.whole(DOMAIN)));
            Long location = located.get(item.whole(CUSTOMER));
            set(fields, location == null ? ofCustomer.get(item.whole(CUSTOMER)) : ofLocation.get(location));
            set(fields, own.get(item.whole("id")));
            Optional.ofNullable(exposed.get(item.whole("id"))).ifPresent(fields::retain);
            return new Item(item.id(), fields.put("id", item.whole("id")));
        }).toList();
    }

    private static void set(ObjectNode fields, @Nullable ObjectNode values) {
        if (values != null) {
            fields.setAll(values);
        }
    }
}
