package io.tandem.ha.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

import io.tandem.ha.client.HaClient;
import io.tandem.ha.client.HaUnreachableException;
import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.client.Reply;
import io.tandem.ha.client.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ControlSocketTest {
    private static final NodeStatus STATUS = new NodeStatus("sp1", NodeState.STANDBY, 3, Instant.parse("2026-11-23T12:00:00Z"), "why ✓");
    @TempDir Path folder;

    @Test void carriesEachCommandAndItsReply() throws Exception {
        try (ControlSocket _ = open("rw-rw----")) {
            HaClient client = new HaClient(path());
            assertThat(client.status()).isEqualTo(STATUS);
            assertThat(client.makeActive(true)).isEqualTo(new Reply(true, "MAKE_ACTIVE true", STATUS));
            assertThat(client.makeStandby(false)).isEqualTo(new Reply(false, "MAKE_STANDBY false", STATUS));
        }
    }

    @Test void onlyWhoMayOpenTheFileMayAsk() throws IOException {
        try (ControlSocket _ = open("rw-------")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path()))).isEqualTo("rw-------");
        }
        assertThat(path()).doesNotExist();
    }

    @ParameterizedTest @ValueSource(strings = {"\n", "hello\n", "{\"command\":\"FLY\"}\n", "{}\n", "null\n", "[]\n"})
    void endsAConnectionThatSaysNonsenseAndGoesOn(String nonsense) throws Exception {
        try (ControlSocket _ = open("rw-rw----")) {
            assertThat(talk(nonsense)).isEmpty();
            assertThat(new HaClient(path()).status()).isEqualTo(STATUS);
        }
    }

    @Test void endsAConnectionWithoutLineEndAfterALimitedNumberOfBytes() throws Exception {
        try (ControlSocket _ = open("rw-rw----")) {
            assertThat(talk("x".repeat(5000))).isEmpty();
            assertThat(new HaClient(path()).status()).isEqualTo(STATUS);
        }
    }

    @Test void idleConnectionsDoNotKeepOthersOut() throws Exception {
        SocketChannel[] idle = new SocketChannel[40];
        try (ControlSocket _ = open("rw-rw----")) {
            for (int i = 0; i < idle.length; i++) idle[i] = connect();
            assertThatTheClientIsServedInTheEnd();
        } finally {
            for (SocketChannel channel : idle) channel.close();
        }
    }

    /** 40 idle connections leave in two and a half rounds of two seconds; the client asks again after its own limit. */
    private void assertThatTheClientIsServedInTheEnd() throws HaUnreachableException {
        try {
            assertThat(new HaClient(path()).status()).isEqualTo(STATUS);
        } catch (HaUnreachableException busy) {
            assertThat(new HaClient(path()).status()).isEqualTo(STATUS);
        }
    }

    @Test void replacesASocketThatADeadProcessLeft() throws Exception {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path()));
        }
        assertThat(path()).exists();
        try (ControlSocket _ = open("rw-rw----")) {
            assertThat(new HaClient(path()).status()).isEqualTo(STATUS);
        }
    }

    @Test void leavesALivingProcessItsSocket() throws Exception {
        try (ControlSocket _ = open("rw-rw----")) {
            assertThatThrownBy(() -> open("rw-rw----")).isInstanceOf(IOException.class).hasMessageContaining("another HA manager answers");
            assertThat(new HaClient(path()).status()).isEqualTo(STATUS);
        }
    }

    @Test void saysWhatToDoAboutAPathThatIsTooLong() {
        Path tooLong = folder.resolve("x".repeat(120));
        assertThatThrownBy(() -> ControlSocket.open(tooLong, "rw-rw----", ControlSocketTest::answer))
                .hasMessageContaining("set tandem.ha-manager.control.socket");
    }

    @Test void clientTellsWhenNobodyAnswers() {
        assertThatThrownBy(() -> new HaClient(path()).status()).isInstanceOf(HaUnreachableException.class).hasMessageContaining("ha-manager running");
    }

    private Path path() { return folder.resolve("c.sock"); }

    private ControlSocket open(String permissions) throws IOException { return ControlSocket.open(path(), permissions, ControlSocketTest::answer); }

    private static Reply answer(Request request) {
        boolean accepted = request.command() != Request.Command.MAKE_STANDBY;
        return new Reply(accepted, request.command() + " " + request.force(), STATUS);
    }

    private SocketChannel connect() throws IOException { return SocketChannel.open(UnixDomainSocketAddress.of(path())); }

    /** What comes back until the other side closes. */
    private String talk(String text) throws IOException {
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(1000);
            while (channel.read(answer) >= 0 && answer.hasRemaining());
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        } catch (IOException reset) {
            return ""; // the other side closed with our bytes unread
        }
    }
}
