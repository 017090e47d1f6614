package io.tandem.proxy.ladder;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.tandem.proxy.ProxyCore;
import io.tandem.proxy.ProxySettings;
import io.tandem.proxy.Surroundings;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.proxy.auth.AuthProperties;
import io.tandem.proxy.call.ForkProperties;
import io.tandem.proxy.credential.Authority;
import io.tandem.proxy.credential.CertificateTrust;
import io.tandem.proxy.credential.Revocation;
import io.tandem.proxy.dns.SipTargets;
import io.tandem.proxy.emergency.EmergencyModeProperties;
import io.tandem.proxy.emergency.FritzBoxProperties;
import io.tandem.proxy.forward.ForwardProperties;
import io.tandem.proxy.keepalive.KeepAliveProperties;
import io.tandem.proxy.leg.CallProperties;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.message.MessageProperties;
import io.tandem.proxy.overload.OverloadProperties;
import io.tandem.proxy.pbx.PbxProperties;
import io.tandem.proxy.peer.PeerProperties;
import io.tandem.proxy.portability.LnpProperties;
import io.tandem.proxy.presence.PresenceProperties;
import io.tandem.proxy.probe.ProbeProperties;
import io.tandem.proxy.refusal.EarlyRejects;
import io.tandem.proxy.registrar.RegistrarProperties;
import io.tandem.proxy.route.SipProperties;
import io.tandem.proxy.stir.SigningKeys;
import io.tandem.proxy.stir.StirProperties;
import io.tandem.proxy.stir.StirSources;
import io.tandem.proxy.upstream.UpstreamProperties;
import io.tandem.proxy.vsc.VscProperties;
import io.tandem.sip.auth.DigestChallenge;
import io.tandem.sip.auth.DigestCredentials;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Flow;
import io.tandem.testkit.time.ManualScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/** The proxy's core between a load balancer and a B2BUA that do what the test says. */
final class ProxyLadder {
    static final String SDP = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n";
    static final StirProperties NOT_SIGNED = new StirProperties(false, List.of(), Duration.ofSeconds(60), List.of(),
            Revocation.Mode.OFF, List.of(), false);
    private static final EmergencyModeProperties EMERGENCY_MODE = new EmergencyModeProperties(true, Duration.ofSeconds(1800));
    static final String TOKEN = "z9hG4bK";
    private static final InetSocketAddress SELF = new InetSocketAddress("127.0.0.1", 5062);

    final ManualScheduler time = new ManualScheduler();
    final Fakes.Accounts accounts = new Fakes.Accounts();
    final Fakes.Tables tables = new Fakes.Tables();
    final Fakes.Memory locations = new Fakes.Memory();
    final Fakes.Shards shards = new Fakes.Shards(locations);
    final Fakes.Relay relay = new Fakes.Relay();
    final Counters calls = new Counters();
    final Fakes.Credit credit = new Fakes.Credit();
    final Fakes.Dialled dialled = new Fakes.Dialled();
    final Fakes.Lines lines = new Fakes.Lines();
    final Fakes.Mailboxes mailboxes = new Fakes.Mailboxes();
    final Fakes.Letters silo = new Fakes.Letters();
    final Fakes.News news = new Fakes.News(locations);
    final Fakes.Upstreams upstreams = new Fakes.Upstreams(accounts);
    final Fakes.Loops loops = new Fakes.Loops();
    final Fakes.Names names = new Fakes.Names();
    final List<AccountingRecord> records = new ArrayList<>();
    final Map<InetSocketAddress, Deque<SipMessage>> sent = new HashMap<>();
    final Party lb = new Party(5060);
    final Party b2bua = new Party(5080);
    final Party appServer = new Party(5070);
    final ProxyCore core;
    private int branches;

    ProxyLadder() {
        this(false);
    }

    ProxyLadder(boolean connecting) {
        this(connecting, true);
    }

    ProxyLadder(boolean connecting, boolean lnp) {
        this(connecting, lnp, new ForwardProperties(10, true, false));
    }

