package io.tandem.lb;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Passages;
import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Whatever bytes come from outside, or from an element inside: no step of a plan throws. The first byte says which way they come. Search in a
 * network namespace of its own: what comes from inside may be sent to any address.
 */
class PlanFuzzTest {

    private static RunningLb lb;
    private static LbEdge edge;
    private static PeerAddress proxy;
    private static final PeerAddress STRANGER = PeerAddress.of(new InetSocketAddress("127.0.0.1", 9));

    @BeforeAll
    static void start() {
        lb = RunningLb.start("--tandem.lb.overload.requests-per-second=1000000");
        edge = lb.service().getBean(LbEdge.class);
        proxy = Passages.address(lb.proxy().hostPort());
    }

    @AfterAll
    static void stop() {
        lb.close();
    }

    @FuzzTest(maxDuration = "170s")
    void noMessageMakesAStepThrow(byte[] data) throws Exception {
        if (data.length == 0) {
            return;
        }
        boolean inside = (data[0] & 1) == 1;
        LbSocket arrival = edge.allSockets().get(inside ? 0 : data[0] >> 1 & 1);
        long connection = arrival.index() == 1 ? 77 : 0;
        CompletableFuture<Void> done = new CompletableFuture<>();
        edge.loop().execute(() -> {
            try {
                edge.balancer().onMessage(data, 1, data.length - 1, inside ? proxy : STRANGER, arrival, connection, edge.loop().nanoTime());
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        done.get(10, TimeUnit.SECONDS);
    }
}
