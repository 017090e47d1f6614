package io.tandem.e2e.pair;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.tandem.cli.demo.RestClient;
import io.tandem.sip.message.SipMessage;

/**
 * Writes at a site from outside, all the time: registrations, calls, voicemail, rows by the REST API. Says on standard output, a line each, what the site
 * has acknowledged, and what it refused. Arguments: the switch, the domain, address of callers, address of callees. Commands on standard input:
 * {@code write PAIRS AUTHORITY} (phones as {@link Provision} makes them, the API's certificate authority) begins, {@code stop} begins nothing more.
 *
 * <pre>ack binding USER CALL-ID CSEQ
 * ack call CALL-ID SECONDS MILLISECONDS    the latter from the BYE to its answer
 * ack message CALL-ID - MILLISECONDS       the caller's BYE was answered after 2 s of what is said there
 * ack row EMAIL
 * no ...                     anything else than the success that was asked for</pre>
 */
public final class Writers {
    private static final long MILLI = 1_000_000;
    private static final long REGISTER_EVERY = 50 * MILLI;
    private static final long CALL_EVERY = 500 * MILLI;
    private static final long MESSAGE_EVERY = 2_000 * MILLI;
    private static final long SAID = 3_000 * MILLI;

    private final String domain;
    private final String callerAddress;
    private final String calleeAddress;
    private final String shared;
    private final Exchange callers;
    private final Exchange callees;
    private final Map<String, Call> calls = new HashMap<>();
    private final List<Phone> registering = new ArrayList<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>();
    private final ConcurrentLinkedQueue<String> commands = new ConcurrentLinkedQueue<>();
    private int pairs;
    private int nextRegister;
    private int nextCall;
    private int nextMessage;
    private volatile boolean writing;

    private record Later(long at, Runnable what) implements Comparable<Later> {
        @Override public int compareTo(Later other) { return Long.signum(at - other.at); }
    }

