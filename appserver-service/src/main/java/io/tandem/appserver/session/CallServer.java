package io.tandem.appserver.session;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

import io.tandem.appserver.media.RtpSockets;
import io.tandem.net.Scheduler;
import io.tandem.sip.dialog.DialogId;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transaction.TransactionUser;
import io.tandem.sip.transport.Flow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each request to its call, and each new INVITE to the application that answers it. Loop thread, but for {@link #calls}. */
public final class CallServer implements TransactionUser {
    private static final Logger LOG = LoggerFactory.getLogger(CallServer.class);

    private final Scheduler scheduler;
    private final RtpSockets sockets;
    private final SessionProperties properties;
    private final List<Application> applications;
    private final Responses responses;
    private final Map<DialogId, Call> byDialog = new HashMap<>();
    private final Set<Call> live = new HashSet<>();
    private Optional<CallContext> context = Optional.empty();
    private Optional<CompletableFuture<Void>> stopping = Optional.empty();
    private volatile int calls;

    /** @param applications asked in this order */
    public CallServer(Scheduler scheduler, RtpSockets sockets, SessionProperties properties, List<Application> applications) {
        this.scheduler = scheduler;
        this.sockets = sockets;
        this.properties = properties;
        this.applications = List.copyOf(applications);
        this.responses = new Responses(properties.server());
    }

    /** Must be called before the first request. @param local where the layer's transport is bound */
    public void connect(TransactionLayer layer, InetSocketAddress local) {
        context = Optional.of(new CallContext(scheduler, layer, sockets, responses, local));
    }

    /** Calls whose dialog or application is not over. Any thread. */
    public int calls() {
        return calls;
    }

    /** Refuses new calls, ends those there are. @return completes when the last one is over, its message stored */
    public CompletableFuture<Void> stop() {
        CompletableFuture<Void> idle = stopping.orElseGet(CompletableFuture::new);
        stopping = Optional.of(idle);
        List.copyOf(live).forEach(Call::leave);
        if (live.isEmpty()) idle.complete(null);
        return idle;
    }

    @Override
    public void onRequest(ServerTransaction tx) {
        SipMessage request = tx.request();
        if (request.toTag().isPresent()) {
            onRequestInDialog(tx);
            return;
        }
        switch (request.method()) {
            case Methods.INVITE -> onInvite(tx);
            case Methods.OPTIONS -> tx.respond(responses.alive(request, newTag()));
            case Methods.BYE, Methods.UPDATE, Methods.INFO -> respond(tx, 481, "Call/Transaction Does Not Exist");
            default -> tx.respond(responses.of(request, 405, "Method Not Allowed", newTag()).add(HeaderNames.ALLOW, Responses.ALLOW));
        }
    }

    @Override
    public void onAck(SipMessage ack, Flow source) {
        Optional.ofNullable(byDialog.get(DialogId.ofRequest(ack))).ifPresent(call -> call.onAck(ack));
    }

    @Override
    public void onCancel(ServerTransaction invite, SipMessage cancel) {
        live.stream().filter(call -> call.invite().equals(invite)).findFirst().ifPresent(Call::cancelled);
    }

    @Override
    public void onStrayResponse(SipMessage response, Flow source) {
        LOG.debug("response {} {} from {} belongs to nothing", response.status(), response.method(), source.remote());
    }

    private void onRequestInDialog(ServerTransaction tx) {
        Optional<Call> call = Optional.ofNullable(byDialog.get(DialogId.ofRequest(tx.request())));
        if (call.isPresent()) call.get().onRequest(tx);
        else respond(tx, 481, "Call/Transaction Does Not Exist");
    }

    private void onInvite(ServerTransaction tx) {
        SipMessage invite = tx.request();
        List<String> missing = Responses.unsupported(invite);
        Optional<Application> application = applications.stream().filter(a -> a.answers(invite)).findFirst();
        if (!missing.isEmpty()) {
            tx.respond(responses.of(invite, 420, "Bad Extension", newTag()).add(HeaderNames.UNSUPPORTED, String.join(", ", missing)));
        } else if (stopping.isPresent() || live.size() >= properties.maxCalls()) {
            tx.respond(responses.of(invite, 503, "Service Unavailable", newTag()).add(HeaderNames.RETRY_AFTER, "5"));
        } else if (application.isEmpty()) {
            respond(tx, 404, "Not Found");
        } else {
            open(tx, application.get());
        }
    }

    private void open(ServerTransaction tx, Application application) {
        tx.respond(SipMessage.response(tx.request(), 100, "Trying"));
        try {
            Call call = new Call(context.orElseThrow(), tx, newTag(), this::forget);
            live.add(call);
            byDialog.put(call.dialog().id(), call);
            calls = live.size();
            application.decide(tx.request())
                    .whenComplete((decision, failure) -> scheduler.execute(() -> decided(call, Optional.ofNullable(decision), failure)));
        } catch (MalformedMessageException e) {
            LOG.info("INVITE from {} refused: {}", tx.source().remote(), e.getMessage());
            respond(tx, 400, "Bad Request");
        }
    }

    private static void decided(Call call, Optional<Application.Decision> decision, @Nullable Throwable failure) {
        try {
            if (failure != null) {
                LOG.error("call {} refused, its application could not decide: {}", call.dialog().id().callId(), failure.toString());
            }
            call.decided(decision.orElseGet(() -> new Application.Refuse(503, "Service Unavailable")));
        } catch (RuntimeException e) {
            LOG.error("call {} refused", call.dialog().id().callId(), e);
            if (call.isPending()) call.refuse(500, "Server Internal Error");
        }
    }

    private void forget(Call call) {
        byDialog.remove(call.dialog().id());
        live.remove(call);
        calls = live.size();
        if (live.isEmpty()) stopping.ifPresent(idle -> idle.complete(null));
    }

    private void respond(ServerTransaction tx, int status, String reason) {
        tx.respond(responses.of(tx.request(), status, reason, newTag()));
    }

    private static String newTag() {
        return Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    }
}
