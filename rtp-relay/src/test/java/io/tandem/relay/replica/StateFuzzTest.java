package io.tandem.relay.replica;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.relay.choice.Choices;
import io.tandem.relay.os.UdpSockets;
import io.tandem.relay.pipeline.EngineChoice;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.PortPool;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.stream.MediaStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever stands in Redis: a call's state, or the one exception. */
class StateFuzzTest {
    private static MediaLoop loop;
    private static MediaStream stream;

    @BeforeAll
    static void open() throws Exception {
        loop = MediaLoop.start("fuzz-media", EngineChoice.EPOLL, System::nanoTime);
        InetAddress host = InetAddress.ofLiteral("127.0.0.1");
        MediaInterface home = new MediaInterface("default", new PortPool(host, new PortProperties(23_600, 23_619, Duration.ZERO), new UdpSockets(0, 65_536),
                System::nanoTime, new Random(1), new Choices()), host);
        stream = MediaStream.open(new MediaInterface[] {home, home}, loop, true, Optional.empty(), List.of(), Runnable::run);
    }

    @AfterAll
    static void close() {
        stream.close(Runnable::run);
        loop.close();
    }

    @FuzzTest(maxDuration = "10s")
    void figuresAreReadOrRefused(byte[] data) {
        LegState leg = new LegState(stream.leg(0), Optional.empty(), Optional.empty());
        try {
            leg.restore(new Numbers(new String(data, StandardCharsets.ISO_8859_1)));
            StringBuilder written = new StringBuilder();
            leg.write(written);
            leg.restore(new Numbers(written.toString()));
        } catch (MalformedStateException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "10s")
    void aJournalEntryIsReadOrRefused(byte[] data) {
        try {
            JournalEntry entry = JournalEntry.parse(new String(data, StandardCharsets.UTF_8));
            assertThat(JournalEntry.parse(entry.text())).isEqualTo(entry);
        } catch (MalformedStateException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
