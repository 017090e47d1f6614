package io.tandem.b2bua;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

import io.tandem.b2bua.call.CallSettings;
import io.tandem.b2bua.message.HoldAlteration;
import io.tandem.b2bua.message.IdentityProperties;
import io.tandem.b2bua.message.LegProperties;
import io.tandem.b2bua.message.MethodProperties;
import io.tandem.b2bua.park.ParkProperties;
import io.tandem.b2bua.session.TransferProperties;
import io.tandem.b2bua.thirdparty.ThirdPartyProperties;
import io.tandem.b2bua.timer.CallProperties;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OwnCallsTest {
    private static final CallSettings SETTINGS = new CallSettings(
        new CallProperties(Duration.ofHours(6), Duration.ofSeconds(175), 100, Duration.ofMillis(500), Duration.ofSeconds(5)),
        new ThirdPartyProperties("127.0.0.1:6002"), new TransferProperties(true, true), new ParkProperties(Duration.ofSeconds(50)),
        new LegProperties(false, HoldAlteration.NO, HoldAlteration.NO));

    @Test void everyCallOfTheWarmUpIsAnsweredAndEnds() throws Exception {
        try (OwnCalls calls = new OwnCalls(new IdentityProperties("Tandem", IdentityProperties.UserAgentMode.PASS), new MethodProperties(true, true), SETTINGS,
                InstantSource.system())) {
            for (int call = 0; call < 12; call++) calls.call(call);
            long end = System.nanoTime() + 5_000_000_000L; // the last party's 200 may be on its way
            while (!calls.isIdle() && System.nanoTime() - end < 0) LockSupport.parkNanos(1_000_000);
            assertThat(calls.isIdle()).isTrue();
        }
    }
}
