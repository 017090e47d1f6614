package io.tandem.e2e.pbx;

import java.time.Duration;

import io.tandem.testkit.phone.Call;

import static io.tandem.e2e.pbx.Office.PATIENCE;

/** What the two ends of a call say to each other. */
final class Voices {
    private static final Duration TALK = Duration.ofSeconds(2);

    private Voices() {}

    /** Both talk at once, and each hears the other. */
    static void bothHear(Call one, double oneHz, Call other, double otherHz) throws InterruptedException {
        Thread talking = Thread.ofVirtual().start(() -> one.talk(TALK, oneHz));
        Thread replying = Thread.ofVirtual().start(() -> other.talk(TALK, otherHz));
        one.awaitHearing(otherHz, PATIENCE);
        other.awaitHearing(oneHz, PATIENCE);
        talking.join();
        replying.join();
    }
}
