package io.tandem.relay.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.tandem.net.Scheduler;
import io.tandem.relay.choice.Choices;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.stream.MediaStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call: the dialogues of one Call-ID, all on one media loop. */
public final class Call {
    /** A dialogue and the side the from-tag stands on. */
    record Place(Dialogue dialogue, int side) {}

    /** The call and those of its dialogues that a command is about. */
    public record View(Call call, List<Dialogue> dialogues) {
        public View {
            dialogues = List.copyOf(dialogues);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Call.class);
    private static final long PATIENCE_NANOS = 500_000_000L;

    private final String callId;
    private final MediaLoop loop;
    private final Instant created;
    private final long createdNanos;
    private final String client;
    private final List<Dialogue> dialogues = new ArrayList<>();
    private Optional<String> metadata = Optional.empty();
    private Optional<String> callbackHost = Optional.empty();
    private Instant lastSignal;
    private long lastSignalNanos;
    private Optional<Scheduler.Timeout> deletion = Optional.empty();
    private final Choices choices;
    private long takenOverNanos;
    private boolean recorded;
    private Instant stored = Instant.EPOCH;

    Call(String callId, String client, MediaLoop loop, Instant now, long nowNanos, Choices choices) {
        this.choices = choices;
        this.callId = callId;
        this.client = client;
        this.loop = loop;
        this.created = now;
        this.createdNanos = nowNanos;
        this.takenOverNanos = nowNanos;
        this.lastSignal = now;
        this.lastSignalNanos = nowNanos;
    }

    /** Where an offer belongs: parties it names, a party that has no tag yet, or a new dialogue.
     * @param anew a new dialogue in any case */
    Place placeOfOffer(String from, Optional<String> to, Optional<String> branch, boolean anew) {
        Optional<Place> known = anew ? Optional.empty()
                : to.isPresent() ? between(from, to.get()).or(() -> withNewTag(from, to.get(), branch)) : by(from, branch);
        return known.orElseGet(() -> {
            Dialogue dialogue = new Dialogue(from, to, branch, lastSignal, choices);
            dialogues.add(dialogue);
            return new Place(dialogue, 0);
        });
    }

    /** Where an answer belongs: as an offer does, or one more answer to a forked offer. */
    Optional<Place> placeOfAnswer(String from, String to, Optional<String> branch) {
        return between(from, to).or(() -> withNewTag(from, to, branch)).or(() -> {
            Optional<Place> forked = by(from, branch).or(() -> by(from, Optional.empty()));
            forked.ifPresent(place -> place.dialogue().party(1 - place.side()).add(to));
            return forked;
        });
    }

    private Optional<Place> between(String from, String to) {
        for (Dialogue dialogue : dialogues) {
            int side = dialogue.sideOf(from);
            if (side >= 0 && dialogue.party(1 - side).has(to)) {
                dialogue.party(1 - side).add(to);
                dialogue.party(side).add(from);
                return Optional.of(new Place(dialogue, side));
            }
        }
        return Optional.empty();
    }

    /** One of the two tags is known and the other side has none yet. */
    private Optional<Place> withNewTag(String from, String to, Optional<String> branch) {
        for (Dialogue dialogue : dialogues) {
            if (!dialogue.party(1).isUntagged() || !dialogue.isOnBranch(branch)) continue;
            int side = dialogue.party(0).has(from) ? 0 : dialogue.party(0).has(to) ? 1 : -1;
            if (side < 0) continue;
            dialogue.party(1).add(side == 0 ? to : from);
            return Optional.of(new Place(dialogue, side));
        }
        return Optional.empty();
    }

    private Optional<Place> by(String tag, Optional<String> branch) {
        return dialogues.stream().filter(d -> d.sideOf(tag) >= 0 && d.isOnBranch(branch)).findFirst().map(d -> new Place(d, d.sideOf(tag)));
    }

    /** Dialogues that a delete or query means; all without tags and branch. */
    List<Dialogue> matching(Optional<String> from, Optional<String> to, Optional<String> branch) {
        return dialogues.stream().filter(d -> d.isOnBranch(branch))
                .filter(d -> from.isEmpty() || d.sideOf(from.get()) >= 0)
                .filter(d -> to.isEmpty() || d.sideOf(to.get()) >= 0 || d.party(1).isUntagged()).toList();
    }

