package io.tandem.appserver.mailbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Messages on disk while the database is away: a file each, whole or not there. Blocking: virtual threads only. */
final class MessageJournal {
    private static final int FORMAT = 1;
    private static final String SUFFIX = ".message";

    private final Path folder;

    /** @param folder made when first needed */
    MessageJournal(Path folder) {
        this.folder = folder;
    }

    /** Returns when the message is on disk. */
    void write(NewMessage message) throws IOException {
        Files.createDirectories(folder);
        String name = message.received().toEpochMilli() + "-" + UUID.randomUUID();
        Path unfinished = folder.resolve(name + ".part");
        try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(encode(message));
            while (bytes.hasRemaining()) file.write(bytes);
            file.force(true);
        }
        Files.move(unfinished, folder.resolve(name + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Oldest first. */
    List<Path> entries() throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    NewMessage read(Path entry) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(entry)))) {
            int format = in.readInt();
            if (format != FORMAT) throw new IOException(entry + " has format " + format + ", only " + FORMAT + " is known");
            return new NewMessage(in.readUTF(), in.readUTF(), Instant.ofEpochMilli(in.readLong()), Duration.ofMillis(in.readLong()),
                    in.readUTF(), in.readAllBytes());
        }
    }

    void delete(Path entry) throws IOException {
        Files.delete(entry);
    }

    private static byte[] encode(NewMessage message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.wav().length + 512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FORMAT);
            out.writeUTF(message.mailbox());
            out.writeUTF(message.callerId());
            out.writeLong(message.received().toEpochMilli());
            out.writeLong(message.length().toMillis());
            out.writeUTF(message.callId());
            out.write(message.wav());
        }
        return bytes.toByteArray();
    }
}