    ProxyLadder(ForwardProperties forward) {
        this(false, true, forward);
    }

    ProxyLadder(StirProperties stir, StirSources sources) {
        this(false, true, new ForwardProperties(10, true, false), stir, sources, EMERGENCY_MODE, EarlyRejects.NONE, false);
    }

    ProxyLadder(EmergencyModeProperties emergencyMode) {
        this(false, true, new ForwardProperties(10, true, false), NOT_SIGNED, nobodySigns(), emergencyMode, EarlyRejects.NONE, false);
    }

    ProxyLadder(EarlyRejects words) {
        this(false, true, new ForwardProperties(10, true, false), NOT_SIGNED, nobodySigns(), EMERGENCY_MODE, words, false);
    }

    private ProxyLadder(boolean connecting, boolean lnp, ForwardProperties forward) {
        this(connecting, lnp, forward, NOT_SIGNED, nobodySigns(), EMERGENCY_MODE, EarlyRejects.NONE, false);
    }

    /** Messages to numbers elsewhere go to peers by the rules for calls. */
    static ProxyLadder withMessagesToPeers() {
        return new ProxyLadder(false, true, new ForwardProperties(10, true, false), NOT_SIGNED, nobodySigns(), EMERGENCY_MODE, EarlyRejects.NONE, true);
    }

    private static StirSources nobodySigns() {
        return new StirSources(SigningKeys.read(NOT_SIGNED), new CertificateTrust(List.of()),
                _ -> CompletableFuture.failedFuture(new IllegalStateException("nobody verifies")), Authority.notAsked(), Runnable::run);
    }

    private ProxyLadder(boolean connecting, boolean lnp, ForwardProperties forward, StirProperties stir, StirSources sources,
                        EmergencyModeProperties emergencyMode, EarlyRejects words, boolean messagesToPeers) {
        ProxySettings settings = new ProxySettings(
                new SipProperties("127.0.0.1:5062", List.of("127.0.0.1:5060"), "127.0.0.1:5080", "127.0.0.1:5070", "Tandem Proxy", Duration.ZERO),
                new AuthProperties(Duration.ofSeconds(300), Duration.ofMillis(50), false),
                new RegistrarProperties(5, Duration.ofSeconds(60), Duration.ofSeconds(43200), Duration.ofSeconds(3600), 0, 0),
                new ForkProperties(Duration.ofSeconds(9), Duration.ofSeconds(180)),
                new CallProperties(connecting, Duration.ofSeconds(21600), Duration.ofSeconds(7200), 3),
                new OverloadProperties(1000, Duration.ofMillis(500), Duration.ofSeconds(5)),
                new KeepAliveProperties(true, Duration.ofSeconds(30), "pinger", 5000, 0),
                new PeerProperties(Set.of(408, 500, 503)), new LnpProperties(lnp),
                new FritzBoxProperties(true, List.of("112", "2000", "118[0-9]{2}")),
                new ProbeProperties(Duration.ofSeconds(10), Duration.ofSeconds(5), 2, 3), forward,
                new PbxProperties(true, "[H %s]"), new PresenceProperties(true, Duration.ofSeconds(3600), 5, 4, true, 10), stir,
                new VscProperties("2000", "72", "90", "92", "93", "50", "55", "32", "31", "66", "77", "78", "69", "39", "81", "99", "88", "97", "98"), emergencyMode,
                new UpstreamProperties(true, Duration.ofSeconds(7200), Duration.ofSeconds(300), 10),
                new MessageProperties(true, 500, 5, Duration.ofSeconds(8), Duration.ofHours(72), 3, 3, 3, messagesToPeers), words);
        core = new ProxyCore(new Surroundings(time, this::transmit, SELF, accounts, tables, locations, shards, relay, record -> {
            records.add(record);
            return CompletableFuture.completedFuture(null);
        }, calls, credit, loops, dialled, lines, mailboxes, silo, news, upstreams, new SipTargets(names, new Random(1)), sources,
                time, "0123456789abcdef".getBytes(StandardCharsets.UTF_8)), settings);
        accounts.add("alice", "431001", Map.of());
        accounts.add("bob", "431002", Map.of());
    }

