package io.tandem.provisioning;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What every resource must do, asked step by step for one item. */
final class ResourceCheck {
    private final ApiClient api;
    private final String collection;
    final String id;

    /** Creates the item. */
    ResourceCheck(ApiClient api, String name, String body) {
        this.api = api;
        this.collection = "/api/" + name + "/";
        ApiClient.Answer created = api.post(collection, body);
        id = Sample.created(created);
        assertThat(created.header("Location")).isEqualTo(path());
        assertThat(created.json().path("id").asString()).isEqualTo(id);
        assertThat(created.json()).isEqualTo(item());
    }

    String path() {
        return collection + id;
    }

    JsonNode item() {
        ApiClient.Answer answer = api.get(path());
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** Each filter alone finds the item by this value and not by another one. */
    ResourceCheck isFoundBy(Map<String, String> filters) {
        filters.forEach((name, value) -> {
            assertThat(isListed(name, value)).describedAs("%s by %s=%s", path(), name, value).isTrue();
            String other = value.matches("\\d+") ? value + "7777" : "no-" + value;
            assertThat(isListed(name, other)).describedAs("%s by %s=%s", path(), name, other).isFalse();
        });
        return this;
    }

    ResourceCheck pages() {
        JsonNode first = api.get(collection + "?rows=1&page=1&order_by=id&order_by_direction=desc").json();
        assertThat(first.at("/_embedded").iterator().next()).hasSize(1);
        assertThat(first.path("total_count").asInt()).isPositive();
        assertThat(api.get(collection + "?rows=0").status()).isEqualTo(400);
        return this;
    }

    /** PUT gives back what it wrote. */
    JsonNode put(String body) {
        ApiClient.Answer answer = api.put(path(), body);
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(item());
        return answer.json();
    }

    ResourceCheck patches(String field, String json) {
        ApiClient.Answer answer = api.patch(path(), "[{\"op\": \"replace\", \"path\": \"/%s\", \"value\": %s}]".formatted(field, json));
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(200);
        assertThat(answer.json().path(field).toString()).isEqualTo(json);
        return this;
    }

    /** Another reseller's administrator neither sees nor touches it. */
    ResourceCheck isHiddenFrom(ApiClient other) {
        assertThat(other.get(path()).status()).describedAs("GET %s", path()).isIn(403, 404);
        assertThat(other.put(path(), "{}").status()).describedAs("PUT %s", path()).isIn(403, 404, 405);
        assertThat(other.patch(path(), "[]").status()).describedAs("PATCH %s", path()).isIn(403, 404, 405);
        assertThat(other.delete(path()).status()).describedAs("DELETE %s", path()).isIn(403, 404, 405);
        ApiClient.Answer list = other.get(collection + "?id=" + id);
        assertThat(list.status() == 403 || list.json().path("total_count").asInt() == 0).describedAs(list.text()).isTrue();
        return this;
    }

    void isDeleted() {
        assertThat(api.delete(path()).status()).isEqualTo(204);
        assertThat(api.get(path()).status()).isEqualTo(404);
        assertThat(api.delete(path()).status()).isEqualTo(404);
    }

    /** A write is refused with 422 and this text. */
    void refuses(String body, String message) {
        ApiClient.Answer answer = api.post(collection, body);
        assertThat(answer.message()).isEqualTo(message);
        assertThat(answer.status()).isEqualTo(422);
    }

    private boolean isListed(String name, String value) {
        JsonNode found = api.get(collection + "?rows=5000&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)).json();
        for (JsonNode item : found.at("/_embedded/ngcp:" + collection.split("/")[2])) {
            if (item.path("id").asString().equals(id)) {
                return true;
            }
        }
        return false;
    }
}
