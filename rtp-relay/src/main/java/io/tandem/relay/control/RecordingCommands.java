package io.tandem.relay.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.net.Scheduler;
import io.tandem.relay.audio.CallAudio;
import io.tandem.relay.audio.PartyAudio;
import io.tandem.relay.option.Options;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.record.RecordedTrack;
import io.tandem.relay.record.Recorder;
import io.tandem.relay.record.Recording;
import io.tandem.relay.record.RecordingException;
import io.tandem.relay.replica.Role;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.EndOfCall;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.session.Totals;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.wire.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Recording of calls by command and by the options of offer and answer (signalling.md §5.2, §5.11). Control thread. */
final class RecordingCommands implements EndOfCall {
    /** @param parties in the order of the recording's tracks */
    private record Running(Recording recording, List<PartyAudio> parties) {
        Running {
            parties = new ArrayList<>(parties);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RecordingCommands.class);

    private final SessionTable sessions;
    private final Recorder recorder;
    private final Scheduler scheduler;
    private final Map<String, Running> running = new HashMap<>();
    /** Of another relay's calls, those that it records, and whether it pauses. */
    private final Map<String, Boolean> elsewhere = new HashMap<>();
    private Role role = Role.ALONE;

    RecordingCommands(SessionTable sessions, Recorder recorder, Scheduler scheduler) {
        this.sessions = sessions;
        this.recorder = recorder;
        this.scheduler = scheduler;
        sessions.onEnd(this);
    }

    void pair(Role newRole) {
        role = newRole;
    }

    /** What another relay has recorded goes on in files of its own here. */
    void takenOver() {
        Map.copyOf(elsewhere).forEach((callId, paused) -> {
            find(callId).ifPresent(call -> {
                try {
                    begin(call, call.metadata(), paused);
                } catch (RelayException e) {
                    LOG.error("call {} is no longer recorded: {}", callId, e.reason());
                }
            });
        });
        elsewhere.clear();
    }

    /** The calls are about to be another relay's: their files end here. */
    void standBy() {
        List.copyOf(running.keySet()).forEach(this::end);
        elsewhere.clear();
    }

    private Optional<Call> find(String callId) {
        return sessions.find(callId, Optional.empty(), Optional.empty(), Optional.empty()).map(Call.View::call);
    }

    Map<String, NgCommand> commands() {
        return Map.of("start-recording", this::start, "stop-recording", this::stop, "pause-recording", this::pause);
    }

    private Value.Builder start(NgRequest request) throws RelayException {
        Call call = call(request);
        Running before = running.get(call.callId());
        if (before != null && before.recording.state() == Recording.State.PAUSED) {
            before.recording.resume(scheduler.nanoTime());
        } else if (before == null || before.recording.state() != Recording.State.ACTIVE) {
            begin(call, request.text("metadata").or(call::metadata), false);
            elsewhere.replace(call.callId(), false);
        }
        return NgCommand.ok();
    }

    private void begin(Call call, Optional<String> metadata, boolean paused) throws RelayException {
        if (!role.isActive()) {
            elsewhere.keySet().removeIf(callId -> find(callId).isEmpty());
            elsewhere.putIfAbsent(call.callId(), paused);
            return;
        }
        List<CallAudio> all = sessions.audioOf(call);
        List<PartyAudio> parties = all.stream().map(CallAudio::audio).toList();
        List<RecordedTrack> tracks = all.stream().map(RecordingCommands::track).toList();
        if (tracks.isEmpty()) throw RelayException.of("Call has no audio to record");
        try {
            Recording recording = recorder.start(new Recording.Subject(call.callId(), metadata, tracks));
            if (paused) recording.pause(scheduler.nanoTime()); // before its first packet
            running.put(call.callId(), new Running(recording, parties));
            call.recorded(true);
            for (int i = 0; i < parties.size(); i++) {
                int track = i;
                parties.get(i).execute(path -> path.tap(recording.tap(track)));
            }
        } catch (RecordingException e) {
            throw RelayException.of("Cannot record: " + e.getMessage());
        }
    }

    private static RecordedTrack track(CallAudio party) {
        Endpoint local = party.audio().from().rtp().local();
        Endpoint remote = party.audio().from().remote().flatMap(media -> media.rtp()).orElse(local);
        return new RecordedTrack(party.side(), party.tag(), remote, local, party.audio().plan().spoken());
    }

    private static void add(Running current, CallAudio party) {
        int track = current.recording.add(track(party));
        current.parties.add(party.audio());
        party.audio().execute(path -> path.tap(current.recording.tap(track)));
    }

    private Value.Builder stop(NgRequest request) throws RelayException {
        Call call = call(request);
        if (request.options().has("pause")) return pause(request);
        if (!end(call.callId())) request.warn("the call is not being recorded");
        return NgCommand.ok();
    }

    private boolean end(String callId) {
        boolean there = elsewhere.remove(callId) != null;
        find(callId).ifPresent(call -> call.recorded(false));
        Optional<Running> ended = Optional.ofNullable(running.remove(callId));
        ended.ifPresent(current -> {
            current.parties.forEach(party -> party.execute(path -> path.tap(null)));
            current.recording.stop();
        });
        return ended.isPresent() || there;
    }

    private Value.Builder pause(NgRequest request) throws RelayException {
        String callId = call(request).callId();
        Running current = running.get(callId);
        if (current != null) current.recording.pause(scheduler.nanoTime());
        else if (elsewhere.replace(callId, true) == null) request.warn("the call is not being recorded");
        return NgCommand.ok();
    }

    private Call call(NgRequest request) throws RelayException {
        return find(request.require("call-id")).orElseThrow(RelayException::unknownCall);
    }

    /** The same commands, but offers and answers may ask for a recording. */
    Map<String, NgCommand> followed(Map<String, NgCommand> commands) {
        Map<String, NgCommand> followed = new HashMap<>(commands);
        for (String name : List.of("offer", "answer")) {
            followed.computeIfPresent(name, (_, command) -> request -> {
                Value.Builder reply = command.run(request);
                described(request);
                return reply;
            });
        }
        return followed;
    }

    /** An offer or answer was carried out: it may ask for a recording, and change the codecs of one. A recording that fails is a warning. */
    private void described(NgRequest request) throws RelayException {
        Options options = request.options();
        Optional<Call> call = find(request.require("call-id"));
        if (call.isEmpty()) return;
        Running current = running.get(call.get().callId());
        if (current != null) {
            for (CallAudio party : sessions.audioOf(call.get())) {
                int track = current.parties.indexOf(party.audio());
                if (track >= 0) current.recording.described(track, track(party));
                else add(current, party);
            }
            current.recording.failure().ifPresent(text -> request.warn("recording ended: " + text));
            if (options.has("discard-recording")) {
                current.recording.discard();
                end(call.get().callId());
            }
        } else if (options.has("discard-recording") && elsewhere.remove(call.get().callId()) != null) {
            LOG.debug("call {}: its recording elsewhere is discarded", call.get().callId());
        } else if (options.has("record-call")) {
            try {
                begin(call.get(), call.get().metadata(), false);
            } catch (RelayException e) {
                request.warn(e.reason());
            }
        }
    }

    @Override
    public void ended(Call call, Totals.End why) {
        end(call.callId());
    }
}
