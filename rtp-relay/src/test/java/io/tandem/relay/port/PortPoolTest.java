package io.tandem.relay.port;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.tandem.relay.os.UdpSockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PortPoolTest {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final int FIRST = 21_000;

    private final PortProperties properties = new PortProperties(FIRST, FIRST + 19, Duration.ofSeconds(30));
    private final List<PortPair> open = new ArrayList<>();
    private long nowNanos;
    private final PortPool pool = new PortPool(HOST, properties, new UdpSockets(184, 65_536), () -> nowNanos, new Random(1));

    @AfterEach
    void closePorts() {
        open.forEach(pool::discard);
    }

    private PortPair take() throws NoFreePortException {
        PortPair pair = pool.allocate();
        open.add(pair);
        return pair;
    }

    private void giveBack(PortPair pair) {
        open.remove(pair);
        pool.discard(pair);
    }

    @Test
    void rtpIsEvenAndRtcpTheNextPort() throws Exception {
        PortPair pair = take();
        assertThat(pair.rtp().port() % 2).isZero();
        assertThat(pair.rtcp().port()).isEqualTo(pair.rtp().port() + 1);
        assertThat(pool.inUse()).isEqualTo(1);
    }

    @Test
    void everyPairIsHandedOutOnceAndThenNoneIsLeft() throws Exception {
        Set<Integer> ports = new HashSet<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int port = take().rtp().port();
            ports.add(port);
            order.add(port);
        }
        assertThat(ports).hasSize(10);
        assertThat(order).isNotEqualTo(order.stream().sorted().toList());
        assertThatThrownBy(this::take).isInstanceOf(NoFreePortException.class)
                .hasMessageContaining("10 in use, 0 resting, range 21000-21019");
    }

    @Test
    void aFreedPairRestsBeforeItIsUsedAgain() throws Exception {
        for (int i = 0; i < 10; i++) take();
        giveBack(open.getFirst());
        assertThatThrownBy(this::take).hasMessageContaining("9 in use, 1 resting");
        nowNanos += Duration.ofSeconds(30).toNanos();
        assertThat(take()).isNotNull();
    }

    @Test
    void aPairWhoseRtcpPortIsTakenIsLeftOutAndNothingStaysOpen() throws Exception {
        try (DatagramSocket foreign = new DatagramSocket(new InetSocketAddress(HOST, FIRST + 1))) {
            for (int i = 0; i < 9; i++) assertThat(take().rtp().port()).isNotEqualTo(FIRST);
            assertThatThrownBy(this::take).isInstanceOf(NoFreePortException.class);
            assertThat(foreign.isBound()).isTrue();
            new DatagramSocket(new InetSocketAddress(HOST, FIRST)).close(); // the even one was closed again
        }
        assertThat(take().rtp().port()).isEqualTo(FIRST);
    }

    @Test
    void aRangeMustHoldWholePairs() {
        assertThatThrownBy(() -> new PortProperties(30001, 30010, Duration.ZERO)).hasMessageContaining("first must be even");
        assertThatThrownBy(() -> new PortProperties(100, 30011, Duration.ZERO)).hasMessageContaining("1024-65535");
    }
}
