package io.tandem.relay.control.stream;

import java.util.List;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;

/** The way from HTTP into WebSocket (RFC 6455 §4). */
final class WebSocketUpgrade {
    private static final String PROTOCOLS = String.join(",", WebSocketHandler.Subprotocol.names());

    private WebSocketUpgrade() {}

    static boolean isAsked(FullHttpRequest request) {
        return request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    /** Shakes hands and puts WebSocket in HTTP's place; without a known subprotocol the connection is closed, as nobody could tell what it carries. */
    static void perform(ChannelHandlerContext ctx, ChannelHandler http, FullHttpRequest request, ControlWork work) {
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory("ws://" + request.headers().get(HttpHeaderNames.HOST, ""),
                PROTOCOLS, false, ControlPorts.MAX_MESSAGE).newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel());
            return;
        }
        ctx.pipeline().addAfter(ctx.name(), "frames", new WebSocketFrameAggregator(ControlPorts.MAX_MESSAGE));
        handshaker.handshake(ctx.channel(), request);
        List<WebSocketHandler.Subprotocol> chosen = WebSocketHandler.Subprotocol.named(handshaker.selectedSubprotocol());
        if (chosen.isEmpty()) {
            ctx.close();
        } else {
            ctx.pipeline().addAfter("frames", "messages", new WebSocketHandler(work, chosen.getFirst(), handshaker));
            ctx.pipeline().remove(http);
        }
    }
}