    private void transmit(SipMessage message, Flow flow) {
        sent.computeIfAbsent(flow.remote(), _ -> new ArrayDeque<>()).add(SipMessage.parse(message.toBytes()));
    }

    /** Bob's phone is registered there. */
    Binding registered(String user, String contact) {
        return registered(user, contact, "");
    }

    Binding registered(String user, String contact, String q) {
        Binding binding = new Binding("uloc-" + contact, SipUri.parse(contact), "sip:192.0.2.9:5060",
                List.of("<sip:lb@127.0.0.1:5060;lr;received=sip:192.0.2.9:5060;socket=udp:127.0.0.1:5060>"),
                Optional.of(time.instant().plusSeconds(3600)), q, "reg-" + contact, 1, time.instant(), "phone", "udp:127.0.0.1:5060", "", "", 0);
        locations.update(new AddressOfRecord(user, "example.org"), List.of(binding), List.of());
        return binding;
    }

    /** Nothing is left of all calls once the timers have run out. */
    void isIdle() {
        time.passes(Duration.ofSeconds(70));
        assertThat(core.transactions()).as("transactions").isZero();
        assertThat(core.calls()).as("calls").isZero();
        assertThat(calls.all()).as("counters").isEmpty();
    }

    /** A SIP element that the test plays. */
    final class Party {
        final InetSocketAddress address;

        Party(int port) {
            address = new InetSocketAddress("127.0.0.1", port);
        }

        void sends(SipMessage message) {
            core.doorstep().onMessage(SipMessage.parse(message.toBytes()), Flow.udp(SELF, address));
            time.runDue();
        }

        /** The next message to this party is this response. */
        SipMessage expects(int status) {
            SipMessage message = next();
            assertThat(message.isRequest() ? message.method() : "" + message.status()).isEqualTo("" + status);
            return message;
        }

        /** The next message to this party is this request. */
        SipMessage expects(String method) {
            SipMessage message = next();
            assertThat(message.isRequest() ? message.method() : "" + message.status()).isEqualTo(method);
            return message;
        }

        void expectsNothing() {
            assertThat(sent.getOrDefault(address, new ArrayDeque<>())).as("messages to " + address).isEmpty();
        }

        boolean hasMail() {
            return !sent.getOrDefault(address, new ArrayDeque<>()).isEmpty();
        }

        /** The next message to this party is a request. */
        boolean hasRequest() {
            return hasMail() && sent.get(address).getFirst().isRequest();
        }

        private SipMessage next() {
            Deque<SipMessage> queue = sent.getOrDefault(address, new ArrayDeque<>());
            assertThat(queue).as("messages to " + address).isNotEmpty();
            return queue.remove();
        }

        void answers(SipMessage request, int status, String reason, String tag) {
            sends(response(request, status, reason, tag));
        }

        void refuses(SipMessage invite, int status, String reason) {
            answers(invite, status, reason, "s1");
            expects("ACK");
        }

        void answersWithSdp(SipMessage request, int status, String reason, String tag) {
            sends(response(request, status, reason, tag).body("application/sdp", SDP.getBytes(StandardCharsets.UTF_8)));
        }
    }

    static SipMessage response(SipMessage request, int status, String reason, String tag) {
        SipMessage response = SipMessage.response(request, status, reason);
        if (response.toTag().isEmpty()) {
            response.set("To", response.to().withTag(tag).toString());
        }
        return response.add("Contact", "<sip:127.0.0.1:5080;transport=udp>");
    }

