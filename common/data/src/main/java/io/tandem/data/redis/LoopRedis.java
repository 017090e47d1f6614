package io.tandem.data.redis;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.tandem.net.EventLoop;
import io.tandem.net.Scheduler;
import io.tandem.net.stream.StreamReceiver;
import io.tandem.net.stream.StreamSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * One connection to a Redis on an event loop: what a burst of datagrams asks leaves in one write, and no other thread is woken for an answer. Connects
 * again by itself. Stages end on the loop, in the order of the commands.
 */
public final class LoopRedis implements RedisCommands, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopRedis.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);
    /** A Redis that has not answered for so long is taken for gone. */
    private static final Duration GONE_AFTER = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration WATCH = Duration.ofMillis(250);
    /** More would wait for longer than {@link #COMMAND_TIMEOUT}. */
    private static final int MOST_WAITING = 100_000;
    private static final Duration SOON = Duration.ofMillis(10);
    /** Who watches keys asks a silent connection whether it is one still. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final URI uri;
    private final @Nullable KeyWatch keys;
    private final Optional<InetSocketAddress> literal;
    private final RedisOutage deafness = new RedisOutage("what changes in Redis is not heard, and nothing remembered of it,");
    private final CompletableFuture<LoopRedis> first = new CompletableFuture<>();
    private final CommandWriter writer = new CommandWriter();
    private @Nullable Connection current;
    private Duration pause = FIRST_PAUSE;
    private volatile boolean up;
    private boolean closed;

    private LoopRedis(EventLoop loop, URI uri, @Nullable KeyWatch keys) {
        this.loop = loop;
        this.uri = uri;
        this.keys = keys;
        this.literal = literal(uri.getHost()).map(address -> new InetSocketAddress(address, port()));
    }

    /** Empty for a name. */
    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }

    /** Can this URI be reached without TLS, sentinels and UNIX sockets? */
    public static boolean serves(String uri) { return uri.startsWith("redis://"); }

    /** Begins to connect, and goes on trying; until then commands fail at once. Any thread. */
    public static LoopRedis open(EventLoop loop, String uri) {
        LoopRedis redis = new LoopRedis(loop, URI.create(uri), null);
        redis.open();
        return redis;
    }

    /**
     * As {@link #open}, for who remembers what he reads. Replies and what the watch hears come in the order of Redis, so who takes a reply into his memory
     * when its stage ends, on the loop, loses no change that came after it. Changes made over this connection are not told: a script that changes a key
     * has to read it at its end, or who runs it forgets. While Redis does not tell of changes, the connection is not up.
     */
    public static LoopRedis watching(EventLoop loop, String uri, KeyWatch keys) {
        LoopRedis redis = new LoopRedis(loop, URI.create(uri), keys);
        redis.open();
        return redis;
    }

    /** Connects and waits for it; not on the loop.
     * @param uri {@code redis://[user:password@]host:port[/db]}
     * @throws RedisException if Redis cannot be reached or refuses the credentials */
    public static LoopRedis connect(EventLoop loop, String uri) {
        LoopRedis redis = open(loop, uri);
        try {
            return redis.first.orTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            redis.close();
            throw e.getCause() instanceof RedisException refused ? refused : new RedisConnectionException(redis + " does not answer", e.getCause());
        }
    }

    @Override
    public boolean isUp() { return up; }

    @Override
    public CompletionStage<Object> call(String... words) { return call(false, words); }

    @Override
    public CompletionStage<Object> callSoon(String... words) { return call(true, words); }

    /** Its address may be another host's now: a connection that leads nowhere ends at once, and not with the next command. Any thread. */
    public void probe() {
        loop.execute(() -> {
            Connection connection = current;
            if (connection != null && up) connection.write(new Waiting(loop.nanoTime()), "PING");
        });
    }

    private CompletionStage<Object> call(boolean later, String... words) {
        Waiting waiting = new Waiting(loop.nanoTime());
        if (loop.inLoop()) {
            send(waiting, later, words);
        } else {
            loop.execute(() -> send(waiting, later, words));
        }
        return waiting.reply;
    }

    private void send(Waiting waiting, boolean later, String... words) {
        Connection connection = current;
        if (connection == null || !up) {
            waiting.reply.completeExceptionally(new RedisConnectionException(this + " is away"));
        } else if (connection.waiting.size() >= MOST_WAITING) {
            waiting.reply.completeExceptionally(new RedisException("%s has %d commands to answer".formatted(this, MOST_WAITING)));
        } else if (later) {
            connection.writeSoon(waiting, words);
        } else {
            connection.write(waiting, words);
        }
    }

    /** Resolves a name where waiting for it disturbs nobody. */
    private void open() {
        if (literal.isPresent()) {
            loop.execute(() -> new Connection().open(literal.get()));
            return;
        }
        Thread.ofVirtual().name("redis-name").start(() -> {
            try {
                InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(uri.getHost()), port());
                loop.execute(() -> new Connection().open(address));
            } catch (UnknownHostException e) {
                loop.execute(() -> again("its name is unknown: " + e.getMessage()));
            }
        });
    }

    private void again(String reason) {
        if (closed) {
            return;
        }
        RedisConnectionException away = new RedisConnectionException("%s cannot be reached: %s".formatted(this, reason));
        first.completeExceptionally(away);
        if (keys != null) deafness.note(away);
        LOG.debug("{} cannot be reached: {}; trying again in {} ms", this, reason, pause.toMillis());
        loop.schedule(pause.toNanos(), this::open);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }

    @Override
    public void close() {
        loop.execute(() -> {
            closed = true;
            if (current != null) {
                current.end("closed here");
            }
        });
    }

    /** Without the credentials. */
    @Override
    public String toString() { return "Redis %s:%d".formatted(uri.getHost(), port()); }

    private int port() { return JedisURIHelper.getHostAndPort(uri).getPort(); }

    /** A command that has no answer yet. */
    private static final class Waiting {
        private final CompletableFuture<Object> reply = new CompletableFuture<>();
        private final long sinceNanos;

        Waiting(long sinceNanos) { this.sinceNanos = sinceNanos; }

        void take(Object answer) {
            if (answer instanceof RedisException failure) {
                reply.completeExceptionally(failure);
            } else {
                reply.complete(answer);
            }
        }
    }

    /** A command that goes with the next one. */
    private record Soon(Waiting command, String... words) {}

    /** One life of the connection. Loop thread. */
    private final class Connection implements StreamReceiver {
        private final Queue<Waiting> waiting = new ArrayDeque<>();
        private final Queue<Soon> soon = new ArrayDeque<>();
        private Scheduler.Timeout soonDue = () -> false;
        private final ReplyParser parser = new ReplyParser(this::answered, this::told);
        private final long openedNanos = loop.nanoTime();
        private long heardNanos = openedNanos;
        private @Nullable StreamSocket socket;
        private boolean ended;

        void open(InetSocketAddress address) {
            if (closed) {
                return;
            }
            current = this;
            socket = loop.connect(address, this);
            watch();
        }

        private void writeSoon(Waiting command, String... words) {
            if (soon.isEmpty()) {
                soonDue = loop.schedule(SOON.toNanos(), this::writeSoon);
            }
            soon.add(new Soon(command, words));
        }

        private void writeSoon() {
            for (Soon next = soon.poll(); next != null; next = soon.poll()) {
                writeNow(next.command, next.words);
            }
        }

        private void write(Waiting command, String... words) {
            if (!soon.isEmpty()) {
                soonDue.cancel(); // a turn of the loop for nothing, and what comes meanwhile would not wait
                writeSoon();
            }
            writeNow(command, words);
        }

        private void writeNow(Waiting command, String... words) {
            waiting.add(command);
            writer.write(words);
            if (socket != null) {
                socket.send(writer.octets(), 0, writer.length());
            }
        }

        @Override
        public void onConnected(StreamSocket connected) {
            String user = JedisURIHelper.getUser(uri);
            String password = JedisURIHelper.getPassword(uri);
            if (password != null) { // if it is wrong, what follows is refused
                hello(user == null || user.isEmpty() ? new String[] {"AUTH", password} : new String[] {"AUTH", user, password});
            }
            CompletableFuture<Object> chosen = hello("SELECT", Integer.toString(JedisURIHelper.getDBIndex(uri)));
            if (keys != null) {
                CompletableFuture<Object> pushes = hello("HELLO", "3");
                chosen = chosen.thenCombine(pushes, (answer, _) -> answer)
                        .thenCombine(hello("CLIENT", "TRACKING", "ON", "NOLOOP"), (answer, _) -> answer);
            }
            chosen.whenComplete((_, refused) -> {
                if (refused != null) {
                    end("it refuses us: " + (refused.getCause() == null ? refused : refused.getCause()).getMessage());
                } else if (!ended) {
                    ready();
                }
            });
        }

        private void ready() {
            up = true;
            pause = FIRST_PAUSE;
            first.complete(LoopRedis.this);
            if (keys != null) deafness.note(null);
        }

        private CompletableFuture<Object> hello(String... words) {
            Waiting command = new Waiting(loop.nanoTime());
            write(command, words);
            return command.reply;
        }

        @Override
        public void onBytes(StreamSocket from, byte[] data, int length) {
            heardNanos = loop.nanoTime();
            try {
                parser.feed(data, length);
            } catch (RedisException broken) {
                end(String.valueOf(broken.getMessage()));
            }
        }

        private void answered(Object reply) {
            Waiting command = waiting.poll();
            if (command == null) throw new RedisException("an answer to no command: is this a Redis?");
            command.take(reply);
        }

        private void told(List<?> push) {
            if (keys == null) throw new RedisException("%s was not asked for: is this a Redis?".formatted(push));
            if (push.size() == 2 && push.getFirst().equals("invalidate")) {
                if (push.getLast() instanceof List<?> changed) {
                    for (Object key : changed) {
                        keys.changed(String.valueOf(key));
                    }
                } else {
                    keys.allChanged();
                }
            }
        }

        @Override
        public void onClosed(StreamSocket from, String reason) {
            end(reason);
        }

        /** Late commands fail, but their answers still come before those to later ones. */
        private void watch() {
            if (ended) {
                return;
            }
            long now = loop.nanoTime();
            Waiting oldest = waiting.peek();
            if (!up && now - openedNanos > CONNECT_TIMEOUT.toNanos() || oldest != null && now - oldest.sinceNanos > GONE_AFTER.toNanos()) {
                end("it does not answer");
                return;
            }
            if (oldest != null && isLate(oldest, now)) {
                if (keys != null) keys.allChanged();
                List.copyOf(waiting).stream().takeWhile(command -> isLate(command, now)) // who hears of it may ask anew
                        .forEach(command -> command.reply.completeExceptionally(new RedisCommandTimeoutException(LoopRedis.this + " is late")));
            }
            if (keys != null && up && oldest == null && now - heardNanos > SILENCE.toNanos()) write(new Waiting(now), "PING");
            loop.schedule(WATCH.toNanos(), this::watch);
        }

        private static boolean isLate(Waiting command, long now) { return now - command.sinceNanos >= COMMAND_TIMEOUT.toNanos(); }

        private void end(String reason) {
            if (ended) {
                return;
            }
            ended = true;
            up = false;
            if (socket != null) {
                socket.close();
            }
            if (keys != null) keys.allChanged();
            RedisConnectionException gone = new RedisConnectionException("%s has gone: %s".formatted(LoopRedis.this, reason));
            soon.forEach(unsent -> waiting.add(unsent.command));
            soon.clear();
            for (Waiting command = waiting.poll(); command != null; command = waiting.poll()) {
                command.reply.completeExceptionally(gone);
            }
            again(reason);
        }
    }
}
