package io.tandem.provisioning.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;

import io.tandem.provisioning.resource.ApiError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where webhooks may go, and how a delivery is signed. */
class TargetTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::1"})
    void addressesInsideAreRefused(String address) throws UnknownHostException {
        assertThat(Target.isInside(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "193.99.144.80", "100.63.0.1", "172.32.0.1", "2a00:1450:4001::1"})
    void addressesOutsideAreTaken(String address) throws UnknownHostException {
        assertThat(Target.isInside(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.org/", "file:///etc/passwd", "https://user:secret@example.org/", "example.org", "https:///x", "http://exa mple/"})
    void otherUrlsAreRefused(String url) {
        assertThatThrownBy(() -> Target.of(url)).isInstanceOf(ApiError.class).hasMessageContaining("field='url'");
    }

    @Test void aUrlIsTakenApart() {
        assertThat(Target.of("https://example.org")).isEqualTo(new Target(true, "example.org", 443, "/"));
        assertThat(Target.of("http://example.org:8080/a%20b?c=d")).isEqualTo(new Target(false, "example.org", 8080, "/a%20b?c=d"));
    }

    @Test void aNameThatLeadsInsideIsRefusedWhenItIsAsked() throws UnknownHostException {
        Target local = Target.of("http://localhost/");
        assertThatThrownBy(() -> local.address(false)).isInstanceOf(UnknownHostException.class).hasMessageContaining("private-targets");
        assertThat(local.address(true).isLoopbackAddress()).isTrue();
    }

    /** RFC 4231 has no case with our text; the value is from `printf '1700000000.{}' | openssl dgst -sha256 -hmac secret-of-a-webhook`. */
    @Test void theSignatureCoversTimeAndBody() {
        assertThat(Signature.of("secret-of-a-webhook", Instant.ofEpochSecond(1_700_000_000), "{}")).isEqualTo("t=1700000000,v1=140127d27d5bbc70008abee30aa15f923e3f6ee3efd09a364ed70eda82ab0e17");
    }

    @Test void pausesDoubleUpToAnHour() {
        assertThat(Deliverer.pause(0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Deliverer.pause(3)).isEqualTo(Duration.ofSeconds(16));
        assertThat(Deliverer.pause(200)).isEqualTo(Duration.ofHours(1));
    }
}
