package io.tandem.ha.takeover;

import java.time.Duration;
import java.util.List;

import io.tandem.ha.takeover.PairProperties.LinkProperties;
import io.tandem.ha.takeover.PairProperties.SharedProperties;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PairPropertiesTest {
    private static final SharedProperties SHARED = new SharedProperties("eth0", "198.51.100.10/24");

    @Test void theDefaultsAreANormalPair() {
        PairProperties pair = pair(List.of("198.51.100.1"), List.of(SHARED), 400, 500);
        assertThatCode(pair::check).doesNotThrowAnyException();
        assertThat(pair.timing().gateNanos()).isEqualTo(200_000_000);
        assertThat(pair.isPair()).isTrue();
    }

    @Test void saysWhatIsMissing() {
        assertThatThrownBy(() -> pair(List.of(), List.of(SHARED), 400, 500).check()).hasMessageContaining("ping-nodes is empty");
        assertThatThrownBy(() -> pair(List.of("198.51.100.1"), List.of(), 400, 500).check()).hasMessageContaining("shared is empty");
    }

    @Test void refusesTimesThatWouldAllowTwoActiveNodes() {
        assertThatThrownBy(() -> pair(List.of(), List.of(), 400, 450).timing()).hasMessageContaining("below 1.2 leases");
        assertThatThrownBy(() -> pair(List.of(), List.of(), 200, 500).timing()).hasMessageContaining("below 6 heartbeats");
        assertThatThrownBy(() -> pair(List.of(), List.of(), 400, 1500).timing()).hasMessageContaining("below 2 dead times");
    }

    @Test void aLinkJoinsTwoAddressesOfOneFamily() {
        assertThatThrownBy(() -> new LinkProperties("x", "198.51.100.11", "2001:db8::2", false).link()).hasMessageContaining("not of one address family");
        assertThatThrownBy(() -> new LinkProperties("x", "198.51.100.11", "198.51.100.11", false).link()).hasMessageContaining("to itself");
    }

    @Test void aNameThatDoesNotFitTheStoresIsRefusedAtStart() {
        assertThat(troubles("n".repeat(64))).isEmpty();
        assertThat(troubles("n".repeat(65))).containsExactly(PairProperties.LONG_NAME);
    }

    private static List<String> troubles(String name) {
        try (ValidatorFactory validators = Validation.buildDefaultValidatorFactory()) {
            return validators.getValidator().validateValue(PairProperties.class, "name", name).stream().map(ConstraintViolation::getMessage).toList();
        }
    }

    private static PairProperties pair(List<String> pings, List<SharedProperties> shared, long lease, long dead) {
        return new PairProperties("sp", List.of(new LinkProperties("cross", "192.0.2.1", "192.0.2.2", false)), 5405, pings, shared,
                null, Duration.ofMillis(50), Duration.ofMillis(lease), Duration.ofMillis(dead), Duration.ofSeconds(2), Duration.ofSeconds(4), 5406, 10);
    }
}
