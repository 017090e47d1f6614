package io.tandem.provisioning.patch;

import java.util.Set;

import io.tandem.provisioning.resource.ApiError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** RFC 6902 and the extensions of provisioning.md §1.5. */
class JsonPatchTest {
    private static final Set<String> ALL = Set.of("replace", "copy", "add", "remove", "test", "move");
    private static final String ITEM = "{'a': 1, 'list': ['x', 'y', 'x'], 'deep': {'b/c': 2, 'm~n': 3}}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'op': 'replace', 'path': '/a', 'value': 2}                         | {'a': 2, 'list': ['x', 'y', 'x'], 'deep': {'b/c': 2, 'm~n': 3}}",
        "{'op': 'replace', 'path': '/list/1', 'value': 'z'}                  | {'a': 1, 'list': ['x', 'z', 'x'], 'deep': {'b/c': 2, 'm~n': 3}}",
        "{'op': 'replace', 'path': '/deep/b~1c', 'value': 9}                 | {'a': 1, 'list': ['x', 'y', 'x'], 'deep': {'b/c': 9, 'm~n': 3}}",
        "{'op': 'add', 'path': '/list/-', 'value': 'z'}                      | {'a': 1, 'list': ['x', 'y', 'x', 'z'], 'deep': {'b/c': 2, 'm~n': 3}}",
        "{'op': 'add', 'path': '/list/0', 'value': 'z'}                      | {'a': 1, 'list': ['z', 'x', 'y', 'x'], 'deep': {'b/c': 2, 'm~n': 3}}",
        "{'op': 'add', 'path': '/list', 'mode': 'append', 'value': ['z']}    | {'a': 1, 'list': ['x', 'y', 'x', 'z'], 'deep': {'b/c': 2, 'm~n': 3}}",
        "{'op': 'remove', 'path': '/a'}                                      | {'list': ['x', 'y', 'x'], 'deep': {'b/c': 2, 'm~n': 3}}",
        "{'op': 'remove', 'path': '/list', 'value': 'x'}                     | {'a': 1, 'list': ['y'], 'deep': {'b/c': 2, 'm~n': 3}}",
        "{'op': 'remove', 'path': '/list', 'value': 'x', 'index': 1}         | {'a': 1, 'list': ['x', 'y'], 'deep': {'b/c': 2, 'm~n': 3}}",
        "{'op': 'remove', 'path': '/list', 'index': 1}                       | {'a': 1, 'list': ['x', 'x'], 'deep': {'b/c': 2, 'm~n': 3}}",
        "{'op': 'copy', 'from': '/a', 'path': '/deep/m~0n'}                  | {'a': 1, 'list': ['x', 'y', 'x'], 'deep': {'b/c': 2, 'm~n': 1}}",
        "{'op': 'move', 'from': '/a', 'path': '/b'}                          | {'b': 1, 'list': ['x', 'y', 'x'], 'deep': {'b/c': 2, 'm~n': 3}}",
        "{'op': 'test', 'path': '/a', 'value': 1}                            | {'a': 1, 'list': ['x', 'y', 'x'], 'deep': {'b/c': 2, 'm~n': 3}}"})
    void operationsApply(String step, String expected) {
        assertThat(apply(step)).isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'op': 'replace', 'path': '/none', 'value': 2}", "{'op': 'remove', 'path': '/list/3'}", "{'op': 'remove', 'path': '/list/-1'}",
        "{'op': 'remove', 'path': '/list', 'value': 'x', 'index': 2}",
        "{'op': 'add', 'path': '/list/9', 'value': 1}", "{'op': 'add', 'path': '/none/b', 'value': 1}", "{'op': 'test', 'path': '/a', 'value': 2}",
        "{'op': 'copy', 'from': '/none', 'path': '/a'}", "{'op': 'replace', 'path': '', 'value': {}}", "{'op': 'add', 'path': '/a/b', 'value': {}}"})
    void whatDoesNotFitIs422(String step) {
        assertThatThrownBy(() -> apply(step)).isInstanceOfSatisfying(ApiError.class, error -> {
            assertThat(error.status()).isEqualTo(422);
            assertThat(error.text()).startsWith("The entity could not be processed: ");
        });
    }

    @Test void aFailedPatchLeavesTheItemAsItWas() {
        ObjectNode item = json(ITEM);
        JsonPatch patch = patch("[{'op': 'remove', 'path': '/a'}, {'op': 'remove', 'path': '/a'}]");
        assertThatThrownBy(() -> patch.applyTo(item)).isInstanceOf(ApiError.class);
        assertThat(item).isEqualTo(json(ITEM));
    }

    private static ObjectNode apply(String step) {
        return patch("[" + step + "]").applyTo(json(ITEM));
    }

    private static JsonPatch patch(String text) {
        return JsonPatch.of(JsonMapper.shared().readTree(text.replace('\'', '"')), ALL);
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
    }
}
