package io.tandem.provisioning;

import java.time.Duration;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;

/** A request that waits for a row which a test has locked. */
final class BlockedRequest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private BlockedRequest() {}

    /** Returns when the request waits, or is answered without having waited. */
    static void await(Future<?> request) {
        Awaitility.await().atMost(PATIENCE).until(() -> request.isDone() || World.number(
            "select count(*) from information_schema.innodb_trx where trx_state = 'LOCK WAIT'") > 0);
    }
}
