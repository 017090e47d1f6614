package io.tandem.b2bua.ladder;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever the parties do or leave undone, in whatever order: every call ends, every 2xx gets its ACK, and nothing is left. */
class RandomCallsTest {
    private static final int CALLS = 400;
    private static final int STEPS = 60;

    @ParameterizedTest @ValueSource(longs = {1, 2, 3, 5, 8})
    void everyCallEnds(long seed) {
        for (int i = 0; i < CALLS; i++) {
            long callSeed = seed * 1_000_003 + i;
            try {
                play(new Random(callSeed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("call of seed " + callSeed, e);
            }
        }
    }

    private static void play(Random random) {
        var tandem = new Exchange();
        Party opener = tandem.party("alice", 6001);
        var alice = new RandomParty(tandem, random, 6001);
        var bob = new RandomParty(tandem, random, 6002);
        opener.sends(opener.invite(random.nextBoolean() ? "offer" : "").set("P-App-Param", "calltimer=30"));
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(40) == 0) opener.sendsCancel();
            (random.nextInt(3) == 0 ? alice : bob).act();
            tandem.time.passes(Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(1_500) : 0));
        }
        tandem.time.passes(Duration.ofSeconds(31));
        tandem.time.passes(Duration.ofSeconds(180));                  // ringing ends too
        tandem.isIdle();
        bob.read();
        assertThat(bob.acknowledged).as("ACK of each 2xx").containsAll(bob.accepted);
        assertThat(bob.ended).as("BYE of each 2xx").containsAll(bob.accepted);
    }
}
