package io.tandem.appserver.announce;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.tandem.appserver.session.Application;
import io.tandem.appserver.session.Confirmation;
import io.tandem.codec.G711;
import io.tandem.sdp.Direction;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Parameters;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Plays a sound to a caller whose call has not been answered, and ends it with the response that the proxy asks for: a refusal ({@code early_dbprompt}), or
 * 301, after which the proxy goes on ({@code pre_announce}); with {@code conn_type=established} it answers instead, and hangs up. The sound and the response
 * are in {@code P-App-Param}. */
final class Announcements implements Application {
    private static final String REFUSAL = "early_dbprompt";
    private static final String BEFORE_CALL = "pre_announce";
    private static final Refuse NOT_ASKED_RIGHT = new Refuse(400, "Bad Request");

    private final SoundStore sounds;
    private final AnnouncementProperties settings;

    Announcements(SoundStore sounds, AnnouncementProperties settings) {
        this.sounds = sounds;
        this.settings = settings;
    }

    @Override
    public boolean answers(SipMessage invite) {
        return host(invite).filter(settings.domain()::equalsIgnoreCase).isPresent() && (name(invite).equals(REFUSAL) || name(invite).equals(BEFORE_CALL));
    }

    private static String name(SipMessage invite) {
        return invite.header("P-App-Name").orElse("");
    }

    private static Optional<String> host(SipMessage invite) {
        try {
            return Optional.of(SipUri.parse(invite.requestUri()).host());
        } catch (MalformedMessageException e) {
            return Optional.empty();                // no application answers it: 404
        }
    }

    @Override
    public CompletableFuture<Decision> decide(SipMessage invite) {
        Optional<Parameters> asked = parameters(invite);
        Optional<Refuse> end = asked.flatMap(parameters -> name(invite).equals(BEFORE_CALL) ? Optional.of(new Refuse(301, "Message Ended")) : end(parameters));
        List<Integer> files = asked.map(Announcements::files).orElse(List.of());
        if (end.isEmpty() || files.isEmpty()) return CompletableFuture.completedFuture(NOT_ASKED_RIGHT);
        CompletableFuture<short[]> all = CompletableFuture.completedFuture(new short[0]);
        for (int file : files) all = all.thenCombine(sounds.samples(file), Announcements::joined);
        return all.thenApply(samples -> samples.length == 0 ? end.get() : said(cut(samples), end.get(), asked.get()));
    }

    private Decision said(short[] samples, Refuse end, Parameters asked) {
        boolean looped = asked.get("play_looped").filter("yes"::equals).isPresent();
        if (asked.get("conn_type").filter("established"::equals).isPresent()) {
            return new Answer(caller -> looped ? new LoopedSound(caller, samples, settings.longest(), caller::hangUp) : new Confirmation(caller, samples),
                    Direction.SENDONLY);
        }
        return looped ? new Hold(caller -> new LoopedSound(caller, samples, settings.longest(), () -> caller.refuse(end.status(), end.reason())),
                Optional.of(end), () -> { }) : new Announce(samples, end);
    }

    /** In the order in which they are played. */
    private static List<Integer> files(Parameters asked) {
        return Stream.of("audio_id", "audio2_id", "audio3_id").flatMap(name -> asked.get(name).stream()).filter(id -> id.matches("\\d{1,9}"))
                .map(Integer::valueOf).toList();
    }

    static short[] joined(short[] first, short[] second) {
        if (first.length == 0) return second;
        short[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static Optional<Parameters> parameters(SipMessage invite) {
        try {
            return invite.header("P-App-Param").map(Parameters::parse);
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private static Optional<Refuse> end(Parameters asked) {
        return asked.get("fr_code").filter(code -> code.matches("[3-6]\\d\\d"))
                .map(code -> new Refuse(Integer.parseInt(code), asked.get("fr_reason").orElse("Refused")));
    }

    private short[] cut(short[] samples) {
        long most = settings.longest().toMillis() * G711.CLOCK_RATE_HZ / 1000;
        return samples.length <= most ? samples : Arrays.copyOf(samples, (int) most);
    }
}
