package io.tandem.relay.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.net.Scheduler;
import io.tandem.relay.audio.AudioConcern;
import io.tandem.relay.audio.CallAudio;
import io.tandem.relay.audio.PartyAudio;
import io.tandem.relay.choice.Choices;
import io.tandem.relay.ice.EarlyFragments;
import io.tandem.relay.ice.IceFragment;
import io.tandem.relay.option.Options;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.player.ClipStore;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.port.NoFreePortException;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaStream;
import io.tandem.relay.stream.RelayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All calls of this relay and the commands on them. Control thread, but for {@link #size}. */
public final class SessionTable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionTable.class);
    private static final String TOO_MANY = "Parallel session limit reached";

    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final List<MediaLoop> loops;
    private final Scheduler scheduler;
    private final InstantSource clock;
    private final OfferAnswer offerAnswer;
    private final Totals totals = new Totals();
    private final List<EndOfCall> listeners = new ArrayList<>();
    private final EarlyFragments early = new EarlyFragments();
    private Admission admission = new Admission(LoadProperties.NONE);
    private SessionProperties properties;
    private final Choices choices;
    /** Deletions that came due while the calls were another relay's. */
    private final Set<Call> overdue = new HashSet<>();
    private boolean standby;
    private Duration ago = Duration.ZERO;
    private volatile int size;

    /** @param clips     for music on hold
     *  @param scheduler of the control thread, on the same clock as the loops */
    public SessionTable(MediaInterfaces interfaces, List<MediaLoop> loops, SessionProperties properties, ClipStore clips,
            Scheduler scheduler, InstantSource clock) {
        this(interfaces, loops, properties, clips, scheduler, clock, new Choices());
    }

    /** @param choices what is made at random for a call */
    public SessionTable(MediaInterfaces interfaces, List<MediaLoop> loops, SessionProperties properties, ClipStore clips,
            Scheduler scheduler, InstantSource clock, Choices choices) {
        this.choices = choices;
        this.loops = List.copyOf(loops);
        this.properties = properties;
        this.scheduler = scheduler;
        this.clock = clock;
        this.offerAnswer = new OfferAnswer(interfaces, new StreamConcerns(clips, choices), scheduler::execute, totals::closed);
    }

    /** Has this decide about new calls from now on. */
    public void admission(Admission decider) {
        admission = decider;
    }

    /** Has this told of every call that ends from now on. */
    public void onEnd(EndOfCall listener) {
        listeners.add(listener);
    }

    /** Creates or refreshes what the offer names. @return the description for the other party */
    public MediaReply offer(MediaRequest asItCame) throws RelayException {
        MediaRequest request = OfferAnswer.writtenOut(asItCame, true);
        List<RemoteMedia> media = offerAnswer.read(request);
        Call call = callOf(request);
        signalled(call);
        Call.Place place = call.placeOfOffer(request.fromTag(), request.toTag(), request.viaBranch(), request.options().request().has("new-branch"));
        note(call, place.dialogue().party(place.side()), request);
        try {
            MediaReply reply = offerAnswer.offer(call, place, media, request, asItCame.sdp());
            overtaken(request, request.fromTag(), place.dialogue());
            return reply;
        } catch (NoFreePortException e) {
            LOG.warn("{} (call {})", e.getMessage(), request.callId());
            totals.refused();
            if (!call.isAnswered()) end(call, Totals.End.FORCED); // a call in flight goes on without the new stream
            throw RelayException.outOfPorts();
        } catch (RelayException e) {
            if (call.streams().isEmpty()) end(call, Totals.End.FORCED); // refused before it had anything
            throw e;
        }
    }

    private void signalled(Call call) {
        call.signalled(clock.instant().minus(ago), scheduler.nanoTime() - ago.toNanos());
    }

    private static void note(Call call, Party sender, MediaRequest request) {
        Options options = request.options().request();
        call.noted(options.text("metadata"), options.text("xmlrpc-callback"));
        sender.label(options.text("set-label").or(() -> options.text("label")));
    }

    private Call callOf(MediaRequest request) throws RelayException {
        String callId = request.callId();
        Call known = calls.get(callId);
        if (known != null) return known;
        Optional<String> refusal = standby ? Optional.empty() : calls.size() >= properties.maxSessions() ? Optional.of(TOO_MANY) : admission.refusal();
        if (refusal.isPresent()) {
            totals.refused();
            throw RelayException.loadLimit(refusal.get());
        }
        MediaLoop loop = loops.get(Math.floorMod(callId.hashCode(), loops.size()));
        Call call = new Call(callId, request.client(), loop, clock.instant().minus(ago), scheduler.nanoTime() - ago.toNanos(), choices);
        calls.put(callId, call);
        size = calls.size();
        if (!standby) totals.began();
        return call;
    }

    /** @return the description for the offerer */
    public MediaReply answer(MediaRequest asItCame) throws RelayException {
        MediaRequest request = OfferAnswer.writtenOut(asItCame, false);
        Call call = Optional.ofNullable(calls.get(request.callId())).orElseThrow(RelayException::unknownCall);
        List<RemoteMedia> media = offerAnswer.read(request);
        String answerer = request.toTag().orElseThrow(() -> RelayException.of("No to-tag in message"));
        Call.Place place = call.placeOfAnswer(request.fromTag(), answerer, request.viaBranch())
                .orElseThrow(() -> RelayException.of("Unknown from-tag"));
        signalled(call);
        note(call, place.dialogue().party(1 - place.side()), request);
        MediaReply reply = offerAnswer.answer(place, media, request);
        overtaken(request, answerer, place.dialogue());
        return reply;
    }

    /** Candidates that a party sends after its description (RFC 8840); those that overtook it wait for it three seconds. */
    public void candidates(String callId, String tag, IceFragment fragment) {
        List<Dialogue> dialogues = Optional.ofNullable(calls.get(callId)).map(call -> call.matching(Optional.of(tag), Optional.empty(), Optional.empty()))
                .orElse(List.of());
        if (dialogues.isEmpty()) early.keep(callId, tag, fragment, scheduler.nanoTime());
        dialogues.forEach(dialogue -> dialogue.candidates(tag, fragment));
    }

    private void overtaken(MediaRequest request, String tag, Dialogue dialogue) {
        early.take(request.callId(), tag, scheduler.nanoTime()).forEach(fragment -> dialogue.candidates(tag, fragment));
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
            call.deletion(scheduler.schedule(wait.toNanos(), () -> call.whenCounted(scheduler, () -> {
                if (call.isDeleted()) delete(call, call.dialogues()); // no offer has called it off meanwhile
            })));
        }
    }

    private void delete(Call call, List<Dialogue> ended) {
        if (ended.size() == call.dialogues().size()) {
            end(call, Totals.End.REGULAR);
        } else {
            ended.forEach(dialogue -> dialogue.streams().forEach(totals::closed));
            call.close(ended, scheduler::execute);
        }
    }

    private void end(Call call, Totals.End why) {
        if (calls.get(call.callId()) != call) return; // a deletion that waited: the call has ended before
        if (standby) {
            overdue.add(call);
            return;
        }
        totals.ended(why, call, scheduler.nanoTime());
        listeners.forEach(listener -> listener.ended(call, why));
        close(call);
    }

    private void close(Call call) {
        call.close(call.dialogues(), scheduler::execute);
        calls.remove(call.callId());
        overdue.remove(call);
        size = calls.size();
    }

    /** All calls are another relay's from now on: they end only when that one says so, and count nowhere. */
    public void standBy() {
        standby = true;
    }

    /** All calls are this relay's from now on. Those whose deletion came due meanwhile end. */
    public void takeOver() {
        standby = false;
        calls.values().forEach(_ -> totals.began());
        List.copyOf(overdue).forEach(call -> end(call, Totals.End.REGULAR));
        calls.values().forEach(call -> call.takenOver(scheduler.nanoTime()));
    }

    /** Are the calls another relay's? */
    public boolean isStandby() {
        return standby;
    }

    /** Lets go of another relay's call; nobody hears of it. */
    public void drop(String callId) {
        Optional.ofNullable(calls.get(callId)).ifPresent(this::close);
    }

    /** What the next commands do, they did so long ago. */
    public void ago(Duration time) {
        ago = time;
    }

    /** Looks for dead calls again and again, from now on. */
    public void startSweeping(Duration interval) {
        scheduler.schedule(interval.toNanos(), () -> {
            sweep();
            startSweeping(interval);
        });
    }

    private void sweep() {
        if (standby) return;
        long nowNanos = scheduler.nanoTime();
        for (Call call : List.copyOf(calls.values())) {
            if (Expiry.of(call, properties, nowNanos).isPresent()) call.whenCounted(scheduler, () -> expire(call, nowNanos));
        }
    }

    /** Packets that have just been counted may say that it lives. */
    private void expire(Call call, long nowNanos) {
        if (calls.get(call.callId()) != call) return;
        Expiry.of(call, properties, nowNanos).ifPresent(why -> {
            LOG.info("call {} closed by {}", call.callId(), why);
            end(call, why);
        });
    }

    /** Ends a call, as soon as its figures are exact. @return false if there is none */
    public boolean kill(String callId) {
        Call call = calls.get(callId);
        if (call == null) return false;
        LOG.info("call {} ended by an operator", callId);
        call.whenCounted(scheduler, () -> end(call, Totals.End.FORCED));
        return true;
    }

    /** Legs that a command on media is about: of the party that a tag, a label or its media address names, or of all.
     * @throws RelayException if the call is unknown, or nothing says which party */
    public List<Leg> legs(String callId, Options options) throws RelayException {
        return legs(known(callId), options);
    }

    private Call known(String callId) throws RelayException {
        return Optional.ofNullable(calls.get(callId)).orElseThrow(RelayException::unknownCall);
    }

    private static List<Leg> legs(Call call, Options options) throws RelayException {
        List<Leg> legs = new Selection(options).of(call);
        if (legs.isEmpty()) throw RelayException.of("No matching party: name it by from-tag, label or address, or say all");
        return legs;
    }

    /** Audio that is sent by the parties that a command names.
     * @throws RelayException as {@link #legs}, or if they have no audio */
    public List<PartyAudio> audioFrom(String callId, Options options) throws RelayException {
        return audio(callId, options, 0);
    }

    /** Audio that is sent to the parties that a command names.
     * @throws RelayException as {@link #legs}, or if they have no audio */
    public List<PartyAudio> audioTo(String callId, Options options) throws RelayException {
        return audio(callId, options, 1);
    }

    private List<PartyAudio> audio(String callId, Options options, int turned) throws RelayException {
        Call call = known(callId);
        legs(call, options);
        List<PartyAudio> audio = new Selection(options).chosen(call).stream()
                .flatMap(chosen -> audio(chosen.stream(), chosen.side() ^ turned).stream()).toList();
        if (audio.isEmpty()) throw RelayException.of("The party has no audio");
        return audio;
    }

    private static Optional<PartyAudio> audio(MediaStream stream, int side) {
        boolean audio = stream.leg(side).remote().or(() -> stream.leg(1 - side).remote()).filter(media -> media.isRtp() && media.type().equals("audio"))
                .isPresent();
        return audio ? stream.concern(AudioConcern.class).map(concern -> concern.party(stream, side)) : Optional.empty();
    }

    /** Audio of every party of a call. */
    public List<CallAudio> audioOf(Call call) {
        List<CallAudio> all = new ArrayList<>();
        for (Dialogue dialogue : call.dialogues()) {
            for (MediaStream stream : dialogue.streams()) {
                for (int side = 0; side < 2; side++) {
                    String tag = dialogue.party(side).tag().orElse("");
                    int of = side;
                    audio(stream, side).ifPresent(audio -> all.add(new CallAudio(of, tag, audio)));
                }
            }
        }
        return all;
    }

    /** Directions of audio that are translated from one codec to another. */
    public long transcoded() {
        return calls.values().stream().flatMap(call -> audioOf(call).stream()).filter(party -> party.audio().isTranscoding()).count();
    }

    /** Every call, oldest first. */
    public List<Call> calls() {
        return List.copyOf(calls.values());
    }

    /** The limits in force. */
    public SessionProperties limits() {
        return properties;
    }

    /** Other limits from now on, until a restart. */
    public void limits(SessionProperties newLimits) {
        properties = newLimits;
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
