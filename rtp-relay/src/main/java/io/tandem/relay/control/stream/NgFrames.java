package io.tandem.relay.control.stream;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.tandem.relay.wire.FrameEnd;

/** Cuts a TCP stream into messages {@code COOKIE SP PAYLOAD}: a payload ends itself. White space between messages is skipped. The connection's event loop. */
final class NgFrames extends ByteToMessageDecoder {
    private static final int MAX_COOKIE = 255;

    private final int maxBytes;
    private FrameEnd end = new FrameEnd();
    private int looked;

    NgFrames(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (looked == 0) skipBlanks(in);
        int start = in.readerIndex();
        while (looked < in.readableBytes()) {
            if (end.isOver(in.getByte(start + looked++))) {
                byte[] message = new byte[looked];
                in.readBytes(message);
                out.add(message);
                end = new FrameEnd();
                looked = 0;
                return;
            }
            boolean tooLong = looked > maxBytes || end.isInCookie() && looked > MAX_COOKIE;
            if (tooLong || end.isBroken()) throw new TooLongFrameException("no ng message within " + looked + " octets");
        }
    }

    private static void skipBlanks(ByteBuf in) {
        while (in.isReadable() && in.getByte(in.readerIndex()) <= ' ') {
            in.skipBytes(1);
        }
    }
}
