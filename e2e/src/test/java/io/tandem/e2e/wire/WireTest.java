package io.tandem.e2e.wire;

import io.tandem.e2e.RunningSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Each test has a domain of its own in the running suite; when all have ended nothing of their calls is left there. */
abstract class WireTest {
    Platform platform;

    @BeforeEach void openPlatform() throws Exception {
        platform = Platform.open();
    }

    @AfterEach void closePlatform() throws Exception {
        platform.close();
    }

    @AfterAll static void nothingIsLeftBehind() throws Exception {
        RunningSuite.get().assertNoCallIsLeft();
    }
}
