package io.tandem.proxy.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.netty.resolver.HostsFileEntriesProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names that the administrator of this system has written down. Blocks; one thread. */
final class HostsFile {
    private static final Logger LOG = LoggerFactory.getLogger(HostsFile.class);

    private final Path path;
    private FileTime read = FileTime.fromMillis(Long.MIN_VALUE);
    private Optional<HostsFileEntriesProvider> entries = Optional.empty();

    HostsFile(Path path) {
        this.path = path;
    }

    /** Empty for a name that is not there. */
    List<InetAddress> addresses(String name) {
        refresh();
        String key = name.toLowerCase(Locale.ROOT);
        return entries.stream().flatMap(file -> Stream.of(file.ipv4Entries(), file.ipv6Entries())).flatMap(all -> all.getOrDefault(key, List.of()).stream())
                .toList();
    }

    private void refresh() {
        try {
            FileTime changed = Files.getLastModifiedTime(path);
            if (!changed.equals(read)) {
                entries = Optional.of(HostsFileEntriesProvider.parser().parse(path.toFile(), StandardCharsets.UTF_8));
                read = changed;
            }
        } catch (IOException unreadable) {
            LOG.warn("hosts file {} cannot be read, only the DNS is asked; correct tandem.proxy.dns.hosts: {}", path, unreadable.toString());
        }
    }
}
