package io.tandem.provisioning.event;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.security.LoginState;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** {@code GET /api/events/stream}: events as they happen (server-sent events), those of the caller's reseller or all. A thread a client. */
public final class EventStream extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int MAX_CLIENTS = 200;
    private static final Set<Role> ROLES = Set.of(Role.SYSTEM, Role.ADMIN, Role.RESELLER);
    private static final Pattern ID = Pattern.compile("\\d{1,18}");

    private final transient EventTail tail;
    private final transient Outbox outbox;

    public EventStream(EventTail tail, Outbox outbox) {
        this.tail = tail;
        this.outbox = outbox;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = LoginState.caller(request).orElseThrow(() -> new IllegalStateException("no caller: the security filters did not run"));
        if (!ROLES.contains(caller.role())) {
            refuse(response, HttpServletResponse.SC_FORBIDDEN, "Invalid user");
        } else if (tail.listeners() >= MAX_CLIENTS) {
            refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "%d clients listen already.".formatted(MAX_CLIENTS));
        } else {
            stream(caller, request, response);
        }
    }

    private void stream(Caller caller, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> seen = Optional.ofNullable(request.getHeader("Last-Event-ID")).or(() -> Optional.ofNullable(request.getParameter("last_event_id")))
            .filter(id -> ID.matcher(id).matches());
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("X-Accel-Buffering", "no");
        StreamClient client = new StreamClient(caller, response.getOutputStream());
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        Thread.ofVirtual().name("event-stream").start(() -> {
            tail.add(client);
            try {
                client.serve(seen.map(Long::parseLong), outbox);
            } finally {
                tail.remove(client);
                context.complete();
            }
        });
    }

    private static void refuse(HttpServletResponse response, int status, String message) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getWriter().write("{\n  \"code\" : %d,\n  \"message\" : \"%s\"\n}".formatted(status, message));
    }
}
