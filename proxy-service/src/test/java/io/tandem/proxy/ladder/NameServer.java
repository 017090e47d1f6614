package io.tandem.proxy.ladder;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;

/** A DNS server on loopback that knows what a test tells it. */
public final class NameServer implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup thread = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, List<byte[]>> records = new ConcurrentHashMap<>();
    private final Channel channel;
    /** Questions as {@code NAME TYPE}. */
    public final List<String> asked = new CopyOnWriteArrayList<>();
    public volatile boolean silent;
    public volatile DnsResponseCode code = DnsResponseCode.NOERROR;

    public NameServer() {
        channel = new Bootstrap().group(thread).channel(NioDatagramChannel.class).handler(new ChannelInitializer<DatagramChannel>() {
            @Override protected void initChannel(DatagramChannel opened) {
                opened.pipeline().addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Answers());
            }
        }).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).syncUninterruptibly().channel();
    }

    /** {@code ip:port}. */
    public String address() {
        return "127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort();
    }

    public NameServer host(String name, String... addresses) {
        for (String address : addresses) {
            add(name, address.contains(":") ? DnsRecordType.AAAA : DnsRecordType.A, Unpooled.wrappedBuffer(InetAddress.ofLiteral(address).getAddress()));
        }
        return this;
    }

    public NameServer service(String name, int priority, int weight, int port, String target) {
        return add(name, DnsRecordType.SRV, name(Unpooled.buffer().writeShort(priority).writeShort(weight).writeShort(port), target));
    }

    public NameServer naming(String name, int order, int preference, String flags, String service, String replacement) {
        ByteBuf data = Unpooled.buffer().writeShort(order).writeShort(preference);
        for (String text : List.of(flags, service, "")) {
            data.writeByte(text.length()).writeCharSequence(text, StandardCharsets.US_ASCII);
        }
        return add(name, DnsRecordType.NAPTR, name(data, replacement));
    }

    private static ByteBuf name(ByteBuf data, String name) {
        for (String label : name.isEmpty() ? new String[0] : name.split("\\.", -1)) {
            data.writeByte(label.length()).writeCharSequence(label, StandardCharsets.US_ASCII);
        }
        return data.writeByte(0);
    }

    private NameServer add(String name, DnsRecordType type, ByteBuf data) {
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        records.computeIfAbsent(name + " " + type.name(), _ -> new CopyOnWriteArrayList<>()).add(bytes);
        return this;
    }

    private final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {
        @Override protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            String name = question.name().toLowerCase(Locale.ROOT);
            String key = name.substring(0, name.length() - 1) + " " + question.type().name();
            asked.add(key);
            if (silent) {
                return;
            }
            DatagramDnsResponse response = new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
            boolean known = records.keySet().stream().anyMatch(other -> other.startsWith(key.substring(0, key.indexOf(' ') + 1)));
            response.setCode(code == DnsResponseCode.NOERROR && !known ? DnsResponseCode.NXDOMAIN : code);
            response.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
            records.getOrDefault(key, List.of()).forEach(data -> response.addRecord(DnsSection.ANSWER,
                    new DefaultDnsRawRecord(question.name(), question.type(), 60, Unpooled.wrappedBuffer(data))));
            context.writeAndFlush(response);
        }
    }

    @Override public void close() {
        channel.close().syncUninterruptibly();
        thread.shutdownGracefully();
    }
}
