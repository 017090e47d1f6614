package io.tandem.data.snapshot;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PreferencesTest {
    private final Preferences user = new Preferences(Map.of("cli", List.of("431"),
            "allowed_clis", List.of("1", "2"), "clir", List.of("0")));
    private final Preferences domain = new Preferences(Map.of("cli", List.of("499"),
            "allowed_clis", List.of("9"), "nat_sipping", List.of("yes"),
            "concurrent_max", List.of("-1"), "lock", List.of("four"), "dnd", List.of("1")));

    @Test void narrowerLevelWinsAndListsAreNotMixed() {
        Preferences effective = user.over(domain);
        assertThat(effective.string("cli")).contains("431");
        assertThat(effective.list("allowed_clis")).containsExactly("1", "2");
        assertThat(effective.string("nat_sipping")).contains("yes");
    }

    @Test void absentAttributeIsEmptyEverywhere() {
        assertThat(user.string("cfu")).isEmpty();
        assertThat(user.list("cfu")).isEmpty();
        assertThat(user.number("cfu")).isEmpty();
        assertThat(user.isSet("cfu")).isFalse();
    }

    @Test void zeroIsNotSet() {
        assertThat(user.isSet("clir")).isFalse();
        assertThat(domain.isSet("dnd")).isTrue();
    }

    @Test void numbersThatAreNoneAreEmpty() {
        assertThat(domain.number("concurrent_max")).hasValue(-1);
        assertThat(domain.number("lock")).isEmpty();
    }
}
