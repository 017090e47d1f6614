package io.tandem.proxy.presence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.tandem.net.Scheduler;
import io.tandem.proxy.location.AddressOfRecord;

/** Presence that phones have published (RFC 3903 §6). Event loop only. */
final class Publications {
    static final String CONTENT_TYPE = "application/pidf+xml";
    /** Of one subscriber: devices. */
    private static final int MOST = 10;

    /** One device's document.
     * @param tag names it until it is changed or renewed */
    private record Publication(String tag, byte[] document, Scheduler.Timeout expiry) {}

    private final Map<AddressOfRecord, List<Publication>> all = new HashMap<>(); // the last is the latest
    private final Scheduler scheduler;
    private final RandomGenerator random = RandomGenerator.getDefault();

    Publications(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Whether there is such a publication. */
    boolean has(AddressOfRecord owner, String tag) {
        return all.getOrDefault(owner, List.of()).stream().anyMatch(one -> one.tag().equals(tag));
    }

    boolean hasRoomFor(AddressOfRecord owner) {
        return all.getOrDefault(owner, List.of()).size() < MOST;
    }

    /** Keeps a document, or one that is there for longer.
     * @param before   tag of what it takes the place of; empty for a new one
     * @param document empty for the same as before
     * @param over     runs when it has not been renewed in time
     * @return its tag */
    String put(AddressOfRecord owner, Optional<String> before, byte[] document, Duration time, Runnable over) {
        byte[] kept = document.length > 0 ? document : before.flatMap(tag -> remove(owner, tag)).orElseThrow();
        before.ifPresent(tag -> remove(owner, tag));
        String tag = Long.toHexString(random.nextLong());
        all.computeIfAbsent(owner, _ -> new ArrayList<>(1)).add(new Publication(tag, kept, scheduler.schedule(time.toNanos(), () -> {
            remove(owner, tag);
            over.run();
        })));
        return tag;
    }

    /** @return its document; empty if there was none */
    Optional<byte[]> remove(AddressOfRecord owner, String tag) {
        List<Publication> mine = all.getOrDefault(owner, List.of());
        Optional<Publication> found = mine.stream().filter(one -> one.tag().equals(tag)).findFirst();
        found.ifPresent(one -> {
            one.expiry().cancel();
            mine.remove(one);
        });
        if (mine.isEmpty()) {
            all.remove(owner);
        }
        return found.map(Publication::document);
    }

    /** What watchers are told: the document that was published last, else that nobody is there (RFC 3863). */
    byte[] document(AddressOfRecord owner) {
        List<Publication> mine = all.getOrDefault(owner, List.of());
        return mine.isEmpty() ? ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"sip:"
                + DialogInfo.escaped(owner.toString()) + "\">\r\n<tuple id=\"t0\"><status><basic>closed</basic></status></tuple>\r\n</presence>\r\n")
                .getBytes(StandardCharsets.UTF_8) : mine.getLast().document();
    }
}
