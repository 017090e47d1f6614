package io.tandem.data.snapshot;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.coherence.ReadOverloadException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DirectoryTest {
    private final MapSource source = new MapSource();
    private final Directory directory = new Directory(source, new DirectorySettings(1000, 2, 3));

    @AfterEach void close() { directory.close(); }

    @Test void answersAtOnceFromTheSecondTimeOn() {
        source.put(subscriber(1, "alice", "4311"));
        assertThat(get(directory.byUsername("alice", "example.org"))).isPresent();
        CompletableFuture<Optional<Subscriber>> second = directory.byUsername("alice", "EXAMPLE.org");
        assertThat(second).isDone();
        assertThat(source.reads).hasValue(1);
    }

    @Test void remembersThatThereIsNobodyUntilSomethingChanges() {
        assertThat(get(directory.byNumber("4311"))).isEmpty();
        assertThat(get(directory.byNumber("4311"))).isEmpty();
        assertThat(source.reads).hasValue(1);
        source.put(subscriber(1, "alice", "4311"));
        changed(ChangeLog.SUBSCRIBER, 1);
        assertThat(get(directory.byNumber("4311"))).isPresent();
    }

    @Test void doesNotFindUnderAnotherNameThatSqlComparesAsEqual() {
        source.paddingSpace = true;
        source.put(subscriber(1, "alice", "4311"));
        assertThat(get(directory.byUsername("alice ", "example.org"))).isEmpty();
        assertThat(get(directory.byUsername("alice", "example.org"))).isPresent();
    }

    @Test void aNumberWithAnExtensionLeadsToWhoeverHasItsLongestBeginning() {
        source.put(subscriber(1, "pilot", "4311"));
        assertThat(get(directory.byBaseNumber("431199")).orElseThrow().username()).isEqualTo("pilot");
        assertThat(directory.byBaseNumber("431199")).isDone();
        assertThat(get(directory.byBaseNumber("4311"))).as("the number itself has none").isEmpty();
        assertThat(get(directory.byBaseNumber("4312"))).isEmpty();
        source.rows.remove(1);
        source.put(subscriber(2, "nearer", "43119"));
        changed(ChangeLog.SUBSCRIBER, 2); // the first one is still cached and would still fit
        assertThat(get(directory.byBaseNumber("431199")).orElseThrow().username()).isEqualTo("nearer");
    }

    @Test void readsAChangedSubscriberAnew() {
        source.put(subscriber(1, "alice", "4311"));
        get(directory.byUsername("alice", "example.org"));
        source.put(subscriber(1, "alice", "4322"));
        changed(ChangeLog.SUBSCRIBER, 1);
        assertThat(get(directory.byUsername("alice", "example.org")).orElseThrow().alias("4322")).isPresent();
    }

    @Test void doesNotFindAMovedNumberAtItsOldOwner() {
        source.put(subscriber(1, "alice", "4311"));
        source.put(subscriber(2, "bob", "4322"));
        get(directory.byNumber("4311"));
        source.put(subscriber(1, "alice", "4300"));
        source.put(subscriber(2, "bob", "4311"));
        changed(ChangeLog.SUBSCRIBER, 1);
        get(directory.byUsername("alice", "example.org")); // alice is cached again; the number must not lead to her
        assertThat(get(directory.byNumber("4311")).orElseThrow().username()).isEqualTo("bob");
    }

    @Test void doesNotKeepWhatWasReadWhileItChanged() throws InterruptedException {
        source.put(subscriber(1, "alice", "4311"));
        source.hold = new CountDownLatch(1);
        CompletableFuture<Optional<Subscriber>> old = directory.byUsername("alice", "example.org");
        assertThat(source.started.await(5, TimeUnit.SECONDS)).isTrue(); // has read the old row, not answered yet
        source.put(subscriber(1, "alice", "4322"));
        changed(ChangeLog.SUBSCRIBER, 1);
        source.hold.countDown();
        assertThat(get(old).orElseThrow().alias("4311")).isPresent();
        assertThat(get(directory.byUsername("alice", "example.org")).orElseThrow().alias("4322")).isPresent();
    }

    @Test void callersOfTheSameNameShareOneRead() {
        source.put(subscriber(1, "alice", "4311"));
        source.hold = new CountDownLatch(1);
        var first = directory.byUsername("alice", "example.org");
        var second = directory.byUsername("alice", "example.org");
        source.hold.countDown();
        assertThat(get(first)).isEqualTo(get(second));
        assertThat(source.reads).hasValue(1);
    }

    @Test void refusesWhenTooManyReadsWait() {
        source.hold = new CountDownLatch(1);
        List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) waiting.add(directory.byNumber("431" + i));
        assertThatThrownBy(() -> directory.byNumber("4319").get()).hasCauseInstanceOf(ReadOverloadException.class)
                .hasMessageContaining("limit 3");
        source.hold.countDown();
        waiting.forEach(DirectoryTest::get);
        assertThat(get(directory.byNumber("4319"))).isEmpty();
    }

    @Test void aFailedReadIsToldAndNotRemembered() {
        source.failing = true;
        assertThatThrownBy(() -> directory.byUuid("u1").get()).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SQLException.class);
        source.failing = false;
        source.put(subscriber(1, "alice", "4311"));
        assertThat(get(directory.byUuid("u1"))).isPresent();
    }

    @Test void aDomainChangeReachesItsSubscribersOnly() {
        source.put(subscriber(1, "alice", "4311"));
        get(directory.byUsername("alice", "example.org"));
        get(directory.domain("Example.ORG"));
        changed(ChangeLog.DOMAIN, 99);
        assertThat(directory.byUsername("alice", "example.org")).isDone();
        changed(ChangeLog.DOMAIN, 5);
        get(directory.byUsername("alice", "example.org"));
        assertThat(source.reads).hasValue(2);
    }

    @Test void anUnknownEntityIsNobodysConcernAndABadKeyEverybodys() {
        source.put(subscriber(1, "alice", "4311"));
        get(directory.byUuid("u1"));
        directory.onChanges(List.of(new Change(1, "ncos_level", "x")));
        assertThat(directory.byUuid("u1")).isDone();
        directory.onChanges(List.of(new Change(2, ChangeLog.SUBSCRIBER, "all")));
        get(directory.byUuid("u1"));
        assertThat(source.reads).hasValue(2);
    }

    private void changed(String entity, int id) { directory.onChanges(List.of(new Change(1, entity, Integer.toString(id)))); }

    private static <T> T get(CompletableFuture<T> future) { return future.orTimeout(5, TimeUnit.SECONDS).join(); }

    private static Subscriber subscriber(int id, String username, String number) {
        return new Subscriber(id, "u" + id, username, "example.org", 5, 1, "secret", 10 + id, Optional.empty(), Optional.empty(),
                SubscriberStatus.ACTIVE, Optional.of(new E164Number(number.substring(0, 2), "", number.substring(2))),
                List.of(new Alias(number, true, false, Optional.empty())), Preferences.NONE, Preferences.NONE);
    }

    private static final class MapSource implements SubscriberSource {
        final Map<Integer, Subscriber> rows = new ConcurrentHashMap<>();
        final AtomicInteger reads = new AtomicInteger();
        final CountDownLatch started = new CountDownLatch(1);
        volatile CountDownLatch hold = new CountDownLatch(0);
        volatile boolean failing;
        /** Compare as collations of SQL do: spaces at the end do not count. */
        volatile boolean paddingSpace;

        void put(Subscriber subscriber) { rows.put(subscriber.id(), subscriber); }

        @Override public Optional<Subscriber> find(LookupKey key) throws SQLException {
            reads.incrementAndGet();
            if (failing) throw new SQLException("connection lost");
            LookupKey compared = paddingSpace && key instanceof LookupKey.Username(var user, var domain)
                    ? new LookupKey.Username(user.stripTrailing(), domain) : key;
            Optional<Subscriber> answer = rows.values().stream().filter(compared::finds).findFirst();
            started.countDown();
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            return answer;
        }

        @Override public Optional<Domain> domain(String name) { return Optional.of(new Domain(5, name, 1, Preferences.NONE)); }
    }
}
