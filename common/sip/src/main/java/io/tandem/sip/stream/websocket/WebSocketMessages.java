package io.tandem.sip.stream.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

import static java.nio.charset.StandardCharsets.UTF_8;

/** One buffer per WebSocket message, both ways; control frames are answered here. Answers in the kind of frame, text or binary, that the client used last
 * (RFC 7118 §4.2: it must take both). Netty thread. */
final class WebSocketMessages extends ChannelDuplexHandler {

    private boolean text = true;
    private boolean closing;
    private boolean answered;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case TextWebSocketFrame frame -> {
                text = true;
                ctx.fireChannelRead(frame.content());
            }
            case BinaryWebSocketFrame frame -> {
                text = false;
                ctx.fireChannelRead(frame.content());
            }
            case PingWebSocketFrame ping -> {
                answered = true;
                ctx.write(new PongWebSocketFrame(ping.content()), ctx.voidPromise());
                ctx.fireUserEventTriggered(new WebSocketEvent.KeepAlive());
            }
            case CloseWebSocketFrame close -> {
                if (!closing) {
                    closing = true;
                    ctx.writeAndFlush(close, ctx.voidPromise());
                } else {
                    close.release();
                }
                ctx.fireUserEventTriggered(new WebSocketEvent.Closed());
            }
            case WebSocketFrame pong -> {
                pong.release();
                ctx.fireUserEventTriggered(new WebSocketEvent.KeepAlive());
            }
            default -> {
                ReferenceCountUtil.release(message);
                throw new CorruptedFrameException("no WebSocket frame: " + message.getClass());
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (answered) {
            answered = false;
            ctx.flush();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        switch (message) {
            case ByteBuf bytes -> ctx.write(text && isText(bytes) ? new TextWebSocketFrame(bytes) : new BinaryWebSocketFrame(bytes), promise);
            case WebSocketEvent.Ping _ -> ctx.write(new PingWebSocketFrame(), promise);
            default -> ctx.write(message, promise);
        }
    }

    /** ASCII, as nearly always, or at least UTF-8. */
    private static boolean isText(ByteBuf bytes) {
        return bytes.forEachByte(octet -> octet >= 0) < 0 || ByteBufUtil.isText(bytes, UTF_8);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!closing && ctx.channel().isActive()) {
            closing = true;
            ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE), ctx.voidPromise());
        }
        ctx.close(promise);
    }
}
