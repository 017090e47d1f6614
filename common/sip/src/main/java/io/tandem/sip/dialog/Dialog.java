package io.tandem.sip.dialog;

import java.util.List;
import java.util.Optional;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/**
 * One dialog as one end sees it (RFC 3261 §12). Makes requests inside it and checks those that come in. Not thread-safe: it belongs to the
 * event loop of its call.
 */
public final class Dialog {
    /** EARLY: before the 2xx. TERMINATED: a BYE was sent or received, or the INVITE failed. */
    public enum State { EARLY, CONFIRMED, TERMINATED }

    private static final long NONE_YET = -1;
    /** Requests that may have gone out since a state was stored. */
    private static final long CSEQ_GAP = 1000;
    private static final List<String> TARGET_REFRESH =
            List.of(Methods.INVITE, Methods.UPDATE, Methods.SUBSCRIBE, Methods.NOTIFY, Methods.REFER);

    private final DialogId id;
    private final String localAddress;
    private final String remoteAddress;
    private List<String> routeSet;
    /** Read once it is needed. */
    private Optional<SipUri> firstRoute = Optional.empty();
    private SipUri remoteTarget;
    private long localCSeq;
    private long remoteCSeq;
    private State state;

    private Dialog(DialogId id, String localAddress, String remoteAddress, List<String> routeSet, SipUri remoteTarget, long localCSeq,
                   long remoteCSeq, State state) {
        this.id = id;
        this.localAddress = localAddress;
        this.remoteAddress = remoteAddress;
        this.routeSet = List.copyOf(routeSet);
        this.remoteTarget = remoteTarget;
        this.localCSeq = localCSeq;
        this.remoteCSeq = remoteCSeq;
        this.state = state;
    }

    /** The dialog of a request received, once we answer it with {@code localTag} (§12.1.1). Early until {@link #confirm()}.
     * @throws MalformedMessageException if From or Contact cannot be read */
    public static Dialog uas(SipMessage request, String localTag) {
        DialogId id = new DialogId(request.callId(), localTag, request.fromTag().orElse(""));
        String local = request.to().withTag(localTag).toString();
        SipUri target = contact(request).orElseGet(() -> request.from().uri());
        return new Dialog(id, local, text(request, HeaderNames.FROM), request.headers(HeaderNames.RECORD_ROUTE), target, 0, request.cSeq(),
                State.EARLY);
    }

    /** The dialog of a request sent, from one response with a To tag; each To tag makes another dialog (§12.1.2, §13.2.2.4).
     * @throws MalformedMessageException if To or Contact cannot be read */
    public static Dialog uac(SipMessage request, SipMessage response) {
        Dialog dialog = new Dialog(DialogId.ofResponse(response), text(request, HeaderNames.FROM), text(response, HeaderNames.TO),
                response.headers(HeaderNames.RECORD_ROUTE).reversed(), contact(response).orElseGet(() -> SipUri.parse(request.requestUri())),
                request.cSeq(), NONE_YET, State.EARLY);
        if (response.status() >= 200) dialog.state = State.CONFIRMED;
        return dialog;
    }

    /** A confirmed dialog that another process has stored. Its CSeq goes on after a gap (§12.2.1.1 allows one): nobody knows what was sent last. */
    public static Dialog restored(DialogState state) {
        return new Dialog(state.id(), state.localAddress(), state.remoteAddress(), state.routeSet(), state.remoteTarget(), state.localCSeq() + CSEQ_GAP,
                state.remoteCSeq(), State.CONFIRMED);
    }

    /** For another process to go on from. */
    public DialogState stored() {
        return new DialogState(id, localAddress, remoteAddress, routeSet, remoteTarget, localCSeq, remoteCSeq);
    }

    public DialogId id() {
        return id;
    }

    public State state() {
        return state;
    }

    /** The UAS has sent its 2xx. */
    public void confirm() {
        if (state == State.EARLY) state = State.CONFIRMED;
    }

