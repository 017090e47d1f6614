package io.tandem.appserver.voicemail;

import java.time.Duration;
import java.time.Instant;

import io.tandem.appserver.mailbox.Mailbox;
import io.tandem.appserver.mailbox.MessageStore;
import io.tandem.appserver.mailbox.NewMessage;
import io.tandem.appserver.prompt.Prompt;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.appserver.session.Caller;
import io.tandem.appserver.session.Dialogue;
import io.tandem.appserver.voicemail.MessageTaking.Action;
import io.tandem.appserver.voicemail.MessageTaking.Event;
import io.tandem.appserver.voicemail.MessageTaking.State;
import io.tandem.codec.WavFile;
import io.tandem.net.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out {@link MessageTaking} for one caller. Loop thread. */
final class MessageDialogue implements Dialogue {
    /** Who calls whom, and when. */
    record Details(Mailbox mailbox, Prompt greeting, String callerId, String callId, Instant received) {}

    private static final Logger LOG = LoggerFactory.getLogger(MessageDialogue.class);

    private final Caller caller;
    private final Details details;
    private final Prompts prompts;
    private final MessageStore store;
    private final VoicemailProperties properties;
    private final Recording recording;
    private State state;
    private Scheduler.Timeout limit = () -> false;
    private Scheduler.Timeout silence = () -> false;

    MessageDialogue(Caller caller, Details details, Prompts prompts, MessageStore store, VoicemailProperties properties) {
        this.caller = caller;
        this.details = details;
        this.prompts = prompts;
        this.store = store;
        this.properties = properties;
        this.recording = new Recording(properties.maxLength(), properties.silenceThreshold());
        this.state = new MessageTaking.Idle(details.mailbox().messages() >= properties.maxMessages());
    }

    @Override
    public void onEstablished() {
        fire(new MessageTaking.Established());
    }

    @Override
    public void onDigit(char digit) {
        if (digit == '#') fire(new MessageTaking.Hash());
    }

    @Override
    public void onAudio(int timestamp, int ssrc, short[] samples) {
        if (!(state instanceof MessageTaking.Recording)) return;
        if (recording.add(timestamp, ssrc, samples)) awaitSilence();
        if (recording.isFull()) fire(new MessageTaking.LimitReached());
    }

    @Override
    public void onCallerLeft() {
        fire(new MessageTaking.CallerLeft());
    }

    private void fire(Event event) {
        MessageTaking.Step step = MessageTaking.on(state, event);
        state = step.next();
        step.actions().forEach(this::perform);
    }

    private void perform(Action action) {
        switch (action) {
            case MessageTaking.PlayGreeting _ -> play(details.greeting());
            case MessageTaking.Play play -> play(play.prompt());
            case MessageTaking.StopPlaying _ -> caller.stopPlaying();
            case MessageTaking.StartRecording _ -> startRecording();
            case MessageTaking.Store s -> keep(s.trimSilence());
            case MessageTaking.HangUp _ -> caller.hangUp();
            case MessageTaking.Finish _ -> caller.finished();
        }
    }

    private void play(Prompt prompt) {
        caller.play(prompts.of(prompt), () -> fire(new MessageTaking.PromptPlayed()));
    }

    private void startRecording() {
        limit = caller.after(properties.maxLength(), () -> fire(new MessageTaking.LimitReached()));
        awaitSilence();
    }

    private void awaitSilence() {
        silence.cancel();
        silence = caller.after(properties.maxSilence(), () -> fire(new MessageTaking.Silence()));
    }

    private void keep(boolean trimSilence) {
        limit.cancel();
        silence.cancel();
        short[] audio = recording.samples(trimSilence);
        Duration length = Recording.lengthOf(audio);
        if (length.compareTo(properties.minLength()) < 0) {
            LOG.info("message of {} ms for {} not kept, call {}", length.toMillis(), details.mailbox().uuid(), details.callId());
            fire(new MessageTaking.TooShort());
            return;
        }
        NewMessage message = new NewMessage(details.mailbox().uuid(), details.callerId(), details.received(), length, details.callId(),
                WavFile.encode(audio));
        store.store(message).whenComplete((_, failure) -> caller.onLoop(() -> {
            if (failure != null) LOG.error("message for {} lost, call {}: {}", message.mailbox(), message.callId(), failure.toString());
            fire(failure == null ? new MessageTaking.Stored() : new MessageTaking.NotStored());
        }));
    }
}
