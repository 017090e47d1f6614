package io.tandem.ha.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.tandem.ha.client.HaProtocol;
import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(20)
class RoleSocketTest {
    private static final NodeStatus STANDBY = new NodeStatus("sp1", NodeState.STANDBY, 3, Instant.parse("2026-11-23T12:00:00Z"), "why");
    private static final NodeStatus ACTIVE = new NodeStatus("sp1", NodeState.ACTIVE, 4, Instant.parse("2026-11-23T12:00:01Z"), "why");
    private final AtomicReference<NodeStatus> status = new AtomicReference<>(STANDBY);
    @TempDir Path folder;

    @Test void aServiceHearsTheRoleAtOnceAndEachChange() throws Exception {
        try (RoleSocket roles = open(); SocketChannel service = connect()) {
            assertThat(read(service)).isEqualTo(STANDBY);
            status.set(ACTIVE);
            roles.changed();
            NodeStatus next = read(service);
            while (next.equals(STANDBY)) next = read(service); // signs of life that were on their way
            assertThat(next).isEqualTo(ACTIVE);
            assertThat(read(service)).as("again, as a sign of life").isEqualTo(ACTIVE);
        }
    }

    @Test void theEndOfTheManagerIsTheEndOfTheConnection() throws Exception {
        SocketChannel service;
        try (RoleSocket _ = open()) {
            service = connect();
            assertThat(read(service)).isEqualTo(STANDBY);
        }
        try (service) {
            assertThat(service.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test void whoDoesNotReadIsDroppedAndOthersGoOn() throws Exception {
        try (RoleSocket roles = open(); SocketChannel deaf = connect(); SocketChannel service = connect()) {
            assertThat(read(service)).isEqualTo(STANDBY);
            for (int i = 0; i < 5_000; i++) {
                roles.changed();
                assertThat(read(service)).isEqualTo(STANDBY);
            }
            ByteBuffer all = ByteBuffer.allocate(10_000_000);
            while (deaf.read(all) >= 0);
            assertThat(all.position()).as("closed after what the socket holds").isPositive().isLessThan(2_000_000);
        }
    }

    @Test void servicesAreLimited() throws Exception {
        List<SocketChannel> services = new ArrayList<>();
        try (RoleSocket _ = open()) {
            for (int i = 0; i < 64; i++) {
                services.add(connect());
                assertThat(read(services.getLast())).isEqualTo(STANDBY);
            }
            try (SocketChannel oneTooMany = connect()) {
                assertThat(oneTooMany.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
        } finally {
            for (SocketChannel service : services) service.close();
        }
    }

    @Test void beforeAHandOverServicesAreAskedUntilNoCallIsBeingSetUp() throws Exception {
        status.set(ACTIVE);
        CountDownLatch quiet = new CountDownLatch(1);
        try (RoleSocket roles = open(); SocketChannel service = connect()) {
            assertThat(line(service)).contains("\"draining\":false");
            roles.begin(quiet::countDown);
            while (!line(service).contains("\"draining\":true"));
            say(service, "2\n");
            for (int i = 0; i < 12; i++) assertThat(line(service)).contains("\"draining\":true"); // for 0.6 s
            assertThat(quiet.getCount()).as("a service sets up two calls").isEqualTo(1);
            say(service, "1\n0\n");
            assertThat(quiet.await(10, TimeUnit.SECONDS)).isTrue();
            roles.end();
            while (line(service).contains("\"draining\":true"));
        }
    }

    @Test void aServiceThatSaysNothingIsNotQuiet() throws Exception {
        status.set(ACTIVE);
        CountDownLatch quiet = new CountDownLatch(1);
        try (RoleSocket roles = open(); SocketChannel service = connect(); SocketChannel _ = connect()) {
            assertThat(line(service)).contains("\"draining\":false");
            roles.begin(quiet::countDown);
            for (int i = 0; i < 20; i++) {
                line(service);
                say(service, "0\n");
            }
            assertThat(quiet.getCount()).isEqualTo(1);
        }
    }

    @Test void whoSaysSomethingElseIsDropped() throws Exception {
        status.set(ACTIVE);
        try (RoleSocket roles = open(); SocketChannel service = connect()) {
            line(service);
            say(service, "make-active\n");
            roles.begin(() -> {});
            ByteBuffer rest = ByteBuffer.allocate(10_000);
            while (service.read(rest) >= 0);
            assertThat(service.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    private static void say(SocketChannel service, String text) throws IOException { service.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))); }

    private static String line(SocketChannel service) throws IOException {
        StringBuilder line = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (service.read(one.clear()) > 0 && one.get(0) != '\n') line.append((char) one.get(0));
        return line.toString();
    }

    private RoleSocket open() throws IOException { return RoleSocket.open(folder.resolve("r.sock"), "rw-rw----", status::get); }

    private SocketChannel connect() throws IOException { return SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("r.sock"))); }

    /** A byte at a time, so that the next line stays in the socket. */
    private static NodeStatus read(SocketChannel service) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        return HaProtocol.read(new ReadableByteChannel() {
            @Override public int read(ByteBuffer into) throws IOException {
                int count = service.read(one.clear());
                if (count > 0) into.put(one.flip());
                return count;
            }

            @Override public boolean isOpen() { return true; }

            @Override public void close() {}
        }, NodeStatus.class);
    }
}
