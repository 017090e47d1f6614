package io.tandem.relay.pipeline;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MediaLoopTest {

    @Test void whatOneCommandGivesTheLoopIsDoneWhenItHasEnded() throws InterruptedException {
        try (MediaLoop loop = MediaLoop.start("media", EngineChoice.EPOLL, System::nanoTime)) {
            for (int command = 0; command < 100; command++) {
                CountDownLatch done = new CountDownLatch(3);
                try (MediaLoop.Gathering _ = MediaLoop.gather()) {
                    loop.execute(done::countDown);
                    loop.execute(() -> loop.execute(done::countDown)); // a loop's own tasks are not gathered
                    loop.execute(done::countDown);
                }
                assertThat(done.await(5, TimeUnit.SECONDS)).as("command %d", command).isTrue();
            }
        }
    }
}
