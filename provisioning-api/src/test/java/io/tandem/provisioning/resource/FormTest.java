package io.tandem.provisioning.resource;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FormTest {
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final Form form = new Form(List.of(Field.text("name", 8), Field.whole("count"), Field.flag("on"), Field.decimal("q").orElse("1"),
        Field.choice("status", "active", "locked"), Field.email("email"), Field.timestamp("at"), Field.text("shown").readOnly(),
        Field.group("number", Field.whole("cc").required(), Field.text("sn")), Field.many("ids", new FieldType.Whole()),
        Field.many("words", new FieldType.Text(4)), Field.text("password").secret()));

    @ParameterizedTest
    @ValueSource(strings = {"5", "\"5\"", "\" 5 \"", "\"005\"", "\"+5\""})
    void wholeNumbersMayBeStrings(String given) {
        assertThat(read("count", given).whole("count")).contains(5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "\"1\"", "\"true\""})
    void trueHasManyForms(String given) {
        assertThat(read("on", given).flag("on")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "\"0\"", "\"\"", "null", "[]", "\"false\""})
    void falseHasManyForms(String given) {
        assertThat(read("on", given).flag("on")).isFalse();
        assertThat(read("on", given).has("on")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "[]"})
    void whatIsUnsetIsAbsent(String given) {
        for (String field : List.of("name", "count", "status", "email", "at", "number", "ids")) {
            assertThat(read(field, given).has(field)).isFalse();
        }
    }

    @Test void textTakesNumbersAndBooleans() {
        assertThat(read("name", "4311000").text("name")).contains("4311000");
        assertThat(read("name", "true").text("name")).contains("1");
        assertThat(read("name", "0.50").text("name")).contains("0.50");
        assertThat(read("name", "99999999").text("name")).contains("99999999");
    }

    @Test void aMissingFieldGetsItsDefault() {
        assertThat(form.read(JSON.createObjectNode()).text("q")).contains("1");
        assertThat(form.read(JSON.createObjectNode()).flag("on")).isFalse();
    }

    @Test void unknownAndReadOnlyKeysAreDropped() {
        Values values = form.read(object("{\"shown\": \"x\", \"unknown\": {\"a\": []}, \"_links\": {}}"));
        assertThat(values.has("shown")).isFalse();
        assertThat(values.has("unknown")).isFalse();
    }

    @Test void arraysTakeSingleElementsAndMixedOnes() {
        assertThat(read("ids", "[1, \"2\", null]").wholes("ids")).containsExactly(1L, 2L);
        assertThat(read("ids", "3").wholes("ids")).containsExactly(3L);
        assertThat(read("words", "\"a\"").fields().path("words")).hasSize(1);
    }

    @Test void groupsAreReadFieldByField() {
        Values number = read("number", "{\"cc\": \"43\", \"sn\": 1001}").group("number").orElseThrow();
        assertThat(number.requireWhole("cc")).isEqualTo(43);
        assertThat(number.require("sn")).isEqualTo("1001");
    }

    @Test void everyFaultIsNamedInOneMessage() {
        assertThatThrownBy(() -> form.read(object("{\"count\": \"x\", \"status\": \"asleep\", \"number\": {}, \"name\": \"much too long\"}")))
            .isInstanceOf(ApiError.class)
            .hasMessage("Validation failed. field='name', input='much too long', errors='Field should not exceed 8 characters. You entered 13'; "
                + "field='count', input='x', errors='Value must be an integer'; "
                + "field='status', input='asleep', errors=''asleep' is not a valid value'; "
                + "field='number.cc', input='', errors='Cc field is required'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"no at sign\"", "\"a@\"", "\"@b\"", "{\"a\": 1}", "[\"a@b\", \"c@d\"]"})
    void anEmailAddressHasItsForm(String given) {
        assertThatThrownBy(() -> read("email", given)).isInstanceOf(ApiError.class).hasMessageContaining("field='email'");
    }

    @Test void numbersOfAnyLengthAreRefusedInsteadOfWrittenOut() {
        assertThatThrownBy(() -> read("name", "1e999999999")).hasMessageContaining("Value is out of range");
        assertThatThrownBy(() -> read("count", "1e5000")).isInstanceOf(ApiError.class);
        assertThatThrownBy(() -> read("count", "123456789012345678901234567890")).hasMessageContaining("Value must be an integer");
    }

    @Test void secretsAreMaskedAndLongInputIsCut() {
        assertThatThrownBy(() -> read("password", "{\"geheim\": 1}")).hasMessageContaining("input='********'").hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> read("name", "\"%s\"".formatted("x".repeat(5000)))).extracting(Throwable::getMessage).asString().hasSizeLessThan(400);
    }

    private Values read(String field, String given) {
        return form.read(object("{\"%s\": %s}".formatted(field, given)));
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JSON.readTree(json);
    }
}
