package io.tandem.relay.session;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AdmissionTest {
    private static final LoadProperties LIMITS = new LoadProperties(4, 80, 1_000_000);

    @Test
    void eachLimitRefusesNewCallsByItsNameUntilTheLoadHasGone() {
        Admission admission = new Admission(LIMITS);
        assertThat(admission.refusal()).isEmpty();
        admission.measured(4.5, 0.1, 0);
        assertThat(admission.refusal()).contains("Load limit exceeded");
        admission.measured(1, 0.85, 0);
        assertThat(admission.refusal()).contains("CPU usage limit exceeded");
        admission.measured(1, 0.1, 2_000_000);
        assertThat(admission.refusal()).contains("Bandwidth limit exceeded");
        admission.measured(1, 0.1, 10);
        assertThat(admission.refusal()).isEmpty();
    }

    @Test
    void withoutLimitsNothingIsRefused() {
        Admission admission = new Admission(LoadProperties.NONE);
        assertThat(admission.isLimited()).isFalse();
        admission.measured(1000, 1, Long.MAX_VALUE);
        assertThat(admission.refusal()).isEmpty();
    }
}
