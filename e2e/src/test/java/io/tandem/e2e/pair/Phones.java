package io.tandem.e2e.pair;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.tandem.sip.message.SipMessage;

/**
 * Phones outside the site: {@code c0, c1 ..} call {@code d0, d1 ..}. Arguments: the switch, the domain, address of callers, address of callees. Commands come
 * on standard input, a line each; each is answered with one line that begins with its word, when it is done or after its patience.
 *
 * <pre>register N          registered N-of-2N
 * call FROM TO RATE   call UP of N: milliseconds of set-up, ascending (of those that are up); more calls than pairs of phones are a phone's second one
 * start FROM TO RATE  start, at once; await N: as call
 * mark                silences are counted from here
 * gaps [FROM TO]      gaps: per call the longer silence of its two directions, ascending; away: how long the phones themselves stood still at most;
 *                     deaf: calls that heard nothing in one direction since the mark
 * through FROM TO     through: per call milliseconds from the caller's 200 until both have heard something, ascending
 * hangup              a line "over NAME CALLER SECONDS" a call, then hangup OVER of N</pre>
 */
public final class Phones {
    private static final long SECOND = 1_000_000_000;
    private static final long T1_NANOS = SECOND / 2;
    private static final long T2_NANOS = 4 * SECOND;
    private static final long PATIENCE_NANOS = 32 * SECOND;

    private static final long TICK_MILLIS = 1;

    private final Selector selector = Selector.open();
    private final InetSocketAddress proxy;
    private final String domain;
    private final Map<String, Call> calls = new HashMap<>();
    private final List<Call> all = new ArrayList<>();
    /** Those whose media is sent: neither side has hung up. */
    private final List<Call> talking = new ArrayList<>();
    private final Map<String, Pending> pending = new HashMap<>();
    private final Map<String, Phone> registering = new HashMap<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<String> commands = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
    private final DatagramChannel callers;
    private final DatagramChannel callees;
    private final String callerAddress;
    private final String calleeAddress;
    private int registered;
    private int pairs;
    private long nextLater;
    private long laterEvery;
    /** How long this process did nothing at most since the mark: that, too, is heard as silence. */
    private long away;
    private long turned = System.nanoTime();
    private Optional<Wait> wait = Optional.empty();

    /** A request whose final response is awaited, or a 200 whose ACK is. */
    private record Pending(DatagramChannel from, SipMessage message, long since, long due, long interval, boolean invite) {}

    private record Wait(String word, java.util.function.BooleanSupplier done, Runnable then, long until) {}

    private Phones(String[] arguments) throws IOException {
        proxy = new InetSocketAddress(arguments[0], 5060);
        domain = arguments[1];
        callerAddress = arguments[2];
        calleeAddress = arguments[3];
        callers = open(callerAddress);
        callees = open(calleeAddress);
    }

