package io.tandem.lb.egress;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;

import io.tandem.lb.egress.HostResolver.Lookup;
import io.tandem.net.Scheduler;
import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HostResolverTest {

    private static final Lookup ADDRESS = Lookup.Addresses.of(InetAddress.ofLiteral("192.0.2.1"));

    /** The test moves its clock, and runs what is put on it. */
    private static final class Loop implements Scheduler {
        private final ManualScheduler time = new ManualScheduler();
        private final BlockingQueue<Runnable> given = new LinkedBlockingQueue<>();

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public Timeout schedule(long delayNanos, Runnable task) {
            return time.schedule(delayNanos, task);
        }

        @Override
        public void execute(Runnable task) {
            given.add(task);
        }

        void runsOne() throws InterruptedException {
            given.take().run();
        }
    }

    private final Loop loop = new Loop();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final SynchronousQueue<Lookup> answers = new SynchronousQueue<>();
    private final HostResolver resolver = new HostResolver(loop, this::system);
    private final List<String> ran = new ArrayList<>();

    private Lookup system(String host) {
        asked.add(host);
        try {
            return answers.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answers(Lookup lookup) throws InterruptedException {
        answers.put(lookup);
        loop.runsOne();
    }

    private void learns(String host, Lookup lookup) throws InterruptedException {
        assertThat(resolver.learn(host, () -> ran.add("first"))).isTrue();
        answers(lookup);
        loop.runsOne();
    }

    @Test
    void manyThatWaitForANameAskOnce() throws InterruptedException {
        assertThat(resolver.learn("a.example", () -> ran.add("first"))).isTrue();
        assertThat(resolver.learn("a.example", () -> ran.add("second"))).isTrue();
        answers(ADDRESS);
        loop.runsOne();
        loop.runsOne();
        assertThat(ran).containsExactly("first", "second");
        assertThat(asked).containsExactly("a.example");
        assertThat(resolver.known("a.example")).isEqualTo(ADDRESS);
    }

    @Test
    void anAddressThatIsDueIsUsedWhileItIsLookedUpAgain() throws InterruptedException {
        learns("a.example", ADDRESS);
        loop.time.passes(Duration.ofSeconds(31));
        assertThat(resolver.known("a.example")).isEqualTo(ADDRESS);
        Lookup other = Lookup.Addresses.of(InetAddress.ofLiteral("192.0.2.2"));
        answers(other);
        assertThat(resolver.known("a.example")).isEqualTo(other);
    }

    @Test
    void anOutageOfTheDnsDoesNotTakeAnAddressAwayForTenMinutes() throws InterruptedException {
        learns("a.example", ADDRESS);
        for (int i = 0; i < 19; i++) {
            loop.time.passes(Duration.ofSeconds(31));
            assertThat(resolver.known("a.example")).isEqualTo(ADDRESS);
            answers(Lookup.NO_ADDRESS);
        }
        loop.time.passes(Duration.ofSeconds(31));
        assertThat(resolver.known("a.example")).isEqualTo(Lookup.UNKNOWN);
    }

    @Test
    void aNameWithoutAddressIsAskedForAgainAfterAWhile() throws InterruptedException {
        learns("a.example", Lookup.NO_ADDRESS);
        assertThat(resolver.known("a.example")).isEqualTo(Lookup.NO_ADDRESS);
        loop.time.passes(Duration.ofSeconds(31));
        assertThat(resolver.known("a.example")).isEqualTo(Lookup.UNKNOWN);
    }

    @Test
    void tooManyLookUpsAreRefused() {
        for (int i = 0; i < 64; i++) {
            assertThat(resolver.learn("name" + i, () -> ran.add("never"))).isTrue();
        }
        assertThat(resolver.learn("another", () -> ran.add("never"))).isFalse();
        assertThat(resolver.learn("name0", () -> ran.add("never"))).isTrue();
    }
}
