package io.tandem.relay.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import io.tandem.audio.DtmfTone;
import io.tandem.relay.audio.ClipChoice;
import io.tandem.relay.audio.PartyAudio;
import io.tandem.relay.player.Clip;
import io.tandem.relay.player.ClipSource;
import io.tandem.relay.player.ClipStore;
import io.tandem.relay.player.PlayRequest;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.wire.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands that play audio or digits to parties of a call (signalling.md §5.2). Control thread. */
final class PlayerCommands {
    private static final Logger LOG = LoggerFactory.getLogger(PlayerCommands.class);
    /** A sound that takes longer to read comes too late to be heard. */
    private static final long MOST_READING_NANOS = 2_000_000_000L;
    private static final String NO_CODEC = "The party has no codec that is spoken here, nothing can be played to it";

    private final SessionTable sessions;
    private final ClipStore clips;

    PlayerCommands(SessionTable sessions, ClipStore clips) {
        this.sessions = sessions;
        this.clips = clips;
    }

    Map<String, NgCommand> commands() {
        return Map.of("play-media", this::playMedia, "stop-media", this::stopMedia, "play-dtmf", this::playDtmf);
    }

    /** To the party that is named. A sound that has to be read first begins a little later, and the reply has no duration. */
    private Value.Builder playMedia(NgRequest request) throws RelayException {
        OptionalLong number = ClipChoice.number(request.options());
        CompletableFuture<Optional<Clip>> found = number.isEmpty() ? CompletableFuture.completedFuture(Optional.empty())
                : clips.find(number.getAsLong());
        if (found.isDone()) return played(request, found.join());
        PlayRequest how = how(request);
        List<Waiting> waiting = towards(request).stream().map(audio -> new Waiting(audio, audio.orders(), audio.nanoTime())).toList();
        found.thenAccept(read -> read.ifPresentOrElse(clip -> playLate(request, waiting, clip, how),
                () -> LOG.warn("sound file {} is not there, nothing is played in call {}", number.getAsLong(), request.text("call-id").orElse(""))));
        return NgCommand.ok();
    }

    /** A party whose sound is being read.
     * @param orders as many as it had then
     * @param asked  monotonic time */
    private record Waiting(PartyAudio audio, int orders, long asked) {
        boolean isLate() {
            return audio.nanoTime() - asked > MOST_READING_NANOS;
        }
    }

    /** Whoever was told to stop, or to play something else, since then hears nothing of it. */
    private void playLate(NgRequest request, List<Waiting> waiting, Clip clip, PlayRequest how) {
        try {
            List<PartyAudio> present = towards(request);
            for (Waiting one : waiting) {
                if (one.isLate()) LOG.warn("a sound was read too late to be played in call {}", request.require("call-id"));
                else if (present.contains(one.audio) && one.orders == one.audio.orders()) one.audio.play(new ClipSource(clip, how));
            }
        } catch (RelayException over) {
            LOG.debug("a sound was read too late to be played: {}", over.getMessage());
        }
    }

    private Value.Builder played(NgRequest request, Optional<Clip> found) throws RelayException {
        Clip clip = found.isPresent() ? found.get() : ClipChoice.of(request.options(), clips)
                .orElseThrow(() -> RelayException.of("No media to play: file, blob, blob64 or db-id"));
        PlayRequest how = how(request);
        towards(request).forEach(audio -> audio.play(new ClipSource(clip, how)));
        return NgCommand.ok().put("duration", clip.duration().toMillis());
    }

    private List<PartyAudio> towards(NgRequest request) throws RelayException {
        List<PartyAudio> towards = new ArrayList<>();
        for (PartyAudio audio : sessions.audioTo(request.require("call-id"), request.options())) {
            if (audio.plan().output().isPresent()) towards.add(audio);
        }
        if (towards.isEmpty()) throw RelayException.of(NO_CODEC);
        return towards;
    }

    private static PlayRequest how(NgRequest request) throws RelayException {
        Optional<Duration> most = request.text("repeat-duration").isEmpty() ? Optional.empty()
                : Optional.of(Duration.ofMillis(number(request, "repeat-duration", 0, 0, 86_400_000)));
        int times = number(request, "repeat-times", most.isPresent() ? Integer.MAX_VALUE : 1, 0, Integer.MAX_VALUE);
        return new PlayRequest(Math.max(1, times), most, Duration.ofMillis(number(request, "start-pos", 0, 0, 86_400_000)));
    }

    private Value.Builder stopMedia(NgRequest request) throws RelayException {
        sessions.audioTo(request.require("call-id"), request.options()).forEach(PartyAudio::stopPlaying);
        return NgCommand.ok();
    }

    /** The party that is named is the one that seems to press the key. */
    private Value.Builder playDtmf(NgRequest request) throws RelayException {
        int event = event(request);
        int millis = number(request, "duration", 250, 100, 5000);
        int volume = Math.abs(number(request, "volume", 8, -63, 63));
        int pause = number(request, "pause", 100, 100, 5000);
        List<PartyAudio> able = sessions.audioFrom(request.require("call-id"), request.options()).stream()
                .filter(audio -> audio.plan().output().isPresent()).toList();
        if (able.isEmpty()) throw RelayException.of(NO_CODEC);
        able.forEach(audio -> audio.sendDigit(event, millis, volume, pause));
        return NgCommand.ok();
    }

    /** {@code code} 0-15, or {@code digit} (or code) as a character. */
    private static int event(NgRequest request) throws RelayException {
        String text = request.text("digit").or(() -> request.text("code")).orElseThrow(() -> RelayException.of("No code in message")).strip();
        boolean number = request.text("digit").isEmpty() && text.matches("[0-9]{1,2}");
        int event = number ? Integer.parseInt(text) : text.length() == 1 ? DtmfTone.DIGITS.indexOf(Character.toUpperCase(text.charAt(0))) : -1;
        if (event < 0 || event >= DtmfTone.DIGITS.length()) throw RelayException.of("Invalid DTMF code '" + text + "': 0-15, or one of " + DtmfTone.DIGITS);
        return event;
    }

    private static int number(NgRequest request, String key, int missing, int least, int most) throws RelayException {
        Optional<String> text = request.text(key);
        if (text.isEmpty()) return missing;
        boolean number = text.get().strip().matches("-?[0-9]{1,9}");
        int value = number ? Integer.parseInt(text.get().strip()) : 0;
        if (!number || value < least || value > most) throw RelayException.of("Invalid " + key + " '" + text.get() + "': " + least + " to " + most);
        return value;
    }
}
