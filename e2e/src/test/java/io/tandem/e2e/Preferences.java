package io.tandem.e2e;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import io.tandem.cli.demo.RestClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Preferences of subscribers, domains and peers over the API. */
public final class Preferences {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private Preferences() {}

    /** Sets these and leaves others as they are.
     * @param collection {@code subscriberpreferences} and the like */
    public static void set(RestClient api, String collection, long id, Map<String, ?> values) throws IOException, InterruptedException {
        Map<String, Object> all = new HashMap<>(JSON.convertValue(api.get(collection, id), OBJECT));
        all.remove("_links");
        all.putAll(values);
        api.replace(collection, id, all);
    }
}
