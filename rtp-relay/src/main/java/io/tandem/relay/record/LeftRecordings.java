package io.tandem.relay.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes whole what a run that did not end well has left in the spool: audio gets the length it has, the text a line that says so, and all move to the
 * output directory. Files of before the start only: another recording may be at work already.
 */
final class LeftRecordings {
    private static final Logger LOG = LoggerFactory.getLogger(LeftRecordings.class);
    private static final String PART = ".part";
    private static final int WAV_HEADER = 44;
    private static final int CHUNK_HEADER = 8;

    private final Path spool;
    private final Path output;
    private final Instant start;

    /** @param start of this run */
    LeftRecordings(Path spool, Path output, Instant start) {
        this.spool = spool;
        this.output = output;
        this.start = start;
    }

    /** One that cannot be made whole stays where it is, and does not keep the others from it. */
    void finish() {
        if (!Files.isDirectory(spool)) return;
        try (Stream<Path> files = Files.list(spool)) {
            List<Path> left = files.filter(file -> file.getFileName().toString().endsWith(PART)).sorted().toList();
            for (Path part : left) {
                finish(part);
            }
        } catch (IOException e) {
            LOG.warn("recordings left in {} cannot be looked for: {}", spool, e.toString());
        }
    }

    private void finish(Path part) {
        String name = part.getFileName().toString();
        String whole = name.substring(0, name.length() - PART.length());
        try {
            if (!Files.getLastModifiedTime(part).toInstant().isBefore(start)) return;
            if (whole.endsWith(".wav")) measure(part);
            if (whole.endsWith(".meta")) Files.writeString(part, "RECORDING 0\nBROKEN OFF\n", StandardOpenOption.APPEND);
            Files.move(part, output.resolve(whole), StandardCopyOption.ATOMIC_MOVE);
            LOG.warn("recording {} was broken off by the end of an earlier run; what it has is in {}", whole, output);
        } catch (IOException e) {
            LOG.warn("recording {} of an earlier run cannot be finished: {}", part, e.toString());
        }
    }

    /** The header tells of as many whole frames as there are. */
    private static void measure(Path wav) throws IOException {
        try (FileChannel channel = FileChannel.open(wav, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(WAV_HEADER).order(ByteOrder.LITTLE_ENDIAN);
            if (channel.read(header, 0) < WAV_HEADER) throw new IOException("it has no header");
            int frame = Math.max(1, header.getShort(WAV_HEADER - 12));
            int data = (int) ((channel.size() - WAV_HEADER) / frame * frame);
            channel.write(little(data + WAV_HEADER - CHUNK_HEADER), 4);
            channel.write(little(data), WAV_HEADER - 4);
        }
    }

    private static ByteBuffer little(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
    }
}
