package io.tandem.sip.stream.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CodecException;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever bytes come, before the upgrade or behind it: messages within the limit, a refusal, or the end of the connection. */
class WebSocketFuzzTest {

    private static final int MAX_MESSAGE = 2048;
    private static final byte[] UPGRADE = ("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n\r\n").getBytes(StandardCharsets.US_ASCII);

    @FuzzTest(maxDuration = "60s")
    void anUpgradeIsTakenOrRefused(byte[] data) {
        EmbeddedChannel channel = new EmbeddedChannel(new WebSocketUpgrade(WebSocketSettings.OPEN, MAX_MESSAGE));
        feed(channel, data);
        end(channel);
    }

    @FuzzTest(maxDuration = "60s")
    void framesAreMessagesOrEndTheConnection(byte[] data) {
        EmbeddedChannel channel = new EmbeddedChannel(new WebSocketUpgrade(WebSocketSettings.OPEN, MAX_MESSAGE));
        feed(channel, UPGRADE);
        assertThat(channel.pipeline().get(WebSocketUpgrade.class)).isNull();
        feed(channel, data);
        end(channel);
    }

    /** In two pieces. What breaks the protocol is an exception of the codec: the connection's handler closes it then. */
    private static void feed(EmbeddedChannel channel, byte[] data) {
        int cut = data.length == 0 ? 0 : (data[0] & 0xFF) % data.length;
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOfRange(data, 0, cut)));
            channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOfRange(data, cut, data.length)));
        } catch (CodecException refused) {
            assertThat(refused).isNotNull();
        }
    }

    private static void end(EmbeddedChannel channel) {
        for (Object in = channel.readInbound(); in != null; in = channel.readInbound()) {
            assertThat(in).isInstanceOf(ByteBuf.class);
            ByteBuf message = (ByteBuf) in;
            assertThat(message.readableBytes()).isLessThanOrEqualTo(MAX_MESSAGE);
            message.release();
        }
        try {
            channel.finishAndReleaseAll();
        } catch (CodecException refused) {
            assertThat(refused).isNotNull();
        }
    }
}
