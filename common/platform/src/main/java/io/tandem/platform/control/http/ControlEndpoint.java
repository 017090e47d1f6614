package io.tandem.platform.control.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.rpc.ControlCall;
import io.tandem.platform.control.rpc.JsonRpc;
import io.tandem.platform.control.rpc.XmlRpcReader;
import io.tandem.platform.control.rpc.XmlRpcWriter;
import io.tandem.platform.http.HttpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves control commands to whatever carries HTTP: XML-RPC ({@code text/xml}) and JSON-RPC 2.0 ({@code application/json}), told apart by
 * content type. Takes them from allowed networks only. The content type is demanded because a web page cannot make a browser send
 * either one to another site unasked. Any thread; commands run on virtual threads, at most {@value #MAX_CALLS} at once.
 */
public final class ControlEndpoint {
    /** Longest body of a request in bytes; a carrier refuses longer ones by 413. */
    public static final int MAX_BODY = 256 * 1024;
    private static final int MAX_CALLS = 64;
    private static final long WARNING_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String REQUESTS = "tandem.control.requests";
    private static final Logger LOG = LoggerFactory.getLogger(ControlEndpoint.class);

    private final CommandTable commands;
    private final JsonRpc jsonRpc;
    private final AllowedNetworks allowed;
    private final MeterRegistry registry;
    private final Semaphore calls = new Semaphore(MAX_CALLS);
    private final AtomicLong warnedNanos = new AtomicLong(System.nanoTime() - WARNING_INTERVAL_NANOS);

    /** @param registry gets {@code tandem.control.requests} by outcome */
    public ControlEndpoint(CommandTable commands, AllowedNetworks allowed, MeterRegistry registry) {
        this.commands = commands;
        this.allowed = allowed;
        this.registry = registry;
        registry.counter(REQUESTS, "outcome", "served"); // there before the first one, for rates
        jsonRpc = new JsonRpc(commands);
    }

    /** Answers a request; never blocks the caller. The path does not matter, as with Kamailio. */
    public CompletionStage<HttpReply> serve(InetAddress remote, String method, String contentType, byte[] body) {
        if (!allowed.contains(remote)) {
            warn(remote);
            return refused("forbidden", 403, "not from here");
        }
        if (!method.equals("POST")) {
            return refused("method", 405, "POST an XML-RPC or JSON-RPC call");
        }
        if (body.length > MAX_BODY) {
            return refused("size", 413, "at most " + MAX_BODY + " bytes");
        }
        return switch (mediaType(contentType)) {
            case "text/xml", "application/xml" -> run(() -> xml(body));
            case "application/json", "application/json-rpc" -> run(() -> jsonRpc.answer(body).map(ControlEndpoint::jsonReply).orElseGet(HttpReply::nothing));
            default -> refused("content-type", 415, "Content-Type text/xml for XML-RPC, application/json for JSON-RPC");
        };
    }

    /** Once in a while only: whoever is refused may try without end. */
    private void warn(InetAddress remote) {
        long now = System.nanoTime();
        long last = warnedNanos.get();
        if (now - last >= WARNING_INTERVAL_NANOS && warnedNanos.compareAndSet(last, now)) {
            LOG.warn("control request from {} refused; tandem.control.allowed lists who may", remote.getHostAddress());
        }
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private CompletionStage<HttpReply> refused(String why, int status, String text) {
        count(why);
        return CompletableFuture.completedStage(HttpReply.text(status, text));
    }

    private void count(String outcome) {
        registry.counter(REQUESTS, "outcome", outcome).increment();
    }

    @FunctionalInterface
    private interface Serving {
        HttpReply get();
    }

    private CompletionStage<HttpReply> run(Serving serving) {
        if (!calls.tryAcquire()) {
            return refused("busy", 503, MAX_CALLS + " calls are running already");
        }
        CompletableFuture<HttpReply> reply = new CompletableFuture<>();
        Thread.ofVirtual().name("control").start(() -> {
            try {
                reply.complete(serving.get());
                count("served");
            } catch (RuntimeException | Error e) {
                LOG.error("control request failed", e);
                reply.complete(HttpReply.text(500, "failed, see the log"));
                count("failed");
            } finally {
                calls.release();
            }
        });
        return reply;
    }

    private Object result(ControlCall call) throws ControlFault {
        return commands.call(call.method(), call.parameters());
    }

    private HttpReply xml(byte[] body) {
        try {
            return xmlReply(XmlRpcWriter.response(result(XmlRpcReader.call(body))));
        } catch (ControlFault fault) {
            return xmlReply(XmlRpcWriter.fault(fault));
        }
    }

    private static HttpReply xmlReply(byte[] body) {
        return new HttpReply(200, "text/xml; charset=utf-8", body);
    }

    private static HttpReply jsonReply(byte[] body) {
        return new HttpReply(200, "application/json", body);
    }
}
