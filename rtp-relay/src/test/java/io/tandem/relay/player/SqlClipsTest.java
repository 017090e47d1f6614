package io.tandem.relay.player;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Without a database. */
class SqlClipsTest {
    @Test
    void aPoolThatCannotBeOpenedFailsNoCall() {
        try (SqlClips clips = new SqlClips(() -> {
            throw new IllegalStateException("no driver");
        })) {
            assertThat(clips.clip(1).join()).isEmpty();
            assertThat(clips.clip(2).join()).isEmpty();
        }
    }

    @Test
    void moreThanTheReaderTakesAreSilentAtOnce() {
        CountDownLatch away = new CountDownLatch(1);
        try (SqlClips clips = new SqlClips(() -> {
            await(away);
            throw new IllegalStateException("away");
        })) {
            List<CompletableFuture<Optional<Clip>>> all = LongStream.range(0, SqlClips.MOST_WAITING + 21).mapToObj(clips::clip).toList();
            assertThat(all).filteredOn(CompletableFuture::isDone).hasSize(20).allSatisfy(one -> assertThat(one).isCompletedWithValue(Optional.empty()));
            away.countDown();
            assertThat(all).allSatisfy(one -> assertThat(one.join()).isEmpty());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
