package io.tandem.platform.role;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class RoleWatchTest {
    private static final String ACTIVE = "{\"node\":\"sp1\",\"state\":\"active\",\"epoch\":4,\"detail\":\"alone\",\"x\":{\"y\":[1]}}\n";
    private static final String STANDBY = "{\"node\":\"sp1\",\"state\":\"standby\",\"epoch\":3,\"detail\":\"why\"}\n";
    private final List<NodeRole> heard = new CopyOnWriteArrayList<>();
    @TempDir Path folder;

    @Test void aSingleNodeIsActiveWithoutAsking() {
        try (RoleWatch watch = RoleWatch.single("sp")) {
            watch.listen(heard::add);
            assertThat(heard).containsExactly(NodeRole.SINGLE);
        }
    }

    @Test void whoHasHeardNothingIsStandby() throws Exception {
        try (RoleWatch watch = RoleWatch.follow("sp", socket())) {
            assertThat(watch.isActive()).isFalse();
            try (ServerSocketChannel manager = manager(); SocketChannel connection = manager.accept()) {
                assertThat(watch.isActive()).as("connected, but not told").isFalse();
                say(connection, ACTIVE);
                await().untilAsserted(() -> assertThat(watch.role()).isEqualTo(new NodeRole(true, true, 4, "alone")));
            }
        }
    }

    @Test void eachChangeIsToldOnceAndTheSameAgainIsNone() throws Exception {
        try (ServerSocketChannel manager = manager(); RoleWatch watch = RoleWatch.follow("sp", socket()); SocketChannel connection = manager.accept()) {
            watch.listen(heard::add);
            say(connection, ACTIVE);
            await().until(watch::isActive);
            say(connection, ACTIVE + ACTIVE.substring(0, 20));
            say(connection, ACTIVE.substring(20));
            say(connection, STANDBY);
            await().until(() -> !watch.isActive());
            assertThat(heard).extracting(NodeRole::active).containsExactly(false, true, false);
            assertThat(heard.getLast().epoch()).isEqualTo(3);
        }
    }

    @Test void aNodeThatIsBeingPromotedHasTheAddressesAndIsNotActive() throws Exception {
        try (ServerSocketChannel manager = manager(); RoleWatch watch = RoleWatch.follow("sp", socket()); SocketChannel connection = manager.accept()) {
            watch.listen(heard::add);
            say(connection, ACTIVE.replace("active", "promoting"));
            await().until(() -> watch.role().holds());
            assertThat(watch.isActive()).isFalse();
            say(connection, ACTIVE);
            await().until(watch::isActive);
            say(connection, STANDBY);
            await().until(() -> !watch.role().holds());
            assertThat(heard).extracting(NodeRole::holds).containsExactly(false, true, true, false);
        }
    }

    @Test void aDrainIsToldAndAnsweredAndIsNoChangeOfTheRole() throws Exception {
        String draining = ACTIVE.replace("\"epoch\"", "\"draining\":true,\"epoch\"");
        List<Boolean> drains = new CopyOnWriteArrayList<>();
        try (ServerSocketChannel manager = manager(); RoleWatch watch = RoleWatch.follow("sp", socket()); SocketChannel connection = manager.accept()) {
            watch.listen(heard::add);
            watch.drains(new Drainable() {
                @Override public void drain(boolean now) {
                    drains.add(now);
                }

                @Override public int settingUp() {
                    return 12;
                }
            });
            say(connection, ACTIVE);
            await().until(watch::isActive);
            say(connection, draining);
            ByteBuffer answer = ByteBuffer.allocate(10);
            while (answer.position() < 3) connection.read(answer);
            assertThat(new String(answer.array(), 0, answer.position())).isEqualTo("12\n");
            say(connection, ACTIVE);
            await().until(() -> drains.equals(List.of(false, true, false)));
            say(connection, ACTIVE.replace("active", "promoting"));
            await("no call begins before the stores are there").until(() -> drains.equals(List.of(false, true, false, true)));
            say(connection, ACTIVE);
            await().until(() -> drains.size() == 5 && !drains.getLast());
            assertThat(heard).extracting(NodeRole::active).as("a drain is no role").containsExactly(false, true, false, true);
            say(connection, draining);
            await().until(() -> drains.size() == 6);
        }
        await().until(() -> drains.size() == 7);
        assertThat(drains.getLast()).as("nobody is left to hand over").isFalse();
    }

    @Test void theEndOfTheManagerMakesStandbyAndItsReturnTellsAgain() throws Exception {
        try (RoleWatch watch = RoleWatch.follow("sp", socket())) {
            try (ServerSocketChannel manager = manager(); SocketChannel connection = manager.accept()) {
                say(connection, ACTIVE);
                await().until(watch::isActive);
            }
            await().until(() -> !watch.isActive());
            Files.delete(socket());
            try (ServerSocketChannel manager = manager(); SocketChannel connection = manager.accept()) {
                say(connection, ACTIVE);
                await().until(watch::isActive);
            }
        }
    }

    @Test void aManagerThatSaysNothingMakesStandby() throws Exception {
        try (ServerSocketChannel manager = manager(); RoleWatch watch = RoleWatch.follow("sp", socket(), Duration.ofMillis(300));
             SocketChannel connection = manager.accept()) {
            say(connection, ACTIVE);
            await().until(watch::isActive);
            say(connection, "{"); // half a line is no sign of life
            await().until(() -> !watch.isActive());
            assertThat(watch.role().detail()).contains("nothing heard for 300 ms");
        }
    }

    @Test void aListenerThatFailsKeepsTheRoleFromNobody() {
        try (RoleWatch watch = RoleWatch.single("sp")) {
            watch.listen(_ -> {
                throw new IllegalStateException("broken");
            });
            watch.listen(heard::add);
            assertThat(heard).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{", "{\"state\":\"active\"}", "{\"epoch\":1}", "{\"state\":null,\"epoch\":1}", "{\"state\":\"active\",\"epoch\":\"1\"}",
        "{\"state\":\"active\",\"epoch\":99999999999999999999}", "{\"state\":[\"ACTIVE\"],\"epoch\":-1}"})
    void whatIsNoRoleIsRefused(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> RoleLine.parse(bytes, bytes.length)).isInstanceOf(IOException.class);
    }

    private Path socket() {
        return folder.resolve("role.sock");
    }

    private ServerSocketChannel manager() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket()));
    }

    private static void say(SocketChannel connection, String text) throws IOException {
        connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
