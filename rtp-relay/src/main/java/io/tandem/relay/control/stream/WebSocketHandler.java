package io.tandem.relay.control.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import org.jspecify.annotations.Nullable;

/** A message a frame, answered in the kind of frame it came in. The connection's event loop. */
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
    /** What a connection carries (signalling.md §5.1). */
    enum Subprotocol {
        NG("ng.rtpengine.com"),
        NG_PLAIN("ng-plain.rtpengine.com"),
        CLI("cli.rtpengine.com"),
        ECHO("echo.rtpengine.com");

        private final String name;

        Subprotocol(String name) {
            this.name = name;
        }

        static List<String> names() {
            return Stream.of(values()).map(subprotocol -> subprotocol.name).toList();
        }

        static List<Subprotocol> named(@Nullable String name) {
            return Stream.of(values()).filter(subprotocol -> subprotocol.name.equals(name)).toList();
        }
    }

    private final ControlWork work;
    private final Subprotocol subprotocol;
    private final WebSocketServerHandshaker handshaker;
    private final Turn turn = new Turn();

    WebSocketHandler(ControlWork work, Subprotocol subprotocol, WebSocketServerHandshaker handshaker) {
        this.work = work;
        this.subprotocol = subprotocol;
        this.handshaker = handshaker;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> message(ctx, ByteBufUtil.getBytes(text.content()), true);
            case BinaryWebSocketFrame binary -> message(ctx, ByteBufUtil.getBytes(binary.content()), false);
            case PingWebSocketFrame ping -> ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case CloseWebSocketFrame close -> handshaker.close(ctx.channel(), close.retain());
            default -> { }
        }
    }

    private void message(ChannelHandlerContext ctx, byte[] message, boolean text) {
        InetAddress client = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        switch (subprotocol) {
            case NG -> turn.take(ctx, work.ng(message, client), reply -> reply.ifPresent(bytes -> send(ctx, bytes, text)));
            case NG_PLAIN -> turn.take(ctx, work.plain(message, client), reply -> send(ctx, reply, text));
            case CLI -> turn.take(ctx, work.cli(new String(message, StandardCharsets.UTF_8)),
                    answer -> send(ctx, answer.getBytes(StandardCharsets.UTF_8), text));
            case ECHO -> send(ctx, message, text);
        }
    }

    private static void send(ChannelHandlerContext ctx, byte[] message, boolean text) {
        ByteBuf content = Unpooled.wrappedBuffer(message);
        ctx.writeAndFlush(text ? new TextWebSocketFrame(content) : new BinaryWebSocketFrame(content));
    }
}
