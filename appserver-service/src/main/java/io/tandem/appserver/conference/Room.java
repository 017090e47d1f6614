package io.tandem.appserver.conference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Who is in a room, and what they hear. Loop thread. */
final class Room {
    /** Of many who come at once a few are announced. */
    private static final int MOST_CHIMES = 3;

    private final List<Seat> seats = new ArrayList<>();
    private final Mixer mixer = new Mixer();
    private final short[] frame = new short[Mixer.FRAME];
    private final Deque<short[]> chimes = new ArrayDeque<>();
    private RoomSettings settings;
    private int chimePosition;
    private int musicPosition;

    Room(RoomSettings settings) {
        this.settings = settings;
    }

    int participants() {
        return seats.size();
    }

    /** @param now what the room is like since somebody has changed it */
    void enter(Seat seat, RoomSettings now) {
        settings = now;
        if (!seats.isEmpty()) chime(Cue.JOIN);
        seats.add(seat);
        musicPosition = 0;
    }

    void leave(Seat seat) {
        if (seats.remove(seat)) {
            musicPosition = 0;
            chime(Cue.LEAVE);
        }
    }

    private void chime(Cue cue) {
        short[] sound = settings.cue(cue);
        if (sound.length > 0 && chimes.size() < MOST_CHIMES) chimes.add(sound);
    }

    /** The next 20 ms of all participants. Whoever is gone is told so, and leaves. */
    void tick() {
        mixer.clear();
        for (int i = 0; i < seats.size(); i++) seats.get(i).speakTo(mixer);
        addChime();
        if (seats.size() == 1) addMusic();
        for (int i = 0; i < seats.size(); i++) seats.get(i).hear(mixer, frame);
        for (int i = seats.size() - 1; i >= 0; i--) seats.get(i).checkPresence();
    }

    private void addChime() {
        short[] sound = chimes.peek();
        if (sound == null) return;
        add(sound, chimePosition);
        chimePosition += Mixer.FRAME;
        if (chimePosition >= sound.length) {
            chimes.remove();
            chimePosition = 0;
        }
    }

    private void addMusic() {
        short[] music = settings.cue(Cue.WAITING_MUSIC);
        if (music.length == 0) return;
        add(music, musicPosition);
        musicPosition += Mixer.FRAME;
        if (musicPosition >= music.length) musicPosition = 0;
    }

    private void add(short[] sound, int from) {
        for (int i = 0; i < Mixer.FRAME; i++) frame[i] = from + i < sound.length ? sound[from + i] : 0;
        mixer.add(frame);
    }
}
