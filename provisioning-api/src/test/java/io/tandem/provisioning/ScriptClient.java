package io.tandem.provisioning;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Does with the API what the provisioning scripts of existing installations do, and no more (provisioning.md §1.12): looks for an object by every
 * truthy field of what it would send, known to the server or not, creates what is not there, reads and merges and replaces.
 */
final class ScriptClient {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ApiClient api;
    final List<String> created = new ArrayList<>();
    final List<String> found = new ArrayList<>();

    ScriptClient(ApiClient api) {
        this.api = api;
    }

    /** The object's id; it is made if no object, and a failure if more than one, has all these values. */
    String ensure(String collection, String payload) {
        return ensure(collection, payload, payload);
    }

    /** @param lookup the object that a script looks with where that is not the whole payload */
    String ensure(String collection, String payload, String lookup) {
        JsonNode list = api.get("/api/" + collection + "/?" + query(lookup)).json();
        int total = list.path("total_count").asInt();
        if (total == 1) {
            String href = list.path("_embedded").path("ngcp:" + collection).path(0).path("_links").path("self").path("href").asString();
            found.add(href);
            return href.substring(href.lastIndexOf('/') + 1);
        }
        assertThat(total).describedAs("%s with %s", collection, query(lookup)).isZero();
        ApiClient.Answer answer = api.post("/api/" + collection + "/", payload);
        assertThat(answer.status()).describedAs("%s %s: %s", collection, payload, answer.text()).isBetween(200, 299);
        String[] location = answer.header("Location").split("/api/" + collection + "/", 2);
        assertThat(location).describedAs(answer.header("Location")).hasSize(2);
        assertThat(location[1]).matches("[^/?]+");
        created.add(answer.header("Location"));
        return location[1];
    }

    /** Reads, merges the new values over what is there, strips the links, replaces. */
    JsonNode merge(String path, String values) {
        ObjectNode item = (ObjectNode) get(path);
        item.remove("_links");
        item.setAll((ObjectNode) JSON.readTree(values));
        return set(path, item.toString());
    }

    JsonNode set(String path, String body) {
        ApiClient.Answer answer = api.put(path, body);
        assertThat(answer.status()).describedAs("%s %s: %s", path, body, answer.text()).isBetween(200, 299);
        return answer.json();
    }

    JsonNode get(String path) {
        ApiClient.Answer answer = api.get(path);
        assertThat(answer.status()).describedAs(path).isEqualTo(200);
        return answer.json();
    }

    private static String query(String payload) {
        StringJoiner query = new StringJoiner("&");
        for (Map.Entry<String, JsonNode> field : JSON.readTree(payload).properties()) {
            String value = field.getValue().asString("");
            if (field.getValue().isValueNode() && !value.isEmpty() && !"0".equals(value) && !"false".equals(value)) {
                query.add(field.getKey() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        return query.toString();
    }
}