    private List<RelaySocket> inKernel() {
        return streams().stream().flatMap(stream -> Stream.of(stream.leg(0), stream.leg(1))).flatMap(leg -> leg.sockets().stream())
                .filter(socket -> socket.whyInUserSpace().isEmpty()).toList();
    }

    /** Do packets of the call go through the kernel? Then figures are up to two seconds old. */
    public boolean isInKernel() {
        return !inKernel().isEmpty();
    }

    /** Has something done with figures that are exact: at once if nothing of the call is in the kernel, else once its loop has asked the kernel, or
     * has not for half a second.
     * @param control of the control thread, on which this is called and the rest is done */
    public void whenCounted(Scheduler control, Runnable then) {
        List<RelaySocket> inKernel = inKernel();
        if (inKernel.isEmpty() || !loop.isAlive()) {
            then.run();
            return;
        }
        boolean[] done = {false};
        Runnable once = () -> {
            if (done[0]) return;
            done[0] = true;
            then.run();
        };
        Scheduler.Timeout patience = control.schedule(PATIENCE_NANOS, () -> {
            if (!done[0]) LOG.warn("media loop does not answer; the figures of call {} may lack its last two seconds", callId);
            once.run();
        });
        loop.count(inKernel, () -> control.execute(() -> {
            patience.cancel();
            once.run();
        }));
    }

    void close(List<Dialogue> ended, Consumer<Runnable> control) {
        ended.forEach(dialogue -> dialogue.close(control));
        dialogues.removeAll(ended);
    }

    /** Every stream is on hold, so that silence is no sign of a lost call. */
    public boolean isHeld() {
        List<MediaStream> streams = streams();
        return !streams.isEmpty() && streams.stream().allMatch(MediaStream::isHeld);
    }

    public boolean isAnswered() {
        return dialogues.stream().anyMatch(Dialogue::isAnswered);
    }

    /** Whether its media go on must show itself anew: it does not end before that. */
    void takenOver(long nowNanos) {
        takenOverNanos = nowNanos;
    }

    /** The last packet of any stream, or the last signal: a callee may ring longer than media may be silent. */
    public long lastActivityNanos() {
        return streams().stream().mapToLong(MediaStream::lastPacketNanos).reduce(Math.max(lastSignalNanos, takenOverNanos), Math::max);
    }

    /** Whole seconds since the last packet or signal; 0 for one that came after the time the loop last read. */
    public long silentSeconds(long nowNanos) {
        return Math.max(0, Duration.ofNanos(nowNanos - lastActivityNanos()).toSeconds());
    }

    /** Of every dialogue. */
    public List<MediaStream> streams() {
        return dialogues.stream().flatMap(d -> d.streams().stream()).toList();
    }

    /** What the controller keeps with the call, and where it wants to be told of a timeout. */
    void noted(Optional<String> newMetadata, Optional<String> newCallbackHost) {
        if (newMetadata.isPresent()) metadata = newMetadata;
        if (newCallbackHost.isPresent()) callbackHost = newCallbackHost;
    }

    public Optional<String> metadata() {
        return metadata;
    }

    /** Who is told of a timeout: the host that was asked for, else the client that made the call. */
    public String callbackHost() {
        return callbackHost.orElse(client);
    }

    /** Host of the client that made the call. */
    public String client() {
        return client;
    }

    /** A signal came: a pending deletion is off. */
    void signalled(Instant now, long nowNanos) {
        lastSignal = now;
        lastSignalNanos = nowNanos;
        deletion.ifPresent(Scheduler.Timeout::cancel);
        deletion = Optional.empty();
    }

    void deletion(Scheduler.Timeout timeout) {
        deletion.ifPresent(Scheduler.Timeout::cancel);
        deletion = Optional.of(timeout);
    }

    public boolean isDeleted() {
        return deletion.isPresent();
    }

    /** Whether it is being recorded. */
    public void recorded(boolean now) {
        recorded = now;
    }

    public boolean isRecorded() {
        return recorded;
    }

    /** The last change has been sent to Redis for another relay. */
    public void stored(Instant now) {
        stored = now;
    }

    /** The epoch if it never was. */
    public Instant lastStored() {
        return stored;
    }

    public String callId() {
        return callId;
    }

    public MediaLoop loop() {
        return loop;
    }

    public Instant created() {
        return created;
    }

    public long createdNanos() {
        return createdNanos;
    }

    public Instant lastSignal() {
        return lastSignal;
    }

    public List<Dialogue> dialogues() {
        return List.copyOf(dialogues);
    }
}
