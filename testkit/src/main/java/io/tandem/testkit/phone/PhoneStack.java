package io.tandem.testkit.phone;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import javax.sip.ClientTransaction;
import javax.sip.InvalidArgumentException;
import javax.sip.ListeningPoint;
import javax.sip.SipException;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.TransportNotSupportedException;
import javax.sip.address.Address;
import javax.sip.address.AddressFactory;
import javax.sip.header.CallIdHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Message;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.clientauthutils.AuthenticationHelper;
import gov.nist.javax.sip.clientauthutils.UserCredentials;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.message.MessageFactoryImpl;
import gov.nist.javax.sip.stack.UDPMessageProcessor;
import io.tandem.sdp.SessionDescription;
import io.tandem.testkit.phone.link.Link;
import io.tandem.testkit.phone.link.LinkBridge;
import io.tandem.testkit.phone.stack.BridgedRouter;
import io.tandem.testkit.phone.stack.LadderLogger;
import io.tandem.testkit.phone.stack.PhoneRouter;
import io.tandem.testkit.phone.stack.Slf4jStackLogger;

/** One JAIN-SIP stack on a port of its own, and the messages a phone makes with it. */
final class PhoneStack implements AutoCloseable {
    private static final int PORT_ATTEMPTS = 5;
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    private final String name = "phone-" + UUID.randomUUID();
    private final ThreadGroup threads = new ThreadGroup(name);
    private final Account account;
    private final String transport;
    private final HeaderFactory headers = new HeaderFactoryImpl();
    private final AddressFactory addresses = new AddressFactoryImpl();
    private final MessageFactory messages = new MessageFactoryImpl();
    private final SipStackImpl stack;
    private final SipProvider provider;
    private final AuthenticationHelper authentication;
    /** Of the phone; media have it, too. */
    private final InetAddress host;
    private final int port;
    private final Optional<LinkBridge> bridge;

    PhoneStack(Account account, String transport, InetSocketAddress server, Ladder ladder, SipListener listener) {
        this(account, transport, server, Optional.empty(), ladder, listener);
    }

    /** Speaks UDP to the bridge, which is its outbound proxy; closes it at its own end. */
    PhoneStack(Account account, LinkBridge bridge, Ladder ladder, SipListener listener) {
        this(account, "udp", bridge.address(), Optional.of(bridge), ladder, listener);
    }

    private PhoneStack(Account account, String transport, InetSocketAddress server, Optional<LinkBridge> bridge, Ladder ladder, SipListener listener) {
        this.account = account;
        this.transport = transport.toLowerCase(Locale.ROOT);
        this.bridge = bridge;
        LadderLogger.register(name, account.username(), ladder);
        try {
            host = towards(server);
            FutureTask<SipProvider> start = new FutureTask<>(() -> start(server, listener));
            Thread starter = new Thread(threads, start, name);
            starter.setDaemon(true);                                  // and so are the stack's threads, which it starts
            starter.start();
            provider = start.get();
            stack = (SipStackImpl) provider.getSipStack();
            port = provider.getListeningPoint(this.transport).getPort();
            bridge.ifPresent(b -> b.serves(new InetSocketAddress(host, port)));
            authentication = stack.getAuthenticationHelper((tx, realm) -> new Credentials(account), headers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private PhoneException failed(Exception e) {
        LadderLogger.forget(name);
        return new PhoneException("phone of " + account.username() + " does not start", e);
    }

    private SipProvider start(InetSocketAddress server, SipListener listener) throws Exception {
        SipStackImpl starting = new SipStackImpl(properties(server));
        SipProvider started = starting.createSipProvider(listen(starting));
        started.addSipListener(listener);
        if (transport.equals("udp")) {
            awaitReceiving();
        }
        return started;
    }

    /** JAIN-SIP's UDP receiver is not ready when its thread is started; a stop before it reads fails inside the stack. */
    private void awaitReceiving() throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!receives()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("JAIN-SIP does not read from its UDP socket after " + START_LIMIT);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private boolean receives() {
        Thread[] running = new Thread[threads.activeCount() + 16];
        int count = threads.enumerate(running);
        return Stream.of(running).limit(count).map(Thread::getStackTrace).anyMatch(frames ->
            Stream.of(frames).anyMatch(frame -> frame.getClassName().equals(UDPMessageProcessor.class.getName()))
                && Stream.of(frames).anyMatch(frame -> frame.getClassName().equals(DatagramSocket.class.getName()) && frame.getMethodName().equals("receive")));
    }

    private record Credentials(Account account) implements UserCredentials {
        @Override public String getUserName() {
            return account.username();
        }

        @Override public String getPassword() {
            return account.password();
        }

        @Override public String getSipDomain() {
            return account.domain();
        }
    }

    private Properties properties(InetSocketAddress server) {
        Properties properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", name);
        properties.setProperty("javax.sip.OUTBOUND_PROXY", server.getAddress().getHostAddress() + ":" + server.getPort() + "/" + transport);
        properties.setProperty("javax.sip.ROUTER_PATH", bridge.isPresent() ? BridgedRouter.class.getName() : PhoneRouter.class.getName());
        properties.setProperty("gov.nist.javax.sip.STACK_LOGGER", Slf4jStackLogger.class.getName());
        properties.setProperty("gov.nist.javax.sip.SERVER_LOGGER", LadderLogger.class.getName());
        properties.setProperty("gov.nist.javax.sip.THREAD_POOL_SIZE", "2");
        properties.setProperty("gov.nist.javax.sip.REENTRANT_LISTENER", "true");
        return properties;
    }

    private ListeningPoint listen(SipStackImpl starting) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return starting.createListeningPoint(host.getHostAddress(), freePort(), transport);
            } catch (TransportNotSupportedException | InvalidArgumentException e) {
                if (attempt == PORT_ATTEMPTS) {                       // somebody else took the port in between
                    throw e;
                }
            }
        }
    }

