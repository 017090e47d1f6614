package io.tandem.cli.demo;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SipAccessTest {
    @Test void phonesOfASiteCallAtItsSharedAddress() {
        SipAccess access = SipAccess.at("198.51.100.10", Path.of("tls.pem"));

        assertThat(access.plain()).isEqualTo(new InetSocketAddress("198.51.100.10", 5060));
        assertThat(access.tls()).isEqualTo(new InetSocketAddress("198.51.100.10", 5061));
        assertThat(access.webSocket()).isEqualTo(URI.create("ws://198.51.100.10:5066/"));
        assertThat(access.secureWebSocket()).isEqualTo(URI.create("wss://198.51.100.10:7443/"));
    }
}
