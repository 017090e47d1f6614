package io.tandem.appserver.conference;

import java.time.Duration;

import io.tandem.appserver.media.RtpSession;
import io.tandem.appserver.session.Caller;
import io.tandem.appserver.session.Dialogue;
import io.tandem.net.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out {@link Participation} for one caller. Loop thread. */
final class ParticipantDialogue implements Dialogue {
    private static final Logger LOG = LoggerFactory.getLogger(ParticipantDialogue.class);
    /** Digits that a PIN may have: more are a mistake, and are not kept. */
    private static final int LONGEST_PIN = 64;

    private final Caller caller;
    private final RoomSettings settings;
    private final Rooms rooms;
    private final Duration patience;
    private final Seat seat;
    private final StringBuilder entered = new StringBuilder();
    private Participation state = Participation.NEW;
    private Scheduler.Timeout silence = () -> false;

    ParticipantDialogue(Caller caller, RoomSettings settings, Rooms rooms, ConferenceProperties properties) {
        this.caller = caller;
        this.settings = settings;
        this.rooms = rooms;
        this.patience = properties.digitTimeout();
        this.seat = new Seat(caller, (int) (properties.rtpTimeout().toNanos() / RtpSession.FRAME_NANOS), this::gone);
    }

    private void gone() {
        LOG.info("a participant leaves the conference of {}: nothing has come from it for a while", settings.owner());
        fire(new Participation.Gone());
    }

    @Override
    public void onEstablished() {
        fire(new Participation.Established(!settings.pin().isEmpty()));
    }

    @Override
    public void onDigit(char digit) {
        seat.onDigit();
        if (state.phase() != Participation.Phase.ASKING) return;
        silence.cancel();
        if (digit == '#') {
            enter();
            return;
        }
        if (entered.isEmpty()) caller.stopPlaying();
        if (entered.length() < LONGEST_PIN) entered.append(digit);
        awaitKey();
    }

    private void awaitKey() {
        silence.cancel();
        silence = caller.after(patience, this::enter);
    }

    private void enter() {
        silence.cancel();
        String digits = entered.toString();
        entered.setLength(0);
        fire(new Participation.PinEntered(rooms.pins().accepts(settings, digits, caller.clock().nanoTime())));
    }

    @Override
    public void onAudio(int timestamp, int ssrc, short[] samples) {
        if (state.phase() == Participation.Phase.INSIDE) seat.onAudio(timestamp, ssrc, samples);
    }

    @Override
    public void onCallerLeft() {
        silence.cancel();
        fire(new Participation.CallerLeft());
    }

    private void fire(Participation.Event event) {
        Participation.Step step = state.on(event);
        state = step.next();
        step.actions().forEach(this::perform);
    }

    private void perform(Participation.Action action) {
        switch (action) {
            case Participation.Play play -> caller.play(settings.cue(play.cue()), () -> fire(new Participation.Played(play.cue())));
            case Participation.StopPlaying _ -> caller.stopPlaying();
            case Participation.AwaitKey _ -> awaitKey();
            case Participation.Enter _ -> enterRoom();
            case Participation.Leave _ -> rooms.leave(settings, seat);
            case Participation.HangUp _ -> caller.hangUp();
            case Participation.Finish _ -> caller.finished();
        }
    }

    private void enterRoom() {
        Rooms.Entry entry = rooms.enter(settings, seat, caller.clock());
        if (entry != Rooms.Entry.FULL) caller.goLive();
        fire(new Participation.Entered(entry));
    }
}
