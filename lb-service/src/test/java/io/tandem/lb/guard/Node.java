package io.tandem.lb.guard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.tandem.lb.account.AccountProperties;
import io.tandem.lb.screen.DosProperties;
import io.tandem.lb.screen.OverloadProperties;
import io.tandem.lb.screen.SourceVerdict;
import io.tandem.lb.screen.UserAgentProperties;
import io.tandem.net.EventLoop;
import io.tandem.net.peer.PeerAddress;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.LoopCall;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The screens of one load balancer on a loop of their own, with Redis. */
final class Node implements AutoCloseable {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    final EventLoop loop;
    final Screens screens;
    final BanSharing sharing;
    final HtableCommands commands;

    Node(String name, String redisUri) {
        loop = EventLoop.open(name);
        screens = call(() -> Screens.open(settings(), source -> false, loop, Clock.systemUTC(), 42));
        sharing = BanSharing.open(loop, screens, redisUri, name, new BanSharingProperties(true, Duration.ofMillis(50), HOUR), Clock.systemUTC());
        commands = new HtableCommands(screens, loop, () -> Optional.of(sharing));
    }

    static ScreenSettings settings() {
        return new ScreenSettings(
                new DosProperties(true, 50, Duration.ofSeconds(5), Duration.ofMillis(500), HOUR, DAY, DAY, List.of("192.0.2.250"), List.of(), 10, HOUR,
                        Duration.ofMinutes(1), Duration.ZERO, 10, 64, 1024, 1024),
                new UserAgentProperties(true, UserAgentProperties.Action.DROP, UserAgentProperties.Mode.BLACKLIST, List.of(), false, false),
                new AccountProperties(true, 4, HOUR, DAY, DAY, 10, 10, Duration.ofMinutes(10), Duration.ofSeconds(10), 1024),
                new OverloadProperties(1000, Duration.ofSeconds(5)));
    }

    static PeerAddress at(String address) {
        return PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral(address), 5060));
    }

    <T> T call(Callable<T> piece) {
        try {
            return new LoopCall(loop).call(piece);
        } catch (ControlFault e) {
            throw new IllegalStateException(e);
        }
    }

    void flood(String address) {
        call(() -> {
            for (int i = 0; i < 100; i++) {
                screens.sources().check(at(address), new byte[0], 0, 0, loop.nanoTime());
            }
            return 0;
        });
    }

    boolean passes(String address) {
        return call(() -> screens.sources().check(at(address), new byte[0], 0, 0, loop.nanoTime())) == SourceVerdict.PASS;
    }

    boolean bans(String address) {
        return call(screens::sourceBans).stream().anyMatch(ban -> ban.address().equals(address));
    }

    void fails(String account, String address, int times) {
        byte[] data = account.getBytes(UTF_8);
        call(() -> {
            for (int i = 0; i < times; i++) {
                screens.accounts().report(at(address), data, 0, data.length, 0, 0, false, loop.nanoTime());
            }
            return 0;
        });
    }

    boolean refuses(String account, String address) {
        byte[] data = account.getBytes(UTF_8);
        int sign = account.indexOf('@');
        return call(() -> screens.accounts().check(data, 0, sign, sign + 1, data.length, at(address), loop.nanoTime()));
    }

    boolean prefers(String address) {
        return call(() -> screens.sources().isPreferred(at(address), loop.nanoTime()));
    }

    Object command(String name, Object... parameters) throws ControlFault {
        return commands.commands().stream().filter(command -> command.name().equals(name)).findFirst().orElseThrow().call(List.of(parameters));
    }

    @Override
    public void close() {
        sharing.close();
        loop.close();
    }
}
