package io.tandem.sip.stream.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsyncMapping;

/** The server's side of a TLS connection: chooses the certificate by the name in the ClientHello, then gives way to the TLS of it. Netty thread.
 * The handshake's time is watched by the connection, not here. */
public final class ServerTls extends SniHandler {

    private static final long CLOSE_NOTIFY_MILLIS = 1000;

    /** @param maxClientHelloBytes larger ones end the connection */
    public ServerTls(CertificateStore store, int maxClientHelloBytes) {
        super((AsyncMapping<String, SslContext>) (name, promise) -> promise.setSuccess(store.server(name == null ? "" : name)), maxClientHelloBytes, 0);
    }

    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
        SslHandler handler = super.newSslHandler(context, allocator);
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        return handler;
    }
}