    /** The UAC has a 2xx: it alone decides the route set, and the target (§13.2.2.4). A retransmitted one changes nothing. */
    public void confirm(SipMessage response) {
        if (state != State.EARLY) return;
        state = State.CONFIRMED;
        routeSet = response.headers(HeaderNames.RECORD_ROUTE).reversed();
        firstRoute = Optional.empty();
        refreshTarget(response);
    }

    /** Another provisional of an early dialog: it may name a target that the first did not (§12.1.2). */
    void refreshEarly(SipMessage provisional) {
        contact(provisional).ifPresent(uri -> remoteTarget = uri);
    }

    public void terminate() {
        state = State.TERMINATED;
    }

    /** Target refresh (§12.2): takes the Contact of an INVITE, UPDATE, SUBSCRIBE, NOTIFY or REFER received, or of its 2xx. */
    public void refreshTarget(SipMessage received) {
        boolean refreshes = received.isRequest() || received.status() >= 200 && received.status() < 300;
        if (refreshes && TARGET_REFRESH.contains(received.method())) contact(received).ifPresent(uri -> remoteTarget = uri);
    }

    /** Checks the order of requests in the dialog and notes the number (§12.2.2). @return false: answer 500, the request came too late */
    public boolean accepts(long cSeq) {
        if (cSeq < remoteCSeq) return false;
        remoteCSeq = cSeq;
        return true;
    }

    /** A request inside the dialog with the next CSeq; Via comes from the transaction layer, Contact and body from the caller (§12.2.1.1). */
    public SipMessage request(String method) {
        return build(method, ++localCSeq);
    }

    /** The ACK for the 2xx to the INVITE of that CSeq (§13.2.2.4). */
    public SipMessage ack(long inviteCSeq) {
        return build(Methods.ACK, inviteCSeq);
    }

    /** A response to a request inside the dialog, or to the one that formed it, with our tag (§8.2.6.2). */
    public SipMessage response(SipMessage request, int status, String reason) {
        SipMessage response = SipMessage.response(request, status, reason);
        if (status > 100 && request.toTag().isEmpty()) response.set(HeaderNames.TO, localAddress);
        return response;
    }

    /** Where requests of the dialog are sent: the first route, or else the remote target (§8.1.2). */
    public SipUri nextHop() {
        if (routeSet.isEmpty()) return remoteTarget;
        if (firstRoute.isEmpty()) firstRoute = Optional.of(NameAddr.parse(routeSet.getFirst()).uri());
        return firstRoute.get();
    }

    public SipUri remoteTarget() {
        return remoteTarget;
    }

    public List<String> routeSet() {
        return routeSet;
    }

    /** CSeq of the last request we sent. */
    public long localCSeq() {
        return localCSeq;
    }

    private SipMessage build(String method, long cSeq) {
        boolean strict = !routeSet.isEmpty() && !nextHop().parameters().has("lr");
        String requestUri = strict ? nextHop().withoutHeaders().withoutParameter("method").toString() : remoteTarget.toString();
        SipMessage.Builder request = SipMessage.request(method, requestUri);
        (strict ? routeSet.subList(1, routeSet.size()) : routeSet).forEach(route -> request.header(HeaderNames.ROUTE, route));
        if (strict) request.header(HeaderNames.ROUTE, "<" + remoteTarget + ">");
        return request.header(HeaderNames.FROM, localAddress)
                .header(HeaderNames.TO, remoteAddress)
                .header(HeaderNames.CALL_ID, id.callId())
                .header(HeaderNames.CSEQ, cSeq + " " + method)
                .header(HeaderNames.MAX_FORWARDS, "70").build();
    }

    private static Optional<SipUri> contact(SipMessage message) {
        return message.header(HeaderNames.CONTACT).map(value -> NameAddr.parse(value).uri());
    }

    private static String text(SipMessage message, String name) {
        return message.header(name).orElse("");
    }
}
