package io.tandem.proxy.dns;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.netty.handler.codec.dns.DnsResponseCode;
import io.tandem.proxy.ladder.NameServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Over real sockets. */
@Timeout(60)
class DnsClientTest {
    @TempDir private Path folder;
    private final NameServer first = new NameServer();
    private final NameServer second = new NameServer();
    private DnsClient dns;

    @BeforeEach void open() {
        dns = new DnsClient(new DnsProperties(List.of(first.address(), second.address()), folder.resolve("hosts"), Duration.ofMillis(200)));
    }

    @AfterEach void close() {
        dns.close();
        first.close();
        second.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test void recordsOfAllKindsAreRead() {
        first.host("h.example", "192.0.2.1", "192.0.2.2", "2001:db8::1").service("s.example", 1, 2, 5060, "h.example").service("s.example", 0, 0, 0, "")
                .naming("n.example", 10, 20, "s", "SIP+D2U", "s.example");
        assertThat(get(dns.addresses("h.example"))).extracting(InetAddress::getHostAddress).containsExactly("192.0.2.1", "192.0.2.2", "2001:db8:0:0:0:0:0:1");
        assertThat(get(dns.services("s.example"))).containsExactly(new ServiceRecord(1, 2, 5060, "h.example"), new ServiceRecord(0, 0, 0, ""));
        assertThat(get(dns.naming("n.example"))).containsExactly(new NamingRecord(10, 20, "s", "SIP+D2U", "s.example"));
        assertThat(get(dns.naming("h.example"))).as("of another kind").isEmpty();
        assertThat(get(dns.naming("none.example"))).as("no such name").isEmpty();
        assertThat(second.asked).isEmpty();
    }

    @Test void aSilentOrFailingServerIsFollowedByTheNext() {
        second.service("s.example", 1, 2, 5060, "h.example");
        first.silent = true;
        assertThat(get(dns.services("s.example"))).hasSize(1);
        first.silent = false;
        first.code = DnsResponseCode.REFUSED;
        assertThat(get(dns.services("s.example"))).hasSize(1);
        second.code = DnsResponseCode.SERVFAIL;
        assertThatThrownBy(() -> dns.services("s.example").toCompletableFuture().get()).hasCauseInstanceOf(Dns.NoAnswerException.class);
        assertThatThrownBy(() -> dns.addresses("s.example").toCompletableFuture().get()).hasCauseInstanceOf(Dns.NoAnswerException.class);
    }

    @Test void aNameThatCannotBeOneHasNothing() {
        assertThat(get(dns.services("a".repeat(70) + ".example"))).isEmpty();
    }

    @Test void theHostsFileComesBeforeTheDnsAndIsReadAgainAfterAChange() throws Exception {
        first.host("h.example", "192.0.2.9");
        assertThat(get(dns.hosts("h.example"))).as("no file").isEmpty();
        Files.writeString(folder.resolve("hosts"), "192.0.2.1 x H.example\n2001:db8::1 h.example # one more\n");
        assertThat(get(dns.addresses("h.Example"))).extracting(InetAddress::getHostAddress).containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1");
        assertThat(first.asked).isEmpty();
        Files.writeString(folder.resolve("hosts"), "");
        Files.setLastModifiedTime(folder.resolve("hosts"), FileTime.fromMillis(1));
        assertThat(get(dns.addresses("h.example"))).extracting(InetAddress::getHostAddress).containsExactly("192.0.2.9");
    }
}
