package io.tandem.relay.audio;

import java.util.Optional;

import io.tandem.relay.option.Options;
import io.tandem.relay.player.Clip;
import io.tandem.relay.player.ClipSource;
import io.tandem.relay.player.ClipStore;
import io.tandem.relay.player.PlayRequest;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.Direction;

/** What the other party hears while one holds it (option {@code moh}). Control thread. */
final class MusicOnHold {
    private final ClipStore clips;
    private Optional<Clip> clip = Optional.empty();
    private boolean holding;
    private boolean playing;

    MusicOnHold(ClipStore clips) {
        this.clips = clips;
    }

    /** The party that may hold sent a description. */
    void described(MediaExchange exchange) throws RelayException {
        Optional<Value.Dictionary> option = exchange.request().structure("moh");
        if (option.isPresent()) clip = ClipChoice.of(Options.of(option.get()), clips);
        RemoteMedia remote = exchange.remote();
        holding = remote.direction() == Direction.SENDONLY || remote.direction() == Direction.INACTIVE || remote.isUnspecified();
    }

    /** What was described holds. @param audio of the party that may hold */
    void agreed(PartyAudio audio) {
        boolean plays = holding && clip.isPresent() && audio.plan().output().isPresent();
        if (plays == playing) return;
        playing = plays;
        if (plays) {
            Clip music = clip.get();
            audio.execute(path -> path.play(new ClipSource(music, PlayRequest.ENDLESS), () -> {}, audio.nanoTime()));
        } else {
            audio.execute(path -> path.stopPlaying());
        }
    }
}
