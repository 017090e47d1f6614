package io.tandem.sip.stream.websocket;

import java.util.Base64;
import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Takes the HTTP request that opens a WebSocket (RFC 6455 §4.2, RFC 7118 §4), then gives way to messages. Netty thread. */
public final class WebSocketUpgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final String SUBPROTOCOL = "sip";
    private static final int MAX_LINE_BYTES = 4096;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int KEY_BYTES = 16;

    private final WebSocketSettings settings;
    private final int maxMessageBytes;
    private boolean tooEarly;

    /** @param maxMessageBytes of one WebSocket message, however fragmented */
    public WebSocketUpgrade(WebSocketSettings settings, int maxMessageBytes) {
        this.settings = settings;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        HttpDecoderConfig config = new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE_BYTES).setMaxHeaderSize(MAX_HEADER_BYTES);
        ctx.pipeline().addBefore(ctx.name(), "http", new HttpServerCodec(config));
        ctx.pipeline().addBefore(ctx.name(), "request", new HttpObjectAggregator(MAX_LINE_BYTES));
    }

    /** Bytes behind the request are no frames to anybody: a client waits for the answer (RFC 6455 §4.1). */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof ByteBuf early) {
            early.release();
            tooEarly = true;
            throw new CorruptedFrameException("bytes before the upgrade was answered, RFC 6455 §4.1");
        }
        super.channelRead(ctx, message);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        Optional<Refusal> refusal = check(request);
        if (refusal.isPresent()) {
            refuse(ctx, refusal.get());
            return;
        }
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(maxMessageBytes).allowExtensions(false)
                .closeOnProtocolViolation(true).build();
        try {
            new WebSocketServerHandshaker13(request.uri(), SUBPROTOCOL, config).handshake(ctx.channel(), request);
        } catch (WebSocketServerHandshakeException stricter) { // for example Upgrade: ,websocket
            refuse(ctx, new Refusal(HttpResponseStatus.BAD_REQUEST, "no WebSocket request as RFC 6455 has it"));
            return;
        }
        if (tooEarly) {
            return;
        }
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addBefore(ctx.name(), "utf-8", new Utf8FrameValidator(true));
        pipeline.addBefore(ctx.name(), "aggregator", new WebSocketFrameAggregator(maxMessageBytes));
        pipeline.addBefore(ctx.name(), "messages", new WebSocketMessages());
        ctx.fireUserEventTriggered(new WebSocketEvent.Upgraded());
        pipeline.remove(this);
    }

    private record Refusal(HttpResponseStatus status, String why) {}

    private Optional<Refusal> check(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(new Refusal(HttpResponseStatus.BAD_REQUEST, "not HTTP, or too long"));
        }
        String path = request.uri().split("\\?", 2)[0];
        if (!settings.paths().isEmpty() && !settings.paths().contains(path)) {
            return Optional.of(new Refusal(HttpResponseStatus.NOT_FOUND, "nothing is served at this path"));
        }
        boolean upgrade = request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
        if (!upgrade || !request.method().equals(HttpMethod.GET)) {
            return Optional.of(new Refusal(HttpResponseStatus.UPGRADE_REQUIRED, "SIP over WebSocket is served here, RFC 7118"));
        }
        if (!WebSocketVersion.V13.toHttpHeaderValue().equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return Optional.of(new Refusal(HttpResponseStatus.UPGRADE_REQUIRED, "WebSocket version 13 wanted"));
        }
        if (!request.headers().containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL, false)) {
            return Optional.of(new Refusal(HttpResponseStatus.BAD_REQUEST, "WebSocket subprotocol sip wanted, RFC 7118"));
        }
        if (!isKey(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
            return Optional.of(new Refusal(HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Key of 16 bytes in Base64 wanted, RFC 6455"));
        }
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (origin != null && !settings.origins().isEmpty() && !settings.origins().contains(origin)) {
            return Optional.of(new Refusal(HttpResponseStatus.FORBIDDEN, "Origin not allowed"));
        }
        return Optional.empty();
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static void refuse(ChannelHandlerContext ctx, Refusal refusal) {
        ByteBuf text = Unpooled.copiedBuffer(refusal.why() + "\r\n", US_ASCII);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status(), text);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                .set(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes());
        if (refusal.status().equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, WebSocketVersion.V13.toHttpHeaderValue())
                    .set(HttpHeaderNames.CONNECTION, "Upgrade, close");
        } else {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        ctx.writeAndFlush(response);
        ctx.fireUserEventTriggered(new WebSocketEvent.Refused(refusal.status().code() + " " + refusal.why()));
    }
}
