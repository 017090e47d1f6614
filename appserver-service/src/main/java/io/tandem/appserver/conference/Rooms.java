package io.tandem.appserver.conference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.appserver.media.RtpSession;
import io.tandem.net.Scheduler;

/** All rooms that somebody is in; one clock moves them all. Loop thread, but for the counts. */
final class Rooms {
    /** Whoever is later than this does not make up for it: five frames in a burst help nobody. */
    private static final long LATEST_NANOS = 5 * RtpSession.FRAME_NANOS;

    enum Entry { ALONE, JOINED, FULL }

    private final Map<String, Room> byOwner = new HashMap<>();
    private final PinGuard pins = new PinGuard();
    private final List<Room> open = new ArrayList<>();
    private long nextNanos;
    private volatile int rooms;
    private volatile int participants;

    /** @param clock of the loop on which all rooms are */
    Entry enter(RoomSettings settings, Seat seat, Scheduler clock) {
        Room room = byOwner.get(settings.owner());
        if (room == null) {
            room = new Room(settings);
            byOwner.put(settings.owner(), room);
            open.add(room);
            if (open.size() == 1) begin(clock);
        } else if (settings.most() > 0 && room.participants() >= settings.most()) {
            return Entry.FULL;
        }
        room.enter(seat, settings);
        count();
        return room.participants() == 1 ? Entry.ALONE : Entry.JOINED;
    }

    PinGuard pins() {
        return pins;
    }

    /** The room ends with its last participant. */
    void leave(RoomSettings settings, Seat seat) {
        Room room = byOwner.get(settings.owner());
        if (room == null) return;
        room.leave(seat);
        if (room.participants() == 0) {
            byOwner.remove(settings.owner());
            open.remove(room);
        }
        count();
    }

    private void count() {
        rooms = open.size();
        participants = open.stream().mapToInt(Room::participants).sum();
    }

    private void begin(Scheduler clock) {
        nextNanos = clock.nanoTime();
        schedule(clock);
    }

    private void schedule(Scheduler clock) {
        long now = clock.nanoTime();
        nextNanos = Math.max(nextNanos + RtpSession.FRAME_NANOS, now - LATEST_NANOS);
        clock.schedule(nextNanos - now, () -> tick(clock));
    }

    private void tick(Scheduler clock) {
        for (int i = open.size() - 1; i >= 0; i--) open.get(i).tick();
        if (!open.isEmpty()) schedule(clock);
    }

    /** Any thread. */
    int rooms() {
        return rooms;
    }

    /** In all rooms. Any thread. */
    int participants() {
        return participants;
    }
}
