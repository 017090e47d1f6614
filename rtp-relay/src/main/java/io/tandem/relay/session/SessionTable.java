package io.tandem.relay.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.net.Scheduler;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.port.NoFreePortException;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.sdp.SessionDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All calls of this relay and the commands on them. Control thread, but for {@link #size}. */
public final class SessionTable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionTable.class);

    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final List<MediaLoop> loops;
    private final SessionProperties properties;
    private final Scheduler scheduler;
    private final InstantSource clock;
    private final OfferAnswer offerAnswer;
    private final Totals totals = new Totals();
    private volatile int size;

    /** @param scheduler of the control thread, on the same clock as the loops */
    public SessionTable(MediaInterfaces interfaces, List<MediaLoop> loops, SessionProperties properties, Scheduler scheduler,
            InstantSource clock) {
        this.loops = List.copyOf(loops);
        this.properties = properties;
        this.scheduler = scheduler;
        this.clock = clock;
        this.offerAnswer = new OfferAnswer(interfaces, scheduler::execute);
    }

    /** Creates or refreshes what the offer names. @return the description for the other party */
    public SessionDescription offer(MediaRequest request) throws RelayException {
        List<RemoteMedia> media = offerAnswer.read(request);
        Call call = callOf(request.callId());
        call.signalled(clock.instant(), scheduler.nanoTime());
        Call.Place place = call.placeOfOffer(request.fromTag(), request.toTag(), request.viaBranch());
        try {
            return offerAnswer.offer(call, place, media, request);
        } catch (NoFreePortException e) {
            LOG.warn("{} (call {})", e.getMessage(), request.callId());
            totals.refused();
            if (!call.isAnswered()) end(call, Totals.End.FORCED); // a call in flight goes on without the new stream
            throw RelayException.outOfPorts();
        }
    }

    private Call callOf(String callId) throws RelayException {
        Call known = calls.get(callId);
        if (known != null) return known;
        if (calls.size() >= properties.maxSessions()) {
            totals.refused();
            throw RelayException.loadLimit();
        }
        MediaLoop loop = loops.get(Math.floorMod(callId.hashCode(), loops.size()));
        Call call = new Call(callId, loop, clock.instant(), scheduler.nanoTime());
        calls.put(callId, call);
        size = calls.size();
        totals.began();
        return call;
    }

    /** @return the description for the offerer */
    public SessionDescription answer(MediaRequest request) throws RelayException {
        Call call = Optional.ofNullable(calls.get(request.callId())).orElseThrow(RelayException::unknownCall);
        List<RemoteMedia> media = offerAnswer.read(request);
        String answerer = request.toTag().orElseThrow(() -> RelayException.of("No to-tag in message"));
        Call.Place place = call.placeOfAnswer(request.fromTag(), answerer, request.viaBranch())
                .orElseThrow(() -> RelayException.of("Unknown from-tag"));
        call.signalled(clock.instant(), scheduler.nanoTime());
        return offerAnswer.answer(place, media, request);
    }

    /** The call with the dialogues that these tags mean; empty if there is none. */
    public Optional<Call.View> find(String callId, Optional<String> from, Optional<String> to, Optional<String> branch) {
        return Optional.ofNullable(calls.get(callId)).map(call -> new Call.View(call, call.matching(from, to, branch)))
                .filter(view -> !view.dialogues().isEmpty());
    }

    /** Ends what was found, at once or after the delay; a later offer calls a waiting deletion off. */
    public void delete(Call.View view, Optional<Duration> delay) {
        Call call = view.call();
        Duration wait = delay.orElse(properties.deleteDelay());
        boolean whole = view.dialogues().size() == call.dialogues().size();
        if (wait.isZero() || !whole) {
            delete(call, view.dialogues());
        } else {
            call.deletion(scheduler.schedule(wait.toNanos(), () -> delete(call, call.dialogues())));
        }
    }

    private void delete(Call call, List<Dialogue> ended) {
        if (ended.size() == call.dialogues().size()) {
            end(call, Totals.End.REGULAR);
        } else {
            call.close(ended, scheduler::execute);
        }
    }

    private void end(Call call, Totals.End why) {
        totals.ended(why, call);
        call.close(call.dialogues(), scheduler::execute);
        calls.remove(call.callId());
        size = calls.size();
    }

    /** Looks for dead calls again and again, from now on. */
    public void startSweeping(Duration interval) {
        scheduler.schedule(interval.toNanos(), () -> {
            sweep();
            startSweeping(interval);
        });
    }

    private void sweep() {
        long nowNanos = scheduler.nanoTime();
        for (Call call : List.copyOf(calls.values())) {
            Expiry.of(call, properties, nowNanos).ifPresent(why -> {
                LOG.info("call {} closed by {}", call.callId(), why);
                end(call, why);
            });
        }
    }

    /** Ends every call. */
    public void endAll() {
        List.copyOf(calls.values()).forEach(call -> end(call, Totals.End.FORCED));
    }

    /** At most so many call ids, oldest first. */
    public List<String> callIds(int limit) {
        return calls.keySet().stream().limit(limit).toList();
    }

    public Totals totals() {
        return totals;
    }

    /** Live calls. Any thread. */
    public int size() {
        return size;
    }
}
