package io.tandem.sip.stream.http;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.tandem.net.peer.PeerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the HTTP requests of one connection, one after the other. Netty thread. */
public final class HttpCalls extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpCalls.class);
    private static final int MAX_BODY_BYTES = 256 * 1024;
    private static final int MAX_PIPELINED = 16;

    private record Waiting(HttpCall call, boolean keepAlive) {}

    private final HttpEndpoint endpoint;
    private final PeerAddress remote;
    private final Runnable counter;
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    /** @param counter is run for every request */
    public HttpCalls(HttpEndpoint endpoint, PeerAddress remote, Runnable counter) {
        this.endpoint = endpoint;
        this.remote = remote;
        this.counter = counter;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), "http-codec", new HttpServerCodec());
        ctx.pipeline().addBefore(ctx.name(), "http-body", new HttpObjectAggregator(MAX_BODY_BYTES));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (request.decoderResult().isFailure() || waiting.size() >= MAX_PIPELINED) {
            answer(ctx, new HttpReply(400, "", new byte[0]), false);
            return;
        }
        counter.run();
        String contentType = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        HttpCall call = new HttpCall(remote, request.method().name(), request.uri(), contentType, ByteBufUtil.getBytes(request.content()));
        waiting.add(new Waiting(call, HttpUtil.isKeepAlive(request)));
        if (waiting.size() == 1) {
            serve(ctx);
        }
    }

    private void serve(ChannelHandlerContext ctx) {
        Waiting next = waiting.element();
        endpoint.serve(next.call()).whenComplete((reply, failure) -> ctx.executor().execute(() -> {
            if (failure != null) {
                LOG.warn("HTTP {} {} of {} failed", next.call().method(), next.call().target(), remote, failure);
            }
            answer(ctx, failure == null ? reply : new HttpReply(500, "", new byte[0]), next.keepAlive());
            waiting.remove();
            if (!waiting.isEmpty()) {
                serve(ctx);
            }
        }));
    }

    private static void answer(ChannelHandlerContext ctx, HttpReply reply, boolean keepAlive) {
        HttpResponseStatus status = HttpResponseStatus.valueOf(reply.status());
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(reply.body()));
        if (!reply.contentType().isEmpty()) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
        }
        HttpUtil.setContentLength(response, reply.body().length);
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = ctx.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
