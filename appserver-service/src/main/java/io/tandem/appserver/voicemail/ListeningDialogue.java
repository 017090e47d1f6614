package io.tandem.appserver.voicemail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import io.tandem.appserver.mailbox.Inbox;
import io.tandem.appserver.prompt.Prompt;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.appserver.session.Caller;
import io.tandem.appserver.session.Dialogue;
import io.tandem.codec.WavFile;
import io.tandem.net.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out {@link Listening} for one owner. Loop thread. */
final class ListeningDialogue implements Dialogue {
    /** Whose messages, and where they are. */
    record Box(String owner, Inbox.Contents contents, Inbox inbox) {}

    private static final Logger LOG = LoggerFactory.getLogger(ListeningDialogue.class);
    /** For a key, and for a whole PIN. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final Caller caller;
    private final Box box;
    private final Prompts prompts;
    private final StringBuilder entered = new StringBuilder();
    private Listening state;
    private short[] message = new short[0];
    private Scheduler.Timeout silence = () -> false;

    ListeningDialogue(Caller caller, Box box, Prompts prompts) {
        this.caller = caller;
        this.box = box;
        this.prompts = prompts;
        this.state = Listening.to(box.contents().messages().size());
    }

    @Override
    public void onEstablished() {
        fire(new Listening.Established(box.contents().pin().isPresent()));
    }

    @Override
    public void onDigit(char digit) {
        silence.cancel();
        if (state.phase() != Listening.Phase.PIN) {
            fire(new Listening.Key(digit));
        } else if (digit == '#') {
            enter();
        } else {
            entered.append(digit);
            awaitKey();
            if (entered.length() == box.contents().pin().map(String::length).orElse(0)) enter();
        }
    }

    private void enter() {
        silence.cancel();
        byte[] digits = entered.toString().getBytes(StandardCharsets.UTF_8);
        entered.setLength(0);
        fire(new Listening.PinEntered(box.contents().pin().filter(pin -> MessageDigest.isEqual(pin.getBytes(StandardCharsets.UTF_8), digits)).isPresent()));
    }

    @Override
    public void onAudio(int timestamp, int ssrc, short[] samples) {
        // only keys are listened to
    }

    @Override
    public void onCallerLeft() {
        silence.cancel();
        fire(new Listening.CallerLeft());
    }

    private void fire(Listening.Event event) {
        Listening.Step step = state.on(event);
        state = step.next();
        step.actions().forEach(this::perform);
    }

    private void perform(Listening.Action action) {
        switch (action) {
            case Listening.Play play -> play(play.prompt());
            case Listening.StopPlaying _ -> caller.stopPlaying();
            case Listening.Fetch fetch -> fetch(fetch.message());
            case Listening.PlayMessage _ -> caller.play(message, () -> fire(new Listening.Played()));
            case Listening.AwaitKey _ -> awaitKey();
            case Listening.Save _ -> save();
            case Listening.HangUp _ -> caller.hangUp();
            case Listening.Finish _ -> caller.finished();
        }
    }

    /** The beep belongs to the message behind it. */
    private void play(Prompt prompt) {
        caller.play(prompts.of(prompt), prompt == Prompt.BEEP ? () -> { } : () -> fire(new Listening.Played()));
    }

    private void awaitKey() {
        silence.cancel();
        silence = caller.after(PATIENCE, () -> fire(new Listening.Silence()));
    }

    private void fetch(int index) {
        box.inbox().recording(box.contents().messages().get(index)).whenComplete((wav, failure) -> caller.onLoop(() -> {
            if (state.phase() != Listening.Phase.FETCHING || state.at() != index) return;
            try {
                if (failure != null) throw new IOException(failure);
                message = WavFile.decode(wav);
                fire(new Listening.Fetched());
            } catch (IOException unreadable) {
                LOG.warn("message {} of {} cannot be played: {}", box.contents().messages().get(index), box.owner(), unreadable.toString());
                fire(new Listening.NotFetched());
            }
        }));
    }

    private void save() {
        Set<Long> deleted = ids(state.deleted());
        Set<Long> heard = ids(state.heard()).stream().filter(id -> !deleted.contains(id)).collect(Collectors.toSet());
        box.inbox().leave(box.owner(), heard, deleted).whenComplete((_, failure) -> caller.onLoop(() -> {
            if (failure != null) LOG.error("messages of {} stay new, they could not be sorted: {}", box.owner(), failure.toString());
            fire(new Listening.Saved());
        }));
    }

    private Set<Long> ids(Set<Integer> indexes) {
        return indexes.stream().map(box.contents().messages()::get).collect(Collectors.toSet());
    }
}
