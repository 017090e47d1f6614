package io.tandem.provisioning.preference;

import java.util.ArrayList;
import java.util.List;

import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Store;

/** All resources of preferences: values and definitions by level, and what is in effect for a subscriber. */
public final class PreferenceResources {
    private static final List<Level> LEVELS = List.of(Level.SUBSCRIBER, Level.DOMAIN, Level.PROFILE, Level.PEER, Level.RESELLER);

    private PreferenceResources() {}

    public static List<Resource> all(Store store) {
        Catalogue catalogue = new Catalogue(store.jdbc());
        List<Resource> all = new ArrayList<>();
        LEVELS.forEach(level -> all.add(new Preferences(level, catalogue, store)));
        LEVELS.forEach(level -> all.add(new PreferenceDefinitions(level, catalogue, store)));
        all.add(new CustomerPreferences(catalogue, store));
        all.add(new PreferenceDefinitions(Level.CUSTOMER, catalogue, store));
        all.add(new ActivePreferences(catalogue, store));
        return all;
    }
}
