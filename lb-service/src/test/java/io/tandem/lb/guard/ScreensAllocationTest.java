package io.tandem.lb.guard;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.IntToLongFunction;

import com.sun.management.ThreadMXBean;
import io.tandem.lb.account.AccountProperties;
import io.tandem.lb.screen.DosProperties;
import io.tandem.lb.screen.OverloadProperties;
import io.tandem.lb.screen.UserAgentProperties;
import io.tandem.net.peer.PeerAddress;
import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** What every message costs must cost no garbage: also for attackers. */
class ScreensAllocationTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int ROUNDS = 100_000;
    /** The compiler may need a while, most of all on a busy machine, to find out that some objects never leave their method. */
    private static final int MOST_ROUNDS = 100;
    /** Bytes for a call: what the system does now and then. */
    private static final double NONE = 0.01;
    private static final byte[] REQUEST = "REGISTER sip:x SIP/2.0\r\nUser-Agent: phone\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] ACCOUNT = "alice@example.org".getBytes(US_ASCII);

    private final Screens screens = Screens.open(new ScreenSettings(
            new DosProperties(true, 50, Duration.ofSeconds(5), Duration.ofSeconds(2), HOUR, DAY, DAY, List.of(), List.of("192.0.2.0/24"), 10, HOUR,
                    Duration.ofMinutes(1), Duration.ZERO, 10, 64, 4096, 4096),
            new UserAgentProperties(true, UserAgentProperties.Action.DROP, UserAgentProperties.Mode.BLACKLIST, List.of("friendly-scanner"), true, true),
            new AccountProperties(true, 4, HOUR, DAY, DAY, 10, 10, Duration.ofMinutes(10), Duration.ofSeconds(10), 4096),
            new OverloadProperties(1000, Duration.ofSeconds(5))), source -> false, new ManualScheduler(), new ManualScheduler(), 5);
    private final PeerAddress[] sources = new PeerAddress[16_384];
    private long nanos = 1;

    ScreensAllocationTest() {
        for (int i = 0; i < sources.length; i++) {
            sources[i] = PeerAddress.of(true, 0, 0x0A00_0000L + i, 0, 5060);
        }
    }

    /** @return bytes for one call, after warm-up */
    private static double bytesPerCall(IntToLongFunction call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long result = 0;
        double least = Double.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && least >= NONE; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                result += call.applyAsLong(i);
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / (double) ROUNDS);
        }
        assertThat(result).isGreaterThanOrEqualTo(0);
        return least;
    }

    @Test
    void aRequestThatPassesCostsNoGarbage() {
        assertThat(bytesPerCall(i -> {
            PeerAddress source = sources[i & 1023];
            nanos += 1_000_000_000L;
            return screens.sources().check(source, REQUEST, 0, REQUEST.length, nanos).ordinal() + screens.agents().check(REQUEST, 36, 41).ordinal()
                    + (screens.accounts().check(ACCOUNT, 0, 5, 6, ACCOUNT.length, source, nanos) ? 1 : 0) + (screens.admission().admit(source, nanos) ? 1 : 0);
        })).isLessThan(NONE);
    }

    @Test
    void aFloodCostsNoGarbage() {
        assertThat(bytesPerCall(i -> {
            nanos += 1000;
            return screens.sources().check(sources[i & 16_383], REQUEST, 0, REQUEST.length, nanos).ordinal()
                    + (screens.admission().admit(sources[i & 16_383], nanos) ? 1 : 0) + screens.sources().checkOther(sources[i & 7], nanos).ordinal();
        })).isLessThan(NONE);
    }

    @Test
    void aSuccessCostsNoGarbage() {
        assertThat(bytesPerCall(i -> {
            nanos += 1000;
            screens.accounts().report(sources[i & 16_383], ACCOUNT, 0, ACCOUNT.length, 0, 0, true, nanos);
            return 0;
        })).isLessThan(NONE);
    }
}
