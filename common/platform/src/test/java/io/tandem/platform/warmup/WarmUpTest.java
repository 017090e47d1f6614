package io.tandem.platform.warmup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.tandem.platform.role.RoleWatch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WarmUpTest {
    private static final long PATIENCE_MILLIS = 10_000;
    private final AtomicInteger closed = new AtomicInteger();

    private interface Work { void call(int number) throws IOException; }

    private WarmUp warmUp(int calls, RoleWatch role, Work work) {
        return new WarmUp(new WarmUpProperties(calls), role, () -> new WarmUp.Rehearsal() {
            @Override public void call(int number) throws IOException { work.call(number); }

            @Override public void close() { closed.incrementAndGet(); }
        }).start();
    }

    @Test void allCallsAreMadeAndTheCopyIsClosed() throws Exception {
        AtomicInteger sum = new AtomicInteger();
        WarmUp warmUp = warmUp(20, RoleWatch.single("sp"), sum::addAndGet);
        assertThat(warmUp.await(PATIENCE_MILLIS)).isTrue();
        assertThat(warmUp.made()).isEqualTo(20);
        assertThat(sum).as("each once").hasValue(190);
        assertThat(closed).hasValue(1);
    }

    @Test void aStandbyWarmsUpToo() throws Exception {
        try (RoleWatch standby = RoleWatch.follow("sp", Path.of("/nonexistent/role.sock"))) {
            WarmUp warmUp = warmUp(5, standby, _ -> {});
            assertThat(warmUp.await(PATIENCE_MILLIS)).isTrue();
            assertThat(warmUp.made()).isEqualTo(5);
        }
    }

    @Test void aCallThatFailsEndsItAndNothingElse() throws Exception {
        WarmUp warmUp = warmUp(20, RoleWatch.single("sp"), number -> {
            if (number == 3) throw new IOException("no 200 INVITE");
        });
        assertThat(warmUp.await(PATIENCE_MILLIS)).isTrue();
        assertThat(warmUp.made()).isEqualTo(3);
        assertThat(closed).hasValue(1);
    }

    @Test void theEndOfTheServiceEndsIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        WarmUp warmUp = warmUp(10_000, RoleWatch.single("sp"), _ -> begun.countDown());
        begun.await();
        warmUp.close();
        assertThat(warmUp.await(0)).isTrue();
        assertThat(closed).hasValue(1);
    }

    @Test void noCallsMeansNoCopy() throws Exception {
        WarmUp warmUp = warmUp(0, RoleWatch.single("sp"), _ -> {});
        assertThat(warmUp.await(PATIENCE_MILLIS)).isTrue();
        assertThat(warmUp.made()).isZero();
        assertThat(closed).hasValue(0);
    }
}
