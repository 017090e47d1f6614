package io.tandem.relay.control;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.net.Scheduler;
import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.player.ClipStore;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.record.Recorder;
import io.tandem.relay.replica.CommandLog;
import io.tandem.relay.replica.Role;
import io.tandem.relay.report.ControlStatistics;
import io.tandem.relay.report.StatisticsReport;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.MalformedNgException;
import io.tandem.relay.wire.NgDatagram;
import io.tandem.relay.wire.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ng protocol, whatever carries it. The control loop's thread.
 *
 * <p>A command runs to its end at once, unless figures of its call are in the kernel: then the media loop is asked for them first, and the repeat of
 * a command that waits gets the same reply.
 */
public final class NgEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(NgEndpoint.class);

    private final NgCommands commands;
    private final CallCommands calls;
    private final RecordingCommands recordings;
    private final Scheduler scheduler;
    private final ReplayCache replies;
    /** Who waits for the reply of a command that is under way. */
    private final Map<String, List<Consumer<Optional<byte[]>>>> working = new HashMap<>();

    public NgEndpoint(SessionTable sessions, MediaInterfaces interfaces, LearningMode defaultLearning, LearningProperties learning,
            StatisticsReport statistics, ControlStatistics figures, ClipStore clips, Recorder recorder, Scheduler scheduler, InstantSource clock) {
        this.scheduler = scheduler;
        this.replies = new ReplayCache(scheduler.nanoTime());
        this.commands = new NgCommands(figures, scheduler, sessions);
        recordings = new RecordingCommands(sessions, recorder, scheduler);
        calls = new CallCommands(sessions, interfaces, defaultLearning, learning, scheduler, clock);
        commands.add(recordings.followed(calls.commands()));
        commands.add(recordings.commands());
        commands.add(new PlayerCommands(sessions, clips).commands());
        commands.add(new MediaCommands(sessions).commands());
        commands.add(Map.of("statistics", _ -> NgCommand.ok().put("statistics", statistics.toValue())));
    }

    /** One of two relays from now on. @param name the same on both */
    public void pair(Role role, CommandLog log, String name) {
        calls.pair(name);
        commands.pair(role, log);
        recordings.pair(role);
    }

    /** For a shadow: carries out what another relay has carried out.
     * @throws RelayException as the command does */
    public void repeat(Value.Dictionary command, String client) throws RelayException {
        commands.repeat(command, client);
    }

    /** The calls are this relay's own now: those that were being recorded are recorded on. */
    public void takenOver() {
        recordings.takenOver();
    }

    /** The calls are about to be another relay's: recordings end here, and go on there. */
    public void standBy() {
        recordings.standBy();
    }

    /** A message with cookie.
     * @param then told of the reply, at once or later; of none without cookie, as nobody could match it */
    public void reply(byte[] data, int offset, int length, InetAddress client, Consumer<Optional<byte[]>> then) {
        Optional<NgDatagram> datagram = NgDatagram.parse(data, offset, length);
        if (datagram.isEmpty()) {
            LOG.warn("ng message of {} octets from {} has no cookie; dropped", length, client.getHostAddress());
            then.accept(Optional.empty());
            return;
        }
        String cookie = datagram.get().cookie();
        String key = client.getHostAddress() + " " + cookie; // two proxies may choose the same cookie
        Optional<byte[]> before = replies.get(key, scheduler.nanoTime());
        if (before.isPresent()) {
            then.accept(before);
            return;
        }
        List<Consumer<Optional<byte[]>>> first = new ArrayList<>(List.of(then));
        List<Consumer<Optional<byte[]>>> same = working.putIfAbsent(key, first);
        if (same != null) {
            same.add(then);
            return;
        }
        plain(data, datagram.get().payloadOffset(), datagram.get().payloadLength(), client, payload -> {
            working.remove(key);
            byte[] reply = NgDatagram.write(cookie, payload);
            replies.put(key, reply, scheduler.nanoTime());
            first.forEach(asker -> tell(asker, Optional.of(reply)));
        });
    }

    /** A message without cookie, of a carrier that matches replies itself.
     * @param then told of the reply, at once or later, and once; a command that fails by a mistake of ours has a reply, too */
    public void plain(byte[] data, int offset, int length, InetAddress client, Consumer<byte[]> then) {
        Encoding encoding = Encoding.of(data, offset, length);
        Value.Dictionary command;
        try {
            command = encoding.decode(data, offset, length);
        } catch (MalformedNgException e) {
            LOG.warn("ng command from {} refused: {}", client.getHostAddress(), e.reason());
            tell(then, encoding.encode(NgCommands.error(e.reason())));
            return;
        } catch (RuntimeException e) {
            LOG.error("ng command of {} octets from {} cannot be decoded", length, client.getHostAddress(), e);
            tell(then, encoding.encode(NgCommands.error(NgCommands.INTERNAL_ERROR)));
            return;
        }
        commands.run(command, client.getHostAddress(), reply -> tell(then, encoded(encoding, reply)));
    }

    /** A client that waits is told of a mistake of ours, too. */
    private static byte[] encoded(Encoding encoding, Value.Dictionary reply) {
        try {
            return encoding.encode(reply);
        } catch (RuntimeException e) {
            LOG.error("ng reply cannot be written as {}", encoding, e);
            return encoding.encode(NgCommands.error(NgCommands.INTERNAL_ERROR));
        }
    }

    /** A carrier that fails keeps the reply from nobody else. */
    private static <T> void tell(Consumer<T> asker, T reply) {
        try {
            asker.accept(reply);
        } catch (RuntimeException e) {
            LOG.error("ng reply cannot be sent", e);
        }
    }
}
