package io.tandem.cli.ctl;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.rpc.ControlClient;
import tools.jackson.databind.json.JsonMapper;

/** {@code tandem ctl lb trace}: prints the messages of a call or of a peer while they pass. */
final class TraceView {
    private static final long WAIT_MILLIS = 2_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    /** How messages are printed: their start lines, whole, or as a JSON object a line. */
    enum Form { LINES, WHOLE, JSON }

    private final ControlClient client;
    private final PrintWriter out;
    private final Form form;
    private final ZoneId zone;

    TraceView(ControlClient client, PrintWriter out, Form form, ZoneId zone) {
        this.client = client;
        this.out = out;
        this.form = form;
        this.zone = zone;
    }

    /** Returns when the time is over; Ctrl-C ends the trace on the node, too. */
    void show(String filter, int seconds) throws IOException, InterruptedException, ControlFault {
        Object id = client.call("trace.start", List.of(filter, (long) seconds));
        AtomicBoolean over = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopUnless(over, id), "trace-stop"));
        try {
            follow(id);
        } finally {
            over.set(true);
        }
    }

    private void stopUnless(AtomicBoolean over, Object id) {
        try {
            if (!over.get()) {
                client.call("trace.stop", List.of(id));
            }
        } catch (ControlFault | IOException e) {
            out.println("(the trace was not stopped; it ends by itself: " + e.getMessage() + ")");
            out.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Object id) throws IOException, InterruptedException, ControlFault {
        boolean running = true;
        while (running) {
            Map<?, ?> read = (Map<?, ?>) client.call("trace.read", List.of(id, WAIT_MILLIS));
            if (read.get("messages") instanceof List<?> messages) {
                messages.forEach(message -> print((Map<?, ?>) message));
            }
            if (read.get("lost") instanceof Long lost && lost > 0 && form != Form.JSON) {
                out.println("(" + lost + " more came too fast to be shown)");
            }
            out.flush();
            running = Boolean.TRUE.equals(read.get("running"));
        }
    }

    private void print(Map<?, ?> message) {
        if (form == Form.JSON) {
            out.println(JsonMapper.shared().writeValueAsString(message));
            return;
        }
        boolean verdict = message.get("verdict") != null;
        String arrow = verdict ? " == " : text(message, "direction").equals("in") ? " -> " : " <- ";
        out.println(time(text(message, "time")) + "  " + "%-21s".formatted(text(message, "peer")) + arrow + "%-26s".formatted(text(message, "socket")) + "  "
            + text(message, verdict ? "verdict" : "line"));
        if (form == Form.WHOLE && !verdict) {
            text(message, "message").lines().forEach(line -> out.println("    " + line));
        }
    }

    private String time(String instant) {
        return TIME.format(Instant.parse(instant).atZone(zone));
    }

    private static String text(Map<?, ?> message, String name) {
        return String.valueOf(message.get(name));
    }
}
