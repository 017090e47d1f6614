package io.tandem.relay.player;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** Audio files that the relay plays, {@code tandem.rtp-relay.player}.
 * @param directory WAV files; {@code db-id} N is the file {@code N.wav}. Without it only blobs are played
 * @param rescan    how soon a new or changed file is known
 * @param maxMemory all files are kept in memory, so that playing one never waits for a disk; what does not fit is not played */
@ConfigurationProperties("tandem.rtp-relay.player")
public record PlayerProperties(Optional<Path> directory, @DefaultValue("5s") Duration rescan, @DefaultValue("256MB") DataSize maxMemory) {
    /** Nothing but blobs. */
    public static final PlayerProperties NONE = new PlayerProperties(Optional.empty(), Duration.ofSeconds(5), DataSize.ofMegabytes(256));

    public PlayerProperties {
        if (rescan.toMillis() < 100) throw new IllegalArgumentException("tandem.rtp-relay.player.rescan: " + rescan + ", at least 100ms");
    }
}
