package io.tandem.appserver.attendant;

import java.util.Optional;

import io.tandem.appserver.session.Caller;
import io.tandem.appserver.session.Dialogue;
import io.tandem.net.Scheduler;

/** Says the menu, takes a key or an extension, and hands the caller on. Loop thread. */
final class AttendantDialogue implements Dialogue {
    private static final int LONGEST_EXTENSION = 20;

    private enum State { MENU, EXTENSION, HANDED_ON, OVER }

    private final Caller caller;
    private final Menu menu;
    private final AttendantProperties settings;
    private final StringBuilder extension = new StringBuilder();
    private State state = State.MENU;
    private int timeouts;
    private int wrongKeys;
    private Scheduler.Timeout patience = () -> false;
    private Scheduler.Timeout longest = () -> false;

    AttendantDialogue(Caller caller, Menu menu, AttendantProperties settings) {
        this.caller = caller;
        this.menu = menu;
        this.settings = settings;
    }

    @Override
    public void onEstablished() {
        longest = caller.after(settings.longest(), this::leave);
        sayMenu();
    }

    private void sayMenu() {
        state = State.MENU;
        extension.setLength(0);
        say(menu.said(), () -> waitFor(settings.keyTimeout().toNanos(), this::nothingPressed));
    }

    private void say(short[] samples, Runnable then) {
        patience.cancel();
        caller.play(samples, then);
    }

    private void waitFor(long nanos, Runnable otherwise) {
        patience.cancel();
        patience = caller.clock().schedule(nanos, otherwise);
    }

    private void nothingPressed() {
        if (timeouts++ < menu.timeouts()) say(menu.cue(Menu.Cue.TIMEOUT), this::sayMenu);
        else giveUp();
    }

    @Override
    public void onDigit(char digit) {
        if (state == State.MENU) {
            caller.stopPlaying();
            patience.cancel();
            choose(digit);
        } else if (state == State.EXTENSION) {
            caller.stopPlaying();
            dial(digit);
        }
    }

    private void choose(char digit) {
        Optional<String> chosen = Optional.ofNullable(menu.choices().get(digit));
        if (chosen.isPresent()) {
            handOn(chosen.get());
        } else if (digit == '*' && menu.extensions()) {
            state = State.EXTENSION;
            say(menu.cue(Menu.Cue.ENTER_EXTENSION), () -> waitFor(settings.keyTimeout().toNanos(), this::dialled));
        } else {
            wrong();
        }
    }

    private void dial(char digit) {
        boolean whole = digit == '#' || extension.length() >= LONGEST_EXTENSION;
        if (digit >= '0' && digit <= '9' && !whole) extension.append(digit);
        if (whole) dialled();
        else waitFor(settings.digitTimeout().toNanos(), this::dialled);
    }

    private void dialled() {
        patience.cancel();
        if (extension.isEmpty()) wrong();
        else handOn("sip:+" + menu.base() + extension + "@" + menu.domain());
    }

    private void wrong() {
        if (wrongKeys++ < menu.wrongKeys()) say(menu.cue(Menu.Cue.INVALID), this::sayMenu);
        else giveUp();
    }

    private void giveUp() {
        if (menu.otherwise().isPresent()) say(menu.cue(Menu.Cue.DEFAULT), () -> handOn(menu.otherwise().get(), this::leave));
        else leave();
    }

    private void handOn(String uri) {
        handOn(uri, this::wrong);
    }

    /** The caller is released by the B2BUA.
     * @param otherwise where that does not take it */
    private void handOn(String uri, Runnable otherwise) {
        state = State.HANDED_ON;
        caller.handOn(uri, () -> {
            if (state == State.HANDED_ON) otherwise.run();
        });
    }

    private void leave() {
        if (state == State.OVER) return;
        over();
        caller.hangUp();
        caller.finished();
    }

    private void over() {
        state = State.OVER;
        patience.cancel();
        longest.cancel();
        caller.stopPlaying();
    }

    @Override
    public void onAudio(int timestamp, int ssrc, short[] samples) {
        // keys come as events
    }

    @Override
    public void onCallerLeft() {
        if (state == State.OVER) return;
        over();
        caller.finished();
    }
}
