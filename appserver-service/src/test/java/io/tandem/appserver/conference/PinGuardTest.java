package io.tandem.appserver.conference;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PinGuardTest {
    private static final RoomSettings ROOM = new RoomSettings("uuid-a", "123", 0, Map.of());
    private static final RoomSettings OTHER = new RoomSettings("uuid-b", "123", 0, Map.of());

    private final PinGuard guard = new PinGuard();

    private void wrong(int times, long nowNanos) {
        for (int i = 0; i < times; i++) {
            assertThat(guard.accepts(ROOM, "124", nowNanos)).isFalse();
        }
    }

    @Test void theRightPinIsTaken() {
        wrong(PinGuard.MOST_WRONG - 1, 0);
        assertThat(guard.accepts(ROOM, "123", 1)).isTrue();
        assertThat(guard.accepts(ROOM, "", 1)).isFalse();
    }

    @Test void afterManyWrongOnesNoneIsTakenForAWhileInThisRoom() {
        wrong(PinGuard.MOST_WRONG, 5);
        assertThat(guard.accepts(ROOM, "123", 6)).isFalse();
        assertThat(guard.accepts(OTHER, "123", 6)).isTrue();
        assertThat(guard.accepts(ROOM, "123", 4 + PinGuard.FORGETS.toNanos())).isFalse();
        assertThat(guard.accepts(ROOM, "123", 5 + PinGuard.FORGETS.toNanos())).isTrue();
    }
}
