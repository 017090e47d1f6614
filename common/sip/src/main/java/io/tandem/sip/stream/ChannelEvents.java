package io.tandem.sip.stream;

import java.io.IOException;

import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.tandem.sip.stream.websocket.WebSocketEvent;

/** The last handler of a connection's channel: tells the connection what Netty and the handlers before tell. Netty thread. */
final class ChannelEvents extends ChannelInboundHandlerAdapter {

    private final Connection connection;

    ChannelEvents(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connection.attached(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connection.connected();
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        StreamCounters counters = connection.listener().counters();
        switch (event) {
            case SslHandshakeCompletionEvent tls when tls.isSuccess() -> {
                counters.handshakes.increment();
                if (!connection.isWebSocket()) {
                    connection.shakenHands();
                }
            }
            case SslHandshakeCompletionEvent tls -> failed(StreamEnd.TLS_FAILED, "TLS: " + tls.cause().getMessage());
            case WebSocketEvent.Upgraded _ -> connection.shakenHands();
            case WebSocketEvent.KeepAlive _ -> {
                connection.heard();
                counters.keepAlivesIn.increment();
            }
            case WebSocketEvent.Refused refused -> connection.end(StreamEnd.UPGRADE_REFUSED, refused.why());
            case WebSocketEvent.Closed _ -> connection.end(StreamEnd.BY_PEER, "WebSocket close");
            default -> ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message; // the handlers before hand on nothing else
        try {
            connection.received(bytes);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        connection.flush();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            connection.end(StreamEnd.SLOW_READER, "more than " + connection.listener().limits().maxUnsentBytes() + " bytes unsent");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.finish(StreamEnd.BY_PEER, "closed");
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        failed(switch (root) {
            case SSLException _ -> StreamEnd.TLS_FAILED;
            case IOException _ -> StreamEnd.BY_PEER;
            case TooLongFrameException _ -> StreamEnd.TOO_LARGE;
            default -> connection.isWebSocket() ? StreamEnd.WEBSOCKET_FAULT : StreamEnd.NOT_SIP;
        }, root.toString());
    }

    private void failed(StreamEnd why, String detail) {
        connection.end(connection.isOpening() ? StreamEnd.UNREACHABLE : why, detail);
    }
}
