package io.tandem.provisioning.password;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import io.tandem.provisioning.resource.ApiError;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PasswordCheckTest {
    private static final StoredPassword STORED = new StoredPassword(SaltedPassword.of("geheim").text());

    private final AtomicLong nanos = new AtomicLong();
    private final PasswordCheck check = new PasswordCheck(nanos::get);

    @Test void aRightPasswordIsRememberedAndAWrongOneIsNot() {
        assertThat(check.isRight("admin", Optional.of(STORED), "geheim")).isTrue();
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(check.isRight("admin", Optional.of(STORED), "geheim")).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(check.isRight("admin", Optional.of(STORED), "Geheim")).isFalse();
    }

    @Test void aChangedPasswordActsAtOnce() {
        assertThat(check.isRight("admin", Optional.of(STORED), "geheim")).isTrue();
        assertThat(check.isRight("admin", Optional.of(new StoredPassword(SaltedPassword.of("anders").text())), "geheim")).isFalse();
    }

    @Test void whatIsRememberedIsCheckedAgainAfterFiveMinutes() {
        long computed = cpuNanosOfACheck();
        assertThat(cpuNanosOfACheck()).isLessThan(computed / 4);
        nanos.addAndGet(Duration.ofSeconds(301).toNanos());
        assertThat(cpuNanosOfACheck()).isGreaterThan(computed / 4);
    }

    /** As when many clients of one login are there when it is forgotten. */
    @Test void requestsThatComeTogetherComputeOnceForEachProcessor() throws Exception {
        long computed = cpuNanosOfACheck();
        nanos.addAndGet(Duration.ofSeconds(301).toNanos());
        List<Long> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (Future<Long> one : threads.invokeAll(Collections.<Callable<Long>>nCopies(16, this::cpuNanosOfACheck))) {
                all.add(one.get());
            }
        }
        assertThat(all.stream().filter(cpu -> cpu > computed / 4).count()).isBetween(1L, (long) Runtime.getRuntime().availableProcessors());
    }

    @Test void whoWouldWaitTooLongIsSentAwayAtOnceUnlessHisPasswordIsKnown() throws Exception {
        PasswordCheck busy = new PasswordCheck(nanos::get, 1);
        assertThat(busy.isRight("admin", Optional.of(STORED), "geheim")).isTrue();
        int clients = 16 * Runtime.getRuntime().availableProcessors();
        int refused = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<Boolean>> attempts = threads.invokeAll(Collections.<Callable<Boolean>>nCopies(clients, () -> {
                boolean known = busy.isRight("admin", Optional.of(STORED), "geheim");
                return known && busy.isRight("admin", Optional.of(STORED), "wrong");
            }));
            for (Future<Boolean> attempt : attempts) {
                try {
                    assertThat(attempt.get()).isFalse();
                } catch (ExecutionException sentAway) {
                    assertThat(sentAway.getCause()).isInstanceOfSatisfying(ApiError.class, busyError -> {
                        assertThat(busyError.status()).isEqualTo(503);
                        assertThat(busyError.retryAfter()).contains(Duration.ofSeconds(5));
                    });
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive().isLessThan(clients);
    }

    private long cpuNanosOfACheck() {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThat(check.isRight("admin", Optional.of(STORED), "geheim")).isTrue();
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }

    @Test void nobodyHasNoPassword() {
        assertThat(check.isRight("nobody", Optional.empty(), "administrator")).isFalse();
        assertThat(check.isRight("admin", Optional.of(new StoredPassword("")), "")).isFalse();
        assertThat(check.isRight("admin", Optional.of(new StoredPassword("not a hash")), "x")).isFalse();
    }

    @Test void hashesLookLikeThoseOfThisSwitchFamily() {
        assertThat(STORED.text()).matches("[./A-Za-z0-9]{22}\\$[./A-Za-z0-9]{31}");
        assertThat(STORED.toString()).doesNotContain(STORED.text());
        assertThat(new SaltedPassword("KLmPj3vQz7sXw1TfUbYh9u$JcQ7tTC12lbNSGCuIkOMBx1eYMVoRmq").matches("administrator")).isTrue();
    }
}
