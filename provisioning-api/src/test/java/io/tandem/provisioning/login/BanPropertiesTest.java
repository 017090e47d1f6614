package io.tandem.provisioning.login;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BanPropertiesTest {
    @Test void eachBanIsLongerUpToTheLongest() {
        BanProperties bans = new BanProperties(5, Duration.ofSeconds(300), Duration.ofSeconds(300), Duration.ofSeconds(3600));
        assertThat(bans.length(1)).hasSeconds(300);
        assertThat(bans.length(2)).hasSeconds(600);
        assertThat(bans.length(12)).hasSeconds(3600);
        assertThat(bans.length(1000)).hasSeconds(3600);
    }
}
