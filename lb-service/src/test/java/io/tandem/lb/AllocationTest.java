package io.tandem.lb;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.ThreadMXBean;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Passages;
import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** A relayed message costs no garbage: it would come back as pauses under load. */
@Timeout(120)
class AllocationTest {

    private static final int MESSAGES = 100_000;
    /** The compiler needs a while to find out that some objects never leave their method. */
    private static final int ROUNDS = 30;
    /** Of all messages together: less than a byte each, and room for what the system does now and then. */
    private static final long ALLOWED_BYTES = MESSAGES;

    @Test
    void messagesOverIpv4CostNoGarbage() {
        costsNoGarbage(CoreRig.PHONE, CoreRig.UDP);
    }

    @Test
    void messagesOverIpv6CostNoGarbage() {
        costsNoGarbage(Passages.address("[2001:db8::23]:5071"), CoreRig.UDP6);
    }

    private static void costsNoGarbage(PeerAddress phone, LbSocket socket) {
        try (CoreRig rig = new CoreRig()) {
            List<Traffic.Item> items = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                items.addAll(new Traffic(rig, phone, socket).items(10 * i));
            }
            rig.keepsOnlyTheLast();
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS && allocated >= ALLOWED_BYTES; round++) {
                allocated = rig.onLoop(() -> relay(rig, items));
            }
            assertThat(allocated).isLessThan(ALLOWED_BYTES);
        }
    }

    /** @return the bytes allocated meanwhile */
    private static long relay(CoreRig rig, List<Traffic.Item> items) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        LoadBalancer balancer = rig.balancer();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int done = 0; done < MESSAGES; done++) {
            Traffic.Item item = items.get(done % items.size());
            balancer.onMessage(item.bytes(), 0, item.bytes().length, item.source(), item.arrival(), 0, rig.loop.nanoTime());
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
