package io.tandem.provisioning.ldap;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.tandem.provisioning.resource.ApiError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Passwords of administrators against an LDAP server (provisioning.md §1.7): found by a search, checked by a bind, over TLS. */
class AdminDirectoryTest {
    private final TestDirectory server = new TestDirectory();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach void stop() {
        server.close();
    }

    private LdapProperties settings(String uri, String filter, boolean startTls, String trusted) {
        return new LdapProperties(uri, TestDirectory.READER, TestDirectory.READER_PASSWORD, TestDirectory.BASE, filter, startTls, trusted,
            Duration.ofSeconds(2), Duration.ofSeconds(30));
    }

    private AdminDirectory over(String uri) {
        return new AdminDirectory(settings(uri, "(uid=%s)", true, server.trusted().toString()), nanos::get);
    }

    @Test void thePasswordIsTheOneInTheDirectory() {
        for (String uri : new String[] {server.ldaps(), server.ldap()}) {
            AdminDirectory directory = over(uri);
            assertThat(directory.isRight("alice", "alice-secret")).as(uri).isTrue();
            assertThat(directory.isRight("alice", "bob-secret")).as(uri).isFalse();
            assertThat(directory.isRight("nobody", "alice-secret")).as(uri).isFalse();
        }
    }

    @Test void nobodyGetsInWithoutAPassword() {
        assertThat(over(server.ldaps()).isRight("alice", "")).isFalse();
        assertThat(server.binds()).as("a bind without a password would succeed as nobody").isEmpty();
    }

    @Test void aLoginIsAValueAndNoFilter() {
        AdminDirectory directory = over(server.ldaps());
        for (String login : new String[] {"*", "a*", "alice)(uid=*", "alice)(|(uid=*", "\\2a", "ali\0ce"}) {
            assertThat(directory.isRight(login, "alice-secret")).as(login).isFalse();
        }
    }

    @Test void whomTheFilterFindsTwiceIsRefused() {
        AdminDirectory directory = new AdminDirectory(settings(server.ldaps(), "(|(uid=%s)(sn=Staff))", true, server.trusted().toString()), nanos::get);
        assertThat(directory.isRight("alice", "alice-secret")).isFalse();
    }

    @Test void aRightPasswordIsKnownForAShortWhile() throws Exception {
        AdminDirectory directory = over(server.ldaps());
        assertThat(directory.isRight("alice", "alice-secret")).isTrue();
        int asked = server.binds().size();
        server.setPassword("alice", "another");
        assertThat(directory.isRight("alice", "alice-secret")).isTrue();
        assertThat(server.binds()).hasSize(asked);
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(directory.isRight("alice", "alice-secret")).isFalse();
        assertThat(directory.isRight("alice", "another")).isTrue();
    }

    @Test void aDirectoryThatIsAwaySaysNothing() {
        AdminDirectory directory = over(server.ldaps());
        server.stop();
        assertUnavailable(directory);
    }

    @Test void anUnknownCertificateEndsItBeforeAPasswordIsSaid() throws Exception {
        try (TestDirectory other = new TestDirectory()) {
            for (String uri : new String[] {server.ldaps(), server.ldap()}) {
                assertUnavailable(new AdminDirectory(settings(uri, "(uid=%s)", true, other.trusted().toString()), nanos::get));
            }
        }
        assertThat(server.binds()).isEmpty();
    }

    @Test void withoutStartTlsNothingIsSaid() {
        try (TestDirectory plain = new TestDirectory(false)) {
            assertUnavailable(new AdminDirectory(settings(plain.ldap(), "(uid=%s)", true, plain.trusted().toString()), nanos::get));
            assertThat(plain.binds()).isEmpty();
            assertThat(new AdminDirectory(settings(plain.ldap(), "(uid=%s)", false, ""), nanos::get).isRight("bob", "bob-secret"))
                .as("plain text, where an operator wants that").isTrue();
        }
    }

    @Test void whoIsNotLetInToSearchFindsOutNothing() {
        AdminDirectory anonymous = new AdminDirectory(new LdapProperties(server.ldaps(), "", "", TestDirectory.BASE, "(uid=%s)", true,
            server.trusted().toString(), Duration.ofSeconds(2), Duration.ofSeconds(30)), nanos::get);
        assertUnavailable(anonymous);
        AdminDirectory wrong = new AdminDirectory(new LdapProperties(server.ldaps(), TestDirectory.READER, "wrong", TestDirectory.BASE, "(uid=%s)", true,
            server.trusted().toString(), Duration.ofSeconds(2), Duration.ofSeconds(30)), nanos::get);
        assertUnavailable(wrong);
    }

    @Test void withoutADirectoryNobodyGetsInByIt() {
        AdminDirectory none = new AdminDirectory(settings("", "(uid=%s)", true, ""), nanos::get);
        assertThat(none.isRight("alice", "alice-secret")).isFalse();
    }

    @Test void settingsThatCannotWorkEndTheStart() {
        assertThatThrownBy(() -> new AdminDirectory(settings(server.ldaps(), "(uid=%s", true, ""), nanos::get))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("filter-format");
        assertThatThrownBy(() -> new AdminDirectory(settings(server.ldaps(), "(uid=%s)", true, "/no/such/file.pem"), nanos::get))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("trusted");
        assertThat(settings("ldaps://x", "(uid=%s)", true, "").toString()).doesNotContain(TestDirectory.READER_PASSWORD);
    }

    private static void assertUnavailable(AdminDirectory directory) {
        assertThatThrownBy(() -> directory.isRight("alice", "alice-secret")).isInstanceOfSatisfying(ApiError.class, error -> {
            assertThat(error.status()).isEqualTo(503);
            assertThat(error.retryAfter()).isPresent();
        });
    }
}
