package io.tandem.relay.control.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.tandem.platform.http.HttpReply;

/**
 * HTTP: {@code POST /ng} with cookie, {@code POST /ng-plain} without, {@code GET /ping}, {@code /cli/COMMAND+WORDS}, {@code /metrics},
 * {@code POST /RPC2} for control commands, and the way into WebSocket. The connection's event loop.
 *
 * <p>Browsers mark what a page makes them send; whatever bears such a mark is refused, or any web page could end calls.
 */
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String NG_TYPE = "application/x-rtpengine-ng";
    private static final String JSON_TYPE = "application/json";
    private static final String CLI = "/cli/";

    private final ControlWork work;
    private final Turn turn = new Turn();

    HttpHandler(ControlWork work) {
        this.work = work;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        String path = request.uri().split("\\?", 2)[0];
        if (!request.decoderResult().isSuccess()) {
            send(ctx, HttpReply.text(400, "malformed HTTP"), false);
        } else if (isFromPage(request)) {
            send(ctx, HttpReply.text(403, "not for web pages"), false);
        } else if (WebSocketUpgrade.isAsked(request)) {
            WebSocketUpgrade.perform(ctx, this, request, work);
        } else if (request.method().equals(HttpMethod.GET)) {
            get(ctx, path, keepAlive);
        } else if (request.method().equals(HttpMethod.POST)) {
            post(ctx, path, request, keepAlive);
        } else {
            send(ctx, HttpReply.text(405, "GET or POST"), keepAlive);
        }
    }

    private static boolean isFromPage(FullHttpRequest request) {
        boolean browser = request.headers().get(HttpHeaderNames.USER_AGENT, "").startsWith("Mozilla/"); // no Sec-Fetch-Site over plain HTTP
        return request.headers().contains(HttpHeaderNames.ORIGIN) || request.headers().contains("Sec-Fetch-Site")
                || browser && request.uri().startsWith(CLI);
    }

    private void get(ChannelHandlerContext ctx, String path, boolean keepAlive) {
        if (path.equals("/ping")) {
            send(ctx, HttpReply.text(200, "pong"), keepAlive);
        } else if (path.equals("/metrics")) {
            send(ctx, new HttpReply(200, "text/plain; version=0.0.4; charset=utf-8", work.metrics().getBytes(StandardCharsets.UTF_8)), keepAlive);
        } else if (path.startsWith(CLI)) {
            Optional<String> line = decoded(path.substring(CLI.length()));
            if (line.isEmpty()) {
                send(ctx, HttpReply.text(400, "not a URL-encoded command"), keepAlive);
            } else {
                turn.take(ctx, work.cli(line.get()), answer -> send(ctx, new HttpReply(200, "text/plain; charset=utf-8",
                        answer.getBytes(StandardCharsets.UTF_8)), keepAlive));
            }
        } else {
            send(ctx, HttpReply.text(404, "/ng, /ng-plain, /ping, /cli/..., /metrics, /RPC2"), keepAlive);
        }
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void post(ChannelHandlerContext ctx, String path, FullHttpRequest request, boolean keepAlive) {
        byte[] body = ByteBufUtil.getBytes(request.content());
        InetAddress client = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        String type = Optional.ofNullable(request.headers().get(HttpHeaderNames.CONTENT_TYPE)).orElse("");
        String mediaType = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        switch (path) {
            case "/RPC2", "/" -> turn.take(ctx, work.command(client, "POST", type, body), reply -> send(ctx, reply, keepAlive));
            case "/ng", "/ng-plain" -> {
                if (mediaType.equals(NG_TYPE) || mediaType.equals(JSON_TYPE)) {
                    ng(ctx, path.equals("/ng"), body, client, mediaType, keepAlive);
                } else {
                    send(ctx, HttpReply.text(415, "Content-Type " + NG_TYPE + " or " + JSON_TYPE), keepAlive);
                }
            }
            default -> send(ctx, HttpReply.text(404, "/ng, /ng-plain, /RPC2"), keepAlive);
        }
    }

    private void ng(ChannelHandlerContext ctx, boolean cookie, byte[] body, InetAddress client, String mediaType, boolean keepAlive) {
        if (!cookie) {
            turn.take(ctx, work.plain(body, client), reply -> send(ctx, new HttpReply(200, mediaType, reply), keepAlive));
            return;
        }
        turn.take(ctx, work.ng(body, client), reply -> send(ctx, reply.map(bytes -> new HttpReply(200, mediaType, bytes))
                .orElseGet(() -> HttpReply.text(400, "no cookie before the message")), keepAlive));
    }

    private static void send(ChannelHandlerContext ctx, HttpReply reply, boolean keepAlive) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()),
                Unpooled.wrappedBuffer(reply.body()));
        if (!reply.contentType().isEmpty()) response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
        response.headers().set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        var written = ctx.writeAndFlush(response);
        if (!keepAlive) written.addListener(ChannelFutureListener.CLOSE);
    }
}