    private DatagramChannel open(String address) throws IOException {
        DatagramChannel channel = DatagramChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, 4_000_000).bind(new InetSocketAddress(address, 6060));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    public static void main(String[] arguments) throws Exception {
        Phones phones = new Phones(arguments);
        Thread.ofPlatform().daemon().start(phones::read);
        while (true) phones.turn();
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) commands.add(line);
        } catch (IOException e) {
            System.out.println("failed " + e);
        }
        System.exit(0);
    }

    private void turn() throws Exception {
        long now = System.nanoTime();
        away = Math.max(away, now - turned);
        turned = now;
        for (Call call : talking) call.send(now);
        selector.select(this::ready, TICK_MILLIS);
        if (!later.isEmpty() && now - nextLater >= 0) {
            nextLater += laterEvery;
            later.poll().run();
        }
        repeat(now);
        if (wait.isPresent()) {
            Wait waiting = wait.get();
            if (waiting.done().getAsBoolean() || now - waiting.until() > 0) {
                wait = Optional.empty();
                waiting.then().run();
            }
        } else {
            Optional.ofNullable(commands.poll()).ifPresent(this::command);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.attachment() instanceof Media media) {
                media.receive(System.nanoTime());
            } else {
                receive((DatagramChannel) key.channel());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void command(String line) {
        String[] words = line.split(" ");
        long now = System.nanoTime();
        switch (words[0]) {
            case "register" -> register(Integer.parseInt(words[1]));
            case "call" -> {
                int from = all.size();
                dial(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
                await("call", from);
            }
            case "start" -> {
                int from = all.size();
                dial(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
                System.out.println("start " + from);
            }
            case "await" -> await("await", Integer.parseInt(words[1]));
            case "mark" -> {
                all.forEach(call -> call.mark(now));
                away = 0;
                System.out.println("mark");
            }
            case "gaps" -> {
                List<Call> these = up(words);
                System.out.println("gaps " + these.stream().map(call -> call.gapMillis(now)).sorted().toList() + " away %d deaf ".formatted(away / 1_000_000)
                    + these.stream().filter(call -> !call.hearsBothWays()).map(call -> call.name).toList());
            }
            case "through" -> System.out.println("through " + up(words).stream().flatMap(call -> call.cutThroughMillis().stream().boxed()).sorted().toList());
            case "hangup" -> hangUp();
            default -> System.out.println("what is " + line + "?");
        }
    }

    private List<Call> up() { return talking.stream().filter(Call::isUp).toList(); }

    /** @param words a command, then the first and the last but one, by the order in which they were dialled; all without */
    private List<Call> up(String[] words) {
        if (words.length < 3) return up();
        return all.subList(Integer.parseInt(words[1]), Integer.parseInt(words[2])).stream().filter(talking::contains).filter(Call::isUp).toList();
    }

    private void pace(int perSecond) {
        laterEvery = SECOND / perSecond;
        nextLater = System.nanoTime();
    }

    private void register(int count) {
        registered = 0;
        pairs = count;
        pace(100);
        for (int i = 0; i < count; i++) {
            Phone caller = new Phone("c" + i, domain, callerAddress, 6060, "r-c" + i + "-" + System.nanoTime());
            Phone callee = new Phone("d" + i, domain, calleeAddress, 6060, "r-d" + i + "-" + System.nanoTime());
            for (Phone phone : List.of(caller, callee)) {
                registering.put(phone.callId, phone);
                later.add(() -> request(phone == caller ? callers : callees, phone.register()));
            }
        }
        wait("registered", () -> registered == 2 * count, () -> System.out.println("registered " + registered + "-of-" + 2 * count));
    }

    private void wait(String word, java.util.function.BooleanSupplier done, Runnable then) {
        wait = Optional.of(new Wait(word, done, then, System.nanoTime() + PATIENCE_NANOS));
    }

    private void dial(int from, int to, int perSecond) {
        pace(perSecond);
        for (int i = from; i < to; i++) {
            int number = i % pairs;
            later.add(() -> dial(number));
        }
    }

    private void dial(int number) {
        try {
            String name = "k%d-%d".formatted(number, System.nanoTime());
            Call call = new Call(name, new Phone("c" + number, domain, callerAddress, 6060, name), new Media(callerAddress, selector));
            calls.put(name, call);
            all.add(call);
            talking.add(call);
            SipMessage invite = call.caller.invite("d" + number, call.callerMedia.description());
            call.invite = Optional.of(invite);
            request(callers, invite);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until all calls from the given one on, in the order in which they were dialled, are up or refused. */
    private void await(String word, int from) {
        wait(word, () -> later.isEmpty() && all.stream().skip(from).allMatch(call -> call.isUp() || call.status > 200), () -> {
            List<Call> these = all.stream().skip(from).toList();
            System.out.println(word + " " + these.stream().filter(Call::isUp).count() + " of " + these.size() + ": "
                + these.stream().filter(Call::isUp).map(Call::setUpMillis).sorted().toList()
                + these.stream().filter(call -> !call.isUp()).map(call -> " " + call.name + (call.status == 0 ? " unanswered" : " " + call.status)).toList());
        });
    }

    /** One side of each call, in turn. */
    private void hangUp() {
        List<Call> these = up();
        pace(100);
        for (int i = 0; i < these.size(); i++) {
            Call call = these.get(i);
            boolean byCaller = i % 2 == 0;
            later.add(() -> {
                call.byeAt = System.nanoTime();
                talking.remove(call);
                request(byCaller ? callers : callees, byCaller ? call.caller.bye() : call.callee.orElseThrow().bye());
            });
        }
        wait("hangup", () -> later.isEmpty() && these.stream().allMatch(Call::isOver), () -> {
            these.forEach(call -> System.out.printf("over %s %s %.3f%n", call.name, call.caller.user, call.seconds()));
            System.out.println("hangup " + these.stream().filter(Call::isOver).count() + " of " + these.size() + " not over: "
                + these.stream().filter(call -> !call.isOver()).map(call -> call.name + (call.byeAnswered ? "" : " unanswered") + (call.byeHeard ? "" : " unheard")).toList());
            these.forEach(Phones::close);
        });
    }

    private static void close(Call call) {
        try {
            call.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(DatagramChannel channel) throws IOException {
        while (channel.receive(buffer.clear()) != null) {
            if (buffer.flip().remaining() < 20) continue; // keep-alive
            SipMessage message = SipMessage.parse(buffer.array(), 0, buffer.remaining());
            if (message.isRequest()) {
                serve(channel, message);
            } else {
                take(channel, message);
            }
        }
    }

    /** The other leg's Call-ID has a suffix. */
    private Optional<Call> callOf(SipMessage message) { return Optional.ofNullable(calls.get(message.callId().replaceFirst("_(pbx|b2b|cf|xfer)-\\d+", ""))); }

    private static String key(SipMessage message) { return message.callId() + message.cSeq() + message.cSeqMethod() + message.topVia().branch(); }

    private void take(DatagramChannel channel, SipMessage response) {
        if (response.status() < 200) {
            pending.computeIfPresent(key(response), (_, old) -> old.invite() ? new Pending(old.from(), old.message(), old.since(), Long.MAX_VALUE, 0, true) : old);
            return;
        }
        Optional<Pending> request = Optional.ofNullable(pending.remove(key(response)));
        switch (response.cSeqMethod()) {
            case "REGISTER" -> request.ifPresent(sent -> registered(channel, sent.message(), response));
            case "INVITE" -> callOf(response).ifPresent(call -> answered(call, request, response));
            case "BYE" -> callOf(response).ifPresent(call -> call.byeAnswered |= response.status() == 200);
            default -> { }
        }
    }

    private void registered(DatagramChannel channel, SipMessage request, SipMessage response) {
        if (response.status() == 401) {
            request(channel, registering.get(response.callId()).answer(request, response));
        } else if (response.status() == 200) {
            registered++;
        } else {
            System.out.println("refused " + response);
        }
    }

    private void answered(Call call, Optional<Pending> request, SipMessage response) {
        if (response.status() == 200) {
            if (call.upAt == 0) {
                call.upAt = System.nanoTime();
                call.status = 200;
                call.callerMedia.talksTo(response, call.upAt);
            }
            send(callers, call.caller.established(response));
            return;
        }
        SipMessage invite = request.map(Pending::message).orElse(call.invite.orElseThrow());
        send(callers, call.caller.ackRefusal(invite, response));
        if (request.isEmpty()) return;
        if (response.status() == 407 && !invite.has("Proxy-Authorization")) {
            SipMessage again = call.caller.answer(invite, response);
            call.invite = Optional.of(again);
            request(callers, again);
        } else {
            call.status = response.status();
        }
    }

    private void serve(DatagramChannel channel, SipMessage request) throws IOException {
        Optional<Call> call = callOf(request);
        switch (request.method()) {
            case "INVITE" -> {
                if (call.isPresent()) ring(call.get(), request);
            }
            case "CANCEL" -> {
                send(channel, SipMessage.response(request, 200, "OK"));
                call.filter(known -> known.ringing.filter(invite -> invite.topVia().branch().equals(request.topVia().branch())).isPresent()).ifPresent(known -> {
                    send(channel, known.callee.orElseThrow().response(known.ringing.orElseThrow(), 487, "Request Terminated"));
                });
            }
            case "ACK" -> call.ifPresent(known -> {
                known.calleeHasAck = true;
                pending.remove("ok" + known.name);
            });
            case "BYE" -> {
                call.ifPresent(known -> known.byeHeard = true);
                send(channel, SipMessage.response(request, 200, "OK"));
            }
            default -> send(channel, SipMessage.response(request, 200, "OK"));
        }
    }

    private void ring(Call call, SipMessage invite) throws IOException {
        if (call.calleeOk.isPresent() || call.ringing.filter(known -> known.topVia().equals(invite.topVia())).isPresent()) {
            call.calleeOk.ifPresent(ok -> send(callees, ok));
            return;
        }
        String user = Phone.userOf(invite.requestUri()).orElseThrow();
        Phone callee = new Phone(user, domain, calleeAddress, 6060, invite.callId());
        call.callee = Optional.of(callee);
        call.ringing = Optional.of(invite);
        send(callees, callee.response(invite, 180, "Ringing"));
        pickUp(call, new Media(calleeAddress, selector));
    }

    private void pickUp(Call call, Media media) throws IOException {
        SipMessage invite = call.ringing.orElseThrow();
        SipMessage ok = call.callee.orElseThrow().ok(invite, media.description());
        media.talksTo(invite, System.nanoTime());
        call.calleeMedia = Optional.of(media);
        call.calleeOk = Optional.of(ok);
        pending.put("ok" + call.name, new Pending(callees, ok, System.nanoTime(), System.nanoTime() + T1_NANOS, T1_NANOS, false));
        send(callees, ok);
    }

    private void request(DatagramChannel from, SipMessage request) {
        long now = System.nanoTime();
        pending.put(key(request), new Pending(from, request, now, now + T1_NANOS, T1_NANOS, request.method().equals("INVITE")));
        send(from, request);
    }

    /** Timers A and E, and that of a 200 (RFC 3261 §17.1.1.2, §17.1.2.2, §13.3.1.4). */
    private void repeat(long now) {
        pending.values().removeIf(each -> now - each.since() > PATIENCE_NANOS);
        pending.entrySet().forEach(entry -> {
            Pending each = entry.getValue();
            if (each.due() == Long.MAX_VALUE || now - each.due() < 0) return;
            long next = each.invite() ? 2 * each.interval() : Math.min(2 * each.interval(), T2_NANOS);
            entry.setValue(new Pending(each.from(), each.message(), each.since(), now + next, next, each.invite()));
            send(each.from(), each.message());
        });
    }

    private void send(DatagramChannel from, SipMessage message) {
        try {
            from.send(ByteBuffer.wrap(message.toBytes()), proxy);
        } catch (IOException nobodyHasTheAddress) {
            System.out.println("not sent " + nobodyHasTheAddress.getMessage());
        }
    }
}
