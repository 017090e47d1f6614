package io.tandem.relay.control;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

import io.tandem.net.Scheduler;
import io.tandem.relay.ice.IceFragment;
import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.option.Options;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.report.CallReport;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.MediaReply;
import io.tandem.relay.session.MediaRequest;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.stream.MediaOptions;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.MalformedSdpException;
import io.tandem.sdp.SessionDescription;

/** Commands on calls: offer, answer, delete, query, list (signalling.md §5.2). Control thread. */
final class CallCommands {
    private static final int DEFAULT_LIST_LIMIT = 32;
    private static final String NOT_FOUND = "Call-ID not found or tags didn't match";
    private static final String LOOP_ATTRIBUTE = "rtpengine";

    private final SessionTable sessions;
    private final MediaInterfaces interfaces;
    private final LearningMode learningMode;
    private final LearningProperties learning;
    private final Scheduler scheduler;
    private final InstantSource clock;
    /** In descriptions that this relay wrote (option {@code loop-protect}). */
    private String mark = Long.toHexString(RandomGenerator.getDefault().nextLong());

    CallCommands(SessionTable sessions, MediaInterfaces interfaces, LearningMode learningMode, LearningProperties learning, Scheduler scheduler,
            InstantSource clock) {
        this.sessions = sessions;
        this.interfaces = interfaces;
        this.learningMode = learningMode;
        this.learning = learning;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** One of two relays, which know each other's descriptions. Before the first command. */
    void pair(String name) {
        mark = UUID.nameUUIDFromBytes(("relay " + name).getBytes(StandardCharsets.UTF_8)).toString();
    }

    Map<String, NgCommand> commands() {
        return Map.of("offer", this::offer, "answer", this::answer, "delete", this::delete, "query", this::query, "list", this::list);
    }

    private Value.Builder offer(NgRequest request) throws RelayException {
        if (request.options().has("fragment")) return candidates(request, request.require("from-tag"));
        MediaRequest media = mediaRequest(request);
        return isOwn(media) ? reply(media.sdp()) : described(sessions.offer(media), request);
    }

    private Value.Builder answer(NgRequest request) throws RelayException {
        String answerer = request.require("to-tag");
        if (request.options().has("fragment")) return candidates(request, answerer);
        MediaRequest media = mediaRequest(request);
        return isOwn(media) ? reply(media.sdp()) : described(sessions.answer(media), request);
    }

    /** Candidates alone (RFC 8840), in a fragment of a description: there is nothing to send on, for the relay's own were all in its description. */
    private Value.Builder candidates(NgRequest request, String sender) throws RelayException {
        String text = request.text("sdp").orElseThrow(() -> RelayException.of("No SDP body in message"));
        IceFragment fragment = IceFragment.parse(text).orElseThrow(() -> RelayException.of("Failed to parse SDP fragment: no a=mid, a=candidate "
                + "or a=end-of-candidates, or more than 64 KiB or 64 lines"));
        sessions.candidates(request.require("call-id"), sender, fragment);
        return NgCommand.ok();
    }

    /** A description that this relay wrote came back: the call has gone round in a circle, and must not be relayed twice. */
    private boolean isOwn(MediaRequest media) {
        return media.options().request().has("loop-protect") && media.sdp().attribute(LOOP_ATTRIBUTE).filter(mark::equals).isPresent();
    }

    private Value.Builder described(MediaReply media, NgRequest request) {
        media.warnings().forEach(request::warn);
        interfaceNames(request.options()).stream().filter(name -> !interfaces.has(name)).findFirst()
                .ifPresent(name -> request.warn("unknown interface '" + name + "', the default one is used"));
        boolean marked = request.options().has("loop-protect");
        return reply(marked ? media.sdp().withAttribute(LOOP_ATTRIBUTE, mark) : media.sdp());
    }

    private static List<String> interfaceNames(Options options) {
        List<String> names = options.list("direction");
        return names.isEmpty() ? List.of("interface", "from-interface", "to-interface").stream().map(options::text).flatMap(Optional::stream).toList()
                : names;
    }

    private static Value.Builder reply(SessionDescription description) {
        return NgCommand.ok().put("sdp", description.toString());
    }

    private MediaRequest mediaRequest(NgRequest request) throws RelayException {
        String callId = request.require("call-id");
        String fromTag = request.require("from-tag");
        String sdp = request.text("sdp").orElseThrow(() -> RelayException.of("No SDP body in message"));
        try {
            return new MediaRequest(callId, fromTag, request.text("to-tag"), request.text("via-branch"), SessionDescription.parse(sdp),
                    MediaOptions.of(request.options(), learningMode, learning), request.client());
        } catch (MalformedSdpException e) {
            throw RelayException.of("Failed to parse SDP: " + e.getMessage());
        }
    }

    private Value.Builder delete(NgRequest request) throws RelayException {
        Optional<Call.View> view = find(request);
        if (view.isEmpty()) {
            if (request.options().has("fatal")) throw RelayException.of(NOT_FOUND);
            request.warn(NOT_FOUND);
            return NgCommand.ok();
        }
        Optional<Duration> delay = delay(request);
        Value.Builder reply = NgCommand.ok();
        report(reply, view.get());
        sessions.delete(view.get(), delay);
        return reply;
    }

    private static Optional<Duration> delay(NgRequest request) throws RelayException {
        Optional<String> text = request.text("delete-delay");
        if (text.isPresent() && !text.get().matches("[0-9]{1,7}")) throw RelayException.of("Invalid delete-delay '" + text.get() + "'");
        return text.map(Long::valueOf).map(Duration::ofSeconds);
    }

    private Value.Builder query(NgRequest request) throws RelayException {
        Call.View view = find(request).orElseThrow(RelayException::unknownCall);
        Value.Builder reply = NgCommand.ok();
        report(reply, view);
        return reply;
    }

    private Optional<Call.View> find(NgRequest request) throws RelayException {
        return sessions.find(request.require("call-id"), request.text("from-tag"), request.text("to-tag"), request.text("via-branch"));
    }

    private void report(Value.Builder reply, Call.View view) {
        new CallReport(clock.instant(), scheduler.nanoTime()).addTo(reply, view);
    }

    private Value.Builder list(NgRequest request) throws RelayException {
        String limit = request.text("limit").orElse(Integer.toString(DEFAULT_LIST_LIMIT));
        if (!limit.matches("[0-9]{1,7}")) throw RelayException.of("Invalid limit '" + limit + "'");
        List<Value> ids = sessions.callIds(Integer.parseInt(limit)).stream().<Value>map(Value.Text::new).toList();
        return NgCommand.ok().put("calls", new Value.Items(ids));
    }
}
