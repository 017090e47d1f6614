package io.tandem.sip.stream.admission;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.stream.admission.Admission.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CrowdTest {

    private static final int PLACES = 300;
    private static final long PATIENCE = 10;

    /** Everybody who is in, by port; those from .2 are known. */
    private final Set<PeerAddress> inside = new LinkedHashSet<>();
    private final Queue<Runnable> questions = new ArrayDeque<>();
    private final Queue<Runnable> answers = new ArrayDeque<>();
    private final List<PeerAddress> refused = new ArrayList<>();
    private final Set<PeerAddress> gone = new HashSet<>();
    private final List<PeerAddress> asked = new ArrayList<>();
    private final Crowd<PeerAddress> crowd = new Crowd<>(answers::add, questions::add, this::isKnown, new Inside(), PATIENCE);

    private boolean isKnown(PeerAddress address) {
        asked.add(address);
        return address.low() == PeerAddress.of(new InetSocketAddress("192.0.2.2", 1)).low();
    }

    private final class Inside implements Crowd.Guests<PeerAddress> {
        @Override
        public PeerAddress remote(PeerAddress connection) {
            return connection;
        }

        @Override
        public long enteredNanos(PeerAddress connection) {
            return connection.getPort(); // who has a higher port came later
        }

        @Override
        public void giveWay(PeerAddress connection) {
            inside.remove(connection);
        }
    }

    private final class Arrival implements Crowd.Newcomer {
        private final PeerAddress address;

        Arrival(PeerAddress address) {
            this.address = address;
        }

        @Override
        public PeerAddress remote() {
            return address;
        }

        @Override
        public boolean isThere() {
            return !gone.contains(address);
        }

        @Override
        public Verdict enter() {
            if (inside.size() >= PLACES) {
                return Verdict.TOO_MANY;
            }
            inside.add(address);
            crowd.add(address);
            return Verdict.ADMITTED;
        }

        @Override
        public void refuse(Verdict why) {
            refused.add(address);
        }
    }

    private static PeerAddress known(int port) {
        return PeerAddress.of(new InetSocketAddress("192.0.2.2", port));
    }

    private static PeerAddress stranger(int port) {
        return PeerAddress.of(new InetSocketAddress("192.0.2.9", port));
    }

    private void isIn(PeerAddress address) {
        inside.add(address);
        crowd.add(address);
    }

    private boolean comes(PeerAddress address, long nowNanos) {
        return crowd.waits(new Arrival(address), nowNanos);
    }

    private void settle() {
        while (!questions.isEmpty() || !answers.isEmpty()) {
            (questions.isEmpty() ? answers : questions).remove().run();
        }
    }

    @Test
    void aStrangerBehindManyWhoAreKnownIsFoundAndTheyAreAskedForOnce() {
        for (int port = 1; port < PLACES; port++) {
            isIn(known(port));
        }
        isIn(stranger(PLACES));
        comes(known(1000), PLACES);
        settle();
        assertThat(inside).hasSize(PLACES).contains(known(1000)).doesNotContain(stranger(PLACES));
        assertThat(refused).isEmpty();
        asked.clear();
        comes(known(1001), PLACES);
        settle();
        assertThat(asked).as("the newcomer, and who came last").containsExactly(known(1001), known(1000));
        assertThat(refused).containsExactly(known(1001));
    }

    @Test
    void ofManyNewcomersEachDisplacesOne() {
        for (int port = 1; port <= PLACES; port++) {
            isIn(stranger(port));
        }
        for (int port = 1000; port < 1050; port++) {
            assertThat(comes(known(port), PLACES)).isTrue();
        }
        settle();
        assertThat(inside).hasSize(PLACES).contains(known(1000), known(1049), stranger(51)).doesNotContain(stranger(1), stranger(50));
    }

    @Test
    void strangersAreSafeFromEachOtherForAWhile() {
        for (int port = 1; port <= PLACES; port++) {
            isIn(stranger(port));
        }
        comes(stranger(1000), PATIENCE);
        comes(stranger(1001), 1 + PATIENCE);
        settle();
        assertThat(refused).as("both were judged by the time of the first").containsExactly(stranger(1000), stranger(1001));
        comes(stranger(1002), 1 + PATIENCE);
        comes(stranger(1003), 1 + PATIENCE);
        settle();
        assertThat(inside).contains(stranger(1002)).doesNotContain(stranger(1));
        assertThat(refused).last().isEqualTo(stranger(1003));
    }

    @Test
    void noMoreThanAFewWait() {
        for (int port = 1; port <= PLACES; port++) {
            isIn(stranger(port));
        }
        int waiting = 0;
        while (comes(known(1000 + waiting), PLACES)) {
            waiting++;
        }
        assertThat(waiting).isEqualTo(64);
        settle();
        assertThat(comes(known(2000), PLACES)).isTrue();
    }

    @Test
    void whoIsGoneOrFindsRoomAfterAllMakesNobodyGo() {
        for (int port = 1; port <= PLACES; port++) {
            isIn(stranger(port));
        }
        comes(known(1000), PLACES);
        comes(known(1001), PLACES);
        gone.add(known(1000));
        inside.remove(stranger(7));
        crowd.remove(stranger(7));
        settle();
        assertThat(inside).hasSize(PLACES).contains(known(1001), stranger(1)).doesNotContain(known(1000));
    }
}