    /** A request of Alice as the load balancer passes it on. */
    SipMessage request(String method, String uri, String callId, long cSeq) {
        return SipMessage.request(method, uri)
                .header("Via", "SIP/2.0/UDP 127.0.0.1:5060;branch=" + TOKEN + "-" + ++branches)
                .header("From", "\"Alice\" <sip:alice@example.org>;tag=a1")
                .header("To", "<" + uri + ">")
                .header("Call-ID", callId)
                .header("CSeq", cSeq + " " + method)
                .header("Max-Forwards", "69")
                .header("Contact", "<sip:alice@192.0.2.1:5060;alias=192.0.2.1~5060~1>")
                .header("User-Agent", "Test Phone")
                .header("P-NGCP-Src-Ip", "192.0.2.1").header("P-NGCP-Src-Port", "5060").header("P-NGCP-Src-Proto", "udp")
                .header("Record-Route", "<sip:127.0.0.1;lr;r2=on>").build();
    }

    /** An INVITE with an offer. */
    SipMessage invite(String uri, String callId, long cSeq) {
        return request("INVITE", uri, callId, cSeq).body("application/sdp", SDP.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends it, is challenged, acknowledges and sends it again with credentials. @return the second request */
    SipMessage authenticated(SipMessage first, String user, String password) {
        boolean register = first.method().equals("REGISTER");
        lb.sends(first);
        if (first.method().equals("INVITE")) {
            lb.expects(100);
        }
        SipMessage challenge = lb.expects(register ? 401 : 407);
        if (first.method().equals("INVITE")) {
            lb.sends(ackFor(first, challenge));
        }
        String header = challenge.header(register ? "WWW-Authenticate" : "Proxy-Authenticate").orElseThrow();
        SipMessage second = first.copy().set("CSeq", first.cSeq() + 1 + " " + first.method())
                .replaceFirst("Via", "SIP/2.0/UDP 127.0.0.1:5060;branch=" + TOKEN + "-" + ++branches);
        second.add(register ? "Authorization" : "Proxy-Authorization", DigestCredentials.answer(DigestChallenge.parse(header), user, password,
                first.method(), "sip:127.0.0.1:5060", "c", 1).toString());
        lb.sends(second);
        return second;
    }

    /** Alice calls. @return her second INVITE, which is on its way now */
    SipMessage calls(String uri, String callId) {
        SipMessage sent = authenticated(invite(uri, callId, 1), "alice", "secret-alice");  // L ── INVITE ─▶ P, 100, 407, ACK, INVITE
        lb.expects(100);                                                                  // L ◀─  100  ─── P
        return sent;
    }

    /** The B2BUA is asked for that URI. */
    SipMessage asks(String uri) {
        SipMessage invite = b2bua.expects("INVITE");                                      // P ── INVITE ─▶ S
        assertThat(invite.requestUri()).isEqualTo(uri);
        return invite;
    }

    /** ACK of the same hop for a failure response. */
    static SipMessage ackFor(SipMessage invite, SipMessage response) {
        return SipMessage.request("ACK", invite.requestUri()).header("Via", invite.header("Via").orElseThrow())
                .header("From", invite.header("From").orElseThrow()).header("To", response.header("To").orElseThrow())
                .header("Call-ID", invite.callId()).header("CSeq", invite.cSeq() + " ACK").header("Max-Forwards", "70").build();
    }

    static SipMessage cancelFor(SipMessage invite) {
        return SipMessage.request("CANCEL", invite.requestUri()).header("Via", invite.header("Via").orElseThrow())
                .header("From", invite.header("From").orElseThrow()).header("To", invite.header("To").orElseThrow())
                .header("Call-ID", invite.callId()).header("CSeq", invite.cSeq() + " CANCEL").header("Max-Forwards", "70")
                .header("Reason", "SIP;cause=487").build();
    }

    /** A request of Alice inside the dialog of leg A, by the route set. */
    SipMessage inDialog(String method, String callId, long cSeq, String toTag) {
        return request(method, "sip:127.0.0.1:5080;transport=udp", callId, cSeq)
                .set("To", "<sip:bob@example.org>;tag=" + toTag).remove("Record-Route")
                .add("Route", "<sip:127.0.0.1:5062;lr;ftag=a1>");
    }

    static SipMessage withSdp(SipMessage message) {
        return message.body("application/sdp", SDP.getBytes(StandardCharsets.UTF_8));
    }

    static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }
}