    /** A port free for UDP and TCP just now: the stack cannot be given port 0. */
    private int freePort() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 1, host); DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), host)) {
            return udp.getLocalPort();
        }
    }

    /** The address from which the server is reached; 127.0.0.1 where it is on this machine, whichever of its addresses it has. */
    private static InetAddress towards(InetSocketAddress server) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        InetAddress there = server.getAddress();
        if (there == null) throw new UnknownHostException(server.getHostString());
        if (there.isLoopbackAddress() || NetworkInterface.getByInetAddress(there) != null) return loopback;
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(server);
            return probe.getLocalAddress();
        }
    }

    InetAddress host() {
        return host;
    }

    String contactUri() {
        return bridge.map(LinkBridge::link).map(link -> "sip:%s@%s;transport=%s".formatted(account.username(), link.sentBy(), parameter(link)))
                .orElseGet(() -> "sip:%s@%s:%d;transport=%s".formatted(account.username(), host.getHostAddress(), port, transport));
    }

    /** RFC 7118 §5.2: ws, for secure WebSocket, too. */
    private static String parameter(Link link) {
        return link.protocol().equals("WSS") ? "ws" : link.protocol().toLowerCase(Locale.ROOT);
    }

    String addressOfRecord() {
        return "sip:%s@%s".formatted(account.username(), account.domain());
    }

    CallIdHeader newCallId() {
        return provider.getNewCallId();
    }

    static String newTag() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    /** A request outside a dialog, from this phone's address-of-record. */
    Request request(String method, String uri, String to, CallIdHeader callId, long cSeq, String fromTag)
            throws ParseException, InvalidArgumentException {
        ViaHeader via = headers.createViaHeader(host.getHostAddress(), port, transport, null);
        via.setRPort();
        FromHeader from = headers.createFromHeader(addresses.createAddress(addressOfRecord()), fromTag);
        ToHeader target = headers.createToHeader(addresses.createAddress(to), null);
        Request request = messages.createRequest(addresses.createURI(uri), method, callId, headers.createCSeqHeader(cSeq, method), from,
                target, List.of(via), headers.createMaxForwardsHeader(70));
        request.addHeader(headers.createUserAgentHeader(List.of("Tandem built-in phone")));
        return request;
    }

    void addContact(Message message) throws ParseException {
        Address address = addresses.createAddress("<" + contactUri() + ">");
        message.setHeader(headers.createContactHeader(address));
    }

    void setExpires(Request request, int seconds) throws InvalidArgumentException {
        request.setHeader(headers.createExpiresHeader(seconds));
    }

    void setBody(Message message, SessionDescription description) throws ParseException {
        message.setContent(description.toString().getBytes(StandardCharsets.UTF_8), headers.createContentTypeHeader("application", "sdp"));
    }

    void setReferTo(Request request, String uri) throws ParseException {
        request.setHeader(headers.createReferToHeader(addresses.createAddress("<" + uri + ">")));
    }

    void setText(Message message, String text) throws ParseException {
        message.setContent(text.getBytes(StandardCharsets.UTF_8), headers.createContentTypeHeader("text", "plain"));
    }

    Response response(int status, Request request) throws ParseException {
        return messages.createResponse(status, request);
    }

    SipProvider provider() {
        return provider;
    }

    ClientTransaction send(Request request, Outcome outcome) throws SipException {
        ClientTransaction transaction = provider.getNewClientTransaction(request);
        transaction.setApplicationData(outcome);
        transaction.sendRequest();
        return transaction;
    }

    /** The request once more with credentials (RFC 3261 §22). */
    ClientTransaction answerChallenge(Response challenge, ClientTransaction challenged, Outcome outcome) throws SipException {
        ClientTransaction again = authentication.handleChallenge(challenge, challenged, provider, 60, true);   // no maddr in the URI
        again.setApplicationData(outcome);
        again.sendRequest();
        return again;
    }

    @Override public void close() {
        stack.stop();
        bridge.ifPresent(LinkBridge::close);
        endThreads();
        LadderLogger.forget(name);
    }

    /**
     * The stack's event thread waits for ever and is no daemon; an interrupt ends it. The daemons are let alone: JAIN-SIP
     * shares its worker threads between all stacks of a JVM, and an interrupt would lose another phone's message.
     */
    private void endThreads() {
        Thread[] running = new Thread[threads.activeCount() + 16];
        int count = threads.enumerate(running);
        try {
            for (int i = 0; i < count; i++) {
                if (running[i] != Thread.currentThread() && !running[i].isDaemon()) {
                    running[i].interrupt();
                    running[i].join(START_LIMIT);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
