package io.tandem.data.redis;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.tandem.net.EventLoop;
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
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration WATCH = Duration.ofMillis(250);
    /** More would wait for longer than {@link #COMMAND_TIMEOUT}. */
    private static final int MOST_WAITING = 100_000;
    private static final Duration SOON = Duration.ofMillis(20);

    private final EventLoop loop;
    private final URI uri;
    private final CompletableFuture<LoopRedis> first = new CompletableFuture<>();
    private final CommandWriter writer = new CommandWriter();
    private @Nullable Connection current;
    private Duration pause = FIRST_PAUSE;
    private volatile boolean up;
    private boolean closed;

    private LoopRedis(EventLoop loop, URI uri) {
        this.loop = loop;
        this.uri = uri;
    }

    /** Can this URI be reached without TLS, sentinels and UNIX sockets? */
    public static boolean serves(String uri) { return uri.startsWith("redis://"); }

    /** Begins to connect, and goes on trying; until then commands fail at once. Any thread. */
    public static LoopRedis open(EventLoop loop, String uri) {
        LoopRedis redis = new LoopRedis(loop, URI.create(uri));
        redis.open();
        return redis;
    }

    /** Connects and waits for it; not on the loop.
     * @param uri {@code redis://[user:password@]host:port[/db]}
     * @throws RedisException if Redis cannot be reached or refuses the credentials */
    public static LoopRedis connect(EventLoop loop, String uri) {
        LoopRedis redis = new LoopRedis(loop, URI.create(uri));
        redis.open();
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

    /** Resolves the name where waiting for it disturbs nobody. */
    private void open() {
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
        first.completeExceptionally(new RedisConnectionException("%s cannot be reached: %s".formatted(this, reason)));
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
        private final ReplyParser parser = new ReplyParser(this::answered);
        private final long openedNanos = loop.nanoTime();
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
                loop.schedule(SOON.toNanos(), this::writeSoon);
            }
            soon.add(new Soon(command, words));
        }

        private void writeSoon() {
            for (Soon next = soon.poll(); next != null; next = soon.poll()) {
                writeNow(next.command, next.words);
            }
        }

        private void write(Waiting command, String... words) {
            writeSoon();
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
            hello("SELECT", Integer.toString(JedisURIHelper.getDBIndex(uri))).whenComplete((_, refused) -> {
                if (refused != null) {
                    end("it refuses us: " + refused.getMessage());
                } else if (!ended) {
                    up = true;
                    pause = FIRST_PAUSE;
                    first.complete(LoopRedis.this);
                }
            });
        }

        private CompletableFuture<Object> hello(String... words) {
            Waiting command = new Waiting(loop.nanoTime());
            write(command, words);
            return command.reply;
        }

        @Override
        public void onBytes(StreamSocket from, byte[] data, int length) {
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
                List.copyOf(waiting).stream().takeWhile(command -> isLate(command, now)) // who hears of it may ask anew
                        .forEach(command -> command.reply.completeExceptionally(new RedisCommandTimeoutException(LoopRedis.this + " is late")));
            }
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
