package io.tandem.proxy.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.proxy.plan.CallTrace;
import io.tandem.proxy.plan.DryRun;
import io.tandem.proxy.plan.RecentCalls;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;

/** {@code call.*}: why calls go where they go. */
record ExplainCommands(DryRun dryRun, RecentCalls recent, InstantSource clock) implements ControlCommands {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long SHOWN = 20;

    @Override public List<ControlCommand> commands() {
        return List.of(
            ControlCommand.of("call.explain", "call.explain FROM TO [TIME [HEADER...]]: what would become of a call; FROM is user@domain or a number, "
                + "TIME as 2026-12-24T18:00:00Z or empty, HEADER as 'User-Agent: x' or 'P-NGCP-Src-Ip: 192.0.2.1'. Nothing is sent.", this::explain),
            ControlCommand.of("call.explain_peer", "call.explain_peer SERVER FROM TO [TIME [HEADER...]]: the same for a call from a peer; SERVER is name or id "
                + "of one of its servers, FROM what it shows, TO a number or URI.", this::explainPeer),
            ControlCommand.of("call.recent", "call.recent [COUNT|CALL-ID]: what was decided on the last calls of this proxy, the latest first.",
                this::latest));
    }

    private Object explain(ControlParameters parameters) throws ControlFault {
        String from = parameters.text(0, "caller");
        DryRun.Question question = new DryRun.Question(from, parameters.text(1, "callee"), time(parameters, 2), headers(parameters, 3));
        return answer(question).orElseThrow(() -> ControlFault.notFound("no subscriber '" + from + "'")).describe();
    }

    private Object explainPeer(ControlParameters parameters) throws ControlFault {
        String server = parameters.text(0, "server");
        DryRun.Question question = new DryRun.Question(parameters.text(1, "caller"), parameters.text(2, "callee"), time(parameters, 3), headers(parameters, 4),
            Optional.of(server));
        return answer(question).orElseThrow(() -> ControlFault.notFound("no enabled peering server '" + server + "'")).describe();
    }

    private Instant time(ControlParameters parameters, int index) throws ControlFault {
        Optional<String> text = parameters.text(index).filter(given -> !given.isEmpty());
        try {
            return text.map(Instant::parse).orElseGet(clock::instant);
        } catch (DateTimeParseException e) {
            throw ControlFault.badRequest("'" + text.orElse("") + "' is no time such as 2026-12-24T18:00:00Z");
        }
    }

    private static List<SipMessage.Header> headers(ControlParameters parameters, int first) throws ControlFault {
        List<SipMessage.Header> headers = new ArrayList<>();
        for (int i = first; i < parameters.size(); i++) {
            String line = parameters.text(i, "header");
            int colon = line.indexOf(':');
            if (colon < 1 || line.chars().anyMatch(c -> c < ' ')) {
                throw ControlFault.badRequest("'" + line + "' is no header such as 'Privacy: id'");
            }
            headers.add(new SipMessage.Header(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
        }
        return headers;
    }

    private Optional<CallTrace> answer(DryRun.Question question) throws ControlFault {
        try {
            return dryRun.of(question).toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MalformedMessageException bad ? ControlFault.badRequest(String.valueOf(bad.getMessage()))
                : ControlFault.failed(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            throw ControlFault.failed("no answer within " + PATIENCE.toSeconds() + " s; are MySQL and Redis there?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ControlFault.failed("interrupted");
        }
    }

    private Object latest(ControlParameters parameters) throws ControlFault {
        Optional<String> wanted = parameters.text(0);
        boolean count = wanted.isEmpty() || wanted.get().matches("\\d{1,6}");
        List<CallTrace> found = recent.latest().stream().filter(trace -> count || trace.callId().equals(wanted.get()))
            .limit(count ? wanted.map(Long::parseLong).orElse(SHOWN) : Long.MAX_VALUE).toList();
        if (found.isEmpty() && !count) {
            throw ControlFault.notFound("call " + wanted.get() + " is not among the last ones of this proxy");
        }
        return found.stream().map(CallTrace::describe).toList();
    }
}