    private Writers(String[] arguments) throws IOException {
        shared = arguments[0];
        domain = arguments[1];
        callerAddress = arguments[2];
        calleeAddress = arguments[3];
        callers = new Exchange(callerAddress, new InetSocketAddress(shared, 5060));
        callees = new Exchange(calleeAddress, new InetSocketAddress(shared, 5060));
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true"); // the API's certificate is not for the pair's address
        Writers writers = new Writers(arguments);
        Thread.ofPlatform().daemon().start(writers::read);
        while (true) writers.turn();
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) commands.add(line);
        } catch (IOException e) {
            System.out.println("no commands: " + e);
        }
        System.exit(0);
    }

    private void turn() throws IOException {
        boolean any = callers.turn(request -> callers.send(SipMessage.response(request, 200, "OK")), this::answeredAgain)
            | callees.turn(this::serve, _ -> { });
        long now = System.nanoTime();
        for (Call call : List.copyOf(calls.values())) any |= call.upAt != 0 && call.byeAt == 0 && call.callerMedia.turn(now);
        while (!later.isEmpty() && now - later.peek().at() >= 0) later.poll().what().run();
        for (String line = commands.poll(); line != null; line = commands.poll()) command(line.split(" "));
        if (!any) LockSupport.parkNanos(MILLI / 2);
    }

    private void command(String... words) {
        writing = words[0].equals("write");
        if (!writing) return;
        if (pairs == 0) {
            pairs = Integer.parseInt(words[1]);
            for (int i = 0; i < pairs; i++) {
                registering.add(new Phone("c" + i, domain, callerAddress, 6060, "r-c" + i + "-" + System.nanoTime()));
                registering.add(new Phone("d" + i, domain, calleeAddress, 6060, "r-d" + i + "-" + System.nanoTime()));
            }
            Thread.ofPlatform().daemon().start(() -> rows(Path.of(words[2])));
            every(REGISTER_EVERY, () -> register(registering.get(nextRegister++ % registering.size())));
            every(CALL_EVERY, () -> dial(nextCall++ % pairs));
            every(MESSAGE_EVERY, () -> speak(nextMessage++ % pairs));
        }
    }

    private void after(long nanos, Runnable what) { later.add(new Later(System.nanoTime() + nanos, what)); }

    private void every(long nanos, Runnable what) {
        after(nanos, () -> {
            every(nanos, what);
            if (writing) what.run();
        });
    }

    private void register(Phone phone) {
        Exchange from = phone.user.startsWith("c") ? callers : callees;
        SipMessage request = phone.register();
        from.request(request, challenge -> {
            if (challenge.status() != 401) no("binding " + phone.user, challenge);
            else from.request(phone.answer(request, challenge), answer -> {
                if (answer.status() == 200) System.out.println("ack binding %s %s %d".formatted(phone.user, phone.callId, answer.cSeq()));
                else no("binding " + phone.user, answer);
            });
        });
    }

    private static void no(String what, SipMessage response) {
        System.out.println("no " + what + ": " + response.status() + " " + response.reason() + " to " + response.callId());
    }

    private Call call(String name, int number) {
        try {
            Call call = new Call(name, new Phone("c" + number, domain, callerAddress, 6060, name), new Media(callerAddress));
            calls.put(name, call);
            return call;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void dial(int number) {
        invite("call", call("k%d-%d".formatted(number, System.nanoTime()), number), "sip:d" + number + "@" + domain,
            call -> after(ThreadLocalRandom.current().nextLong(300, 1_500) * MILLI, () -> hangUp("call", call)));
    }

    /** To the mailbox of the pair's second phone: the # ends the greeting. */
    private void speak(int number) {
        String mailbox = "sip:vmu431%06d@voicebox.local".formatted(100_000 + 2 * number + 1);
        invite("message", call("v%d-%d".formatted(number, System.nanoTime()), number), mailbox,
            call -> after(500 * MILLI, () -> callers.request(call.caller.press('#'), answer -> {
                if (answer.status() == 200) after(SAID, () -> hangUp("message", call));
                else over("message", call, answer);
            })));
    }

    private void invite(String kind, Call call, String uri, java.util.function.Consumer<Call> up) {
        try {
            SipMessage invite = call.caller.inviteTo(uri, call.callerMedia.description());
            callers.request(invite, challenge -> {
                callers.send(call.caller.ackRefusal(invite, challenge));
                if (challenge.status() != 407) {
                    over(kind, call, challenge);
                    return;
                }
                SipMessage again = call.caller.answer(invite, challenge);
                callers.request(again, answer -> {
                    if (answer.status() != 200) {
                        callers.send(call.caller.ackRefusal(again, answer));
                        over(kind, call, answer);
                        return;
                    }
                    call.upAt = System.nanoTime();
                    call.callerMedia.talksTo(answer, call.upAt);
                    callers.send(call.caller.established(answer));
                    up.accept(call);
                });
            });
            after(60_000 * MILLI, () -> forget(call));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answeredAgain(SipMessage ok) {
        Call call = calls.get(ok.callId());
        if (call != null) callers.send(call.caller.established(ok));
    }

    private void hangUp(String kind, Call call) {
        call.byeAt = System.nanoTime();
        callers.request(call.caller.bye(), answer -> over(kind, call, answer));
    }

    private void over(String kind, Call call, SipMessage last) {
        if (last.status() == 200 && last.cSeqMethod().equals("BYE")) {
            String seconds = kind.equals("call") ? "%.3f".formatted(call.seconds()) : "-";
            System.out.println("ack %s %s %s %d".formatted(kind, call.name, seconds, (System.nanoTime() - call.byeAt) / MILLI));
        } else {
            no(kind, last);
        }
        forget(call);
    }

    private void forget(Call call) {
        if (calls.remove(call.name) == null) return;
        try {
            call.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(SipMessage request) {
        Call call = calls.get(request.callId().replaceFirst("_(pbx|b2b|cf|xfer)-\\d+", ""));
        if (request.method().equals("INVITE") && call != null) pickUp(call, request);
        else if (!request.method().equals("ACK")) callees.send(SipMessage.response(request, 200, "OK"));
    }

    private void pickUp(Call call, SipMessage invite) {
        try {
            if (call.calleeOk.isEmpty()) {
                Phone callee = new Phone(Phone.userOf(invite.requestUri()).orElseThrow(), domain, calleeAddress, 6060, invite.callId());
                Media media = new Media(calleeAddress);
                call.callee = java.util.Optional.of(callee);
                call.calleeMedia = java.util.Optional.of(media);
                call.calleeOk = java.util.Optional.of(callee.ok(invite, media.description()));
            }
            callees.send(call.calleeOk.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rows(Path authority) {
        for (int i = 0; ; i++) {
            try (RestClient api = RestClient.of("https://" + shared + ":1443", authority, "administrator", "administrator")) {
                while (true) {
                    TimeUnit.MILLISECONDS.sleep(200);
                    if (!writing) continue;
                    String email = "r%d-%d@%s".formatted(i, System.nanoTime(), domain);
                    api.create("customercontacts", Map.of("email", email, "reseller_id", 1));
                    System.out.println("ack row " + email);
                }
            } catch (IOException e) {
                System.out.println("no row: " + e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
