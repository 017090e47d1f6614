package io.tandem.appserver.queue;

import java.time.Duration;

import io.tandem.appserver.session.Caller;
import io.tandem.appserver.session.Dialogue;
import io.tandem.data.queue.QueuedCall;
import io.tandem.net.Scheduler;

/** One caller in a queue: greeting, place and music, until it is its turn. Loop thread. */
final class WaitingDialogue implements Dialogue {
    private final Caller caller;
    private final QueuedCall call;
    private final Line line;
    private final Sounds sounds;
    private final QueueProperties settings;
    private final Duration left;
    private final boolean greeted;
    private int place;
    private boolean over;
    private int said;
    private Scheduler.Timeout ask = () -> false;
    private Scheduler.Timeout remind = () -> false;
    private Scheduler.Timeout longest = () -> false;

    /** @param left    for so long it may wait
     * @param place   from 1 on
     * @param greeted has waited before */
    WaitingDialogue(Caller caller, QueuedCall call, Line line, Sounds sounds, QueueProperties settings, Duration left, int place, boolean greeted) {
        this.caller = caller;
        this.call = call;
        this.line = line;
        this.sounds = sounds;
        this.settings = settings;
        this.left = left;
        this.place = place;
        this.greeted = greeted;
    }

    @Override
    public void onEstablished() {
        longest = caller.after(left, this::nobodyCame);
        remind = caller.after(settings.remind(), this::remind);
        askSoon();
        if (!greeted) say(sounds.greeting());
        sayPlace();
    }

    private void say(short[] samples) {
        if (samples.length > 0) caller.play(samples, () -> { });
    }

    private void sayPlace() {
        int now = ++said;
        say(sounds.place(place));
        music(now);
    }

    /** Again and again, until another place is said. */
    private void music(int since) {
        if (!over && since == said) caller.play(sounds.music(), () -> music(since));
    }

    private void remind() {
        caller.stillWaits();
        remind = caller.after(settings.remind(), this::remind);
    }

    private void askSoon() {
        ask = caller.after(settings.ask(), () -> line.place(call).whenComplete((now, failure) -> caller.onLoop(() -> {
            if (over) {
                if (failure == null) line.leave(call);              // it has asked while it left
            } else if (failure != null) {
                askSoon();
            } else {
                moved(now);
            }
        })));
    }

    private void moved(int now) {
        if (now == 0) {
            end(301, "Message Ended");
            return;
        }
        askSoon();
        if (now != place) {
            place = now;
            if (sounds.place(now).length > 0) {
                caller.stopPlaying();
                sayPlace();
            }
        }
    }

    private void nobodyCame() {
        line.leave(call);
        end(480, "Temporarily Unavailable");
    }

    private void end(int status, String reason) {
        stop();
        caller.refuse(status, reason);
        caller.finished();
    }

    private void stop() {
        over = true;
        ask.cancel();
        remind.cancel();
        longest.cancel();
        caller.stopPlaying();
    }

    @Override
    public void onCallerLeft() {
        if (over) return;
        stop();
        line.leave(call);
        caller.finished();
    }
}
