package io.tandem.relay.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/** The files of one recording: WAVs, a capture, and a text that says what they hold. Recorder thread. */
final class RecordingFiles {
    private final RecordingProperties properties;
    private final Path spool;
    private final Path output;
    private final String name;
    private final SpoolFile metadata;
    private final List<WavTimeline> timelines = new ArrayList<>();
    private final List<AudioTrack> tracks = new ArrayList<>();
    private final List<RecordedTrack> parties;
    private final Optional<PcapFile> pcap;
    private @Nullable WavTimeline mix;

    RecordingFiles(RecordingProperties properties, Path spool, Path output, String name, Recording.Subject subject, Instant start)
            throws IOException {
        this.properties = properties;
        this.spool = spool;
        this.output = output;
        this.name = name;
        this.parties = new ArrayList<>(subject.tracks());
        metadata = new SpoolFile(spool, output, name + ".meta");
        line("CALL-ID: " + subject.callId());
        if (subject.metadata().isPresent()) line("METADATA: " + subject.metadata().get());
        line("START: " + start);
        if (properties.mixed() != RecordingProperties.Mix.OFF) {
            mix = timeline("-mix.wav", properties.mixed() == RecordingProperties.Mix.CHANNELS ? 2 : 1);
        }
        for (int i = 0; i < parties.size(); i++) {
            tracks.add(track(i));
        }
        pcap = properties.pcap() ? Optional.of(new PcapFile(open(".pcap"))) : Optional.empty();
        line("RECORDING 1");
    }

    /** A party that came later: silence before. */
    void add(RecordedTrack party) throws IOException {
        parties.add(party);
        tracks.add(track(parties.size() - 1));
    }

    private AudioTrack track(int index) throws IOException {
        RecordedTrack party = parties.get(index);
        List<AudioTrack.Place> places = new ArrayList<>();
        if (mix != null) places.add(new AudioTrack.Place(mix, Math.min(party.party(), 1)));
        if (properties.single()) places.add(new AudioTrack.Place(timeline("-" + index + ".wav", 1), 0));
        line(described(index));
        AudioTrack track = new AudioTrack(places, properties.sampleRateHz());
        track.codecs(party.codecs());
        return track;
    }

    private WavTimeline timeline(String suffix, int channels) throws IOException {
        WavTimeline timeline = new WavTimeline(open(suffix), properties.sampleRateHz(), channels);
        timelines.add(timeline);
        return timeline;
    }

    private SpoolFile open(String suffix) throws IOException {
        SpoolFile file = new SpoolFile(spool, output, name + suffix);
        line("FILE " + file.whole().getFileName());
        return file;
    }

    /** One line, whatever the text holds. */
    void line(String text) throws IOException {
        byte[] octets = (text.replaceAll("[\\r\\n]+", " ") + "\n").getBytes(StandardCharsets.UTF_8);
        if (octets.length > 8192) throw new IOException("metadata line of " + octets.length + " octets, at most 8192");
        ByteBuffer out = metadata.room(octets.length);
        out.put(octets);
        metadata.flush();
    }

    /** @param sinceStart nanoseconds of recorded time
     *  @param wall       when it came */
    void packet(int track, long sinceStart, Instant wall, byte[] data, int length) throws IOException {
        tracks.get(track).packet(sinceStart, data, length);
        if (pcap.isPresent()) pcap.get().packet(wall, parties.get(track).remote(), parties.get(track).local(), data, length);
    }

    /** After a new offer or answer. */
    void described(int track, RecordedTrack now) throws IOException {
        if (parties.set(track, now).equals(now)) return;
        tracks.get(track).codecs(now.codecs());
        line(described(track));
    }

    private String described(int track) {
        RecordedTrack party = parties.get(track);
        return "STREAM " + track + " TAG " + party.tag() + " REMOTE " + party.remote() + " CODECS " + new TreeMap<>(party.codecs());
    }

    /** All of them whole and in the output directory, the text last. */
    void finish(Instant end, long droppedPackets) throws IOException {
        for (AudioTrack track : tracks) {
            track.flush();
        }
        for (WavTimeline timeline : timelines) {
            timeline.finish();
        }
        if (pcap.isPresent()) pcap.get().finish();
        line("DROPPED " + droppedPackets);
        line("RECORDING 0");
        line("END: " + end);
        metadata.finish();
    }

    /** Nothing is left of them. */
    void discard() throws IOException {
        for (WavTimeline timeline : timelines) {
            timeline.file().discard();
        }
        if (pcap.isPresent()) pcap.get().file().discard();
        metadata.discard();
    }

    /** Lets go of files that cannot be finished; what was written stays in the spool. */
    void abandon() throws IOException {
        for (WavTimeline timeline : timelines) {
            timeline.file().close();
        }
        if (pcap.isPresent()) pcap.get().file().close();
        metadata.close();
    }
}
