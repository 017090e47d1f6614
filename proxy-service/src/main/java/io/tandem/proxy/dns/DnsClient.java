package io.tandem.proxy.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.resolver.dns.UnixResolverDnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.tandem.proxy.route.Elements;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks DNS servers one after the other until one answers, over UDP and, for long answers, TCP, on a thread of its own. Any thread. What was answered is
 * not kept: that is for the name server of this system. */
public final class DnsClient implements Dns, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsClient.class);
    private static final String RESOLV_CONF = "/etc/resolv.conf";
    private static final InetSocketAddress THIS_SYSTEM = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53); // resolv.conf(5)

    private final MultiThreadIoEventLoopGroup thread = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("dns", true), NioIoHandler.newFactory());
    private final List<InetSocketAddress> servers;
    private final HostsFile hosts;
    private final DnsNameResolver resolver;

    public DnsClient(DnsProperties properties) {
        servers = properties.servers().isEmpty() ? ofSystem() : properties.servers().stream().map(Elements::address).toList();
        hosts = new HostsFile(properties.hosts());
        resolver = new DnsNameResolverBuilder(thread.next()).datagramChannelType(NioDatagramChannel.class).socketChannelType(NioSocketChannel.class)
                .nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers)).queryTimeoutMillis(properties.timeout().toMillis()).build();
    }

    private static List<InetSocketAddress> ofSystem() {
        try {
            DnsServerAddressStream stream = new UnixResolverDnsServerAddressStreamProvider(RESOLV_CONF, null).nameServerAddressStream("");
            List<InetSocketAddress> found = new ArrayList<>();
            for (int i = 0; i < stream.size(); i++) {
                found.add(stream.next());
            }
            return List.copyOf(found);
        } catch (IOException | IllegalArgumentException none) {
            LOG.warn("{} names no DNS server, {} is asked for domains of others; or set tandem.proxy.dns.servers: {}", RESOLV_CONF, THIS_SYSTEM,
                    none.getMessage());
            return List.of(THIS_SYSTEM);
        }
    }

    @Override
    public CompletionStage<List<InetAddress>> hosts(String name) {
        return CompletableFuture.supplyAsync(() -> hosts.addresses(name), thread);
    }

    @Override
    public CompletionStage<List<InetAddress>> addresses(String name) {
        return hosts(name).thenCompose(local -> local.isEmpty() ? ofDns(name) : CompletableFuture.completedFuture(local));
    }

    /** Of one kind that is not answered nothing is known; it takes both to fail. */
    private CompletionStage<List<InetAddress>> ofDns(String name) {
        CompletionStage<List<InetAddress>> fours = ask(name, DnsRecordType.A, DnsClient::address);
        CompletionStage<List<InetAddress>> sixes = ask(name, DnsRecordType.AAAA, DnsClient::address);
        return fours.exceptionallyCompose(failure -> sixes.thenCompose(found -> found.isEmpty() ? CompletableFuture.failedFuture(failure)
                : CompletableFuture.completedFuture(List.of())))
                .thenCombine(sixes.exceptionally(_ -> List.of()), (four, six) -> {
                    List<InetAddress> all = new ArrayList<>(four);
                    all.addAll(six);
                    return all;
                });
    }

    @Override
    public CompletionStage<List<ServiceRecord>> services(String name) {
        return ask(name, DnsRecordType.SRV,
                data -> new ServiceRecord(data.readUnsignedShort(), data.readUnsignedShort(), data.readUnsignedShort(), name(data)));
    }

    @Override
    public CompletionStage<List<NamingRecord>> naming(String name) {
        return ask(name, DnsRecordType.NAPTR, data -> {
            int order = data.readUnsignedShort();
            int preference = data.readUnsignedShort();
            String flags = text(data);
            String service = text(data);
            text(data); // a regular expression stands in records without replacement, which SIP does not use (RFC 3263 §4.1)
            return new NamingRecord(order, preference, flags, service, name(data));
        });
    }

    private <T> CompletionStage<List<T>> ask(String name, DnsRecordType type, Function<ByteBuf, T> reader) {
        CompletableFuture<List<T>> answer = new CompletableFuture<>();
        try {
            ask(new Question<>(name, type, reader, answer), 0);
        } catch (IllegalArgumentException noName) { // too long, or not of ASCII
            answer.complete(List.of());
        }
        return answer;
    }

    private record Question<T>(String name, DnsRecordType type, Function<ByteBuf, T> reader, CompletableFuture<List<T>> answer) {}

    private <T> void ask(Question<T> question, int server) {
        if (server == servers.size()) {
            question.answer().completeExceptionally(new NoAnswerException("no DNS server of " + servers + " says what " + question.type().name() + " records "
                    + question.name() + " has"));
            return;
        }
        resolver.query(servers.get(server), new DefaultDnsQuestion(question.name(), question.type()))
                .addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) -> {
                    if (!done.isSuccess() || !read(question, done.getNow())) {
                        ask(question, server + 1);
                    }
                });
    }

    /** @return false if this server knows nothing */
    private static <T> boolean read(Question<T> question, AddressedEnvelope<DnsResponse, InetSocketAddress> envelope) {
        try {
            DnsResponse response = envelope.content();
            if (!response.code().equals(DnsResponseCode.NOERROR) && !response.code().equals(DnsResponseCode.NXDOMAIN)) {
                return false;
            }
            List<T> records = new ArrayList<>();
            for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
                if (response.<DnsRecord>recordAt(DnsSection.ANSWER, i) instanceof DnsRawRecord raw
                        && raw.type().equals(question.type())) {
                    records.add(question.reader().apply(raw.content()));
                }
            }
            question.answer().complete(records);
            return true;
        } catch (RuntimeException spoiled) {
            LOG.info("DNS answer for {} {} cannot be read: {}", question.name(), question.type().name(), spoiled.toString());
            return false;
        } finally {
            envelope.release();
        }
    }

    private static InetAddress address(ByteBuf data) {
        try {
            return InetAddress.getByAddress(ByteBufUtil.getBytes(data));
        } catch (UnknownHostException spoiled) {
            throw new IllegalArgumentException(spoiled);
        }
    }

    private static String name(ByteBuf data) {
        String name = DefaultDnsRecordDecoder.decodeName(data);
        return name.substring(0, name.length() - 1);
    }

    /** A character-string (RFC 1035 §3.3). */
    private static String text(ByteBuf data) {
        return data.readString(data.readUnsignedByte(), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        resolver.close();
        thread.shutdownGracefully();
    }
}
