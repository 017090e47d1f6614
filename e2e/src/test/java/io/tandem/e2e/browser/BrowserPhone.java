package io.tandem.e2e.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.browser.BrowserPage;
import io.tandem.testkit.phone.Account;

/** A page of a browser with SIP over its WebSocket (RFC 7118): media are the browser's own, messages are written here. One dialog. One thread. */
final class BrowserPhone implements AutoCloseable {
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"?([^\",]*)\"?");
    private static final int TRIES = 12;

    private final BrowserPage page;
    private final Account account;
    private final String instance = Long.toHexString(System.nanoTime());
    private final String host = instance + ".invalid";
    private int cSeq;
    private String callId = "";
    private String local = "";
    private String remote = "";
    private String target = "";
    private List<String> routes = List.of();

    private BrowserPhone(BrowserPage page, Account account) {
        this.page = page;
        this.account = account;
    }

    static BrowserPhone open(BrowserPage page, String webSocket, Account account) throws Exception {
        page.capture(false);
        page.evaluate("sip.open(" + BrowserPage.quoted(webSocket) + ")");
        return new BrowserPhone(page, account);
    }

    BrowserPage page() {
        return page;
    }

    private String uri() {
        return "sip:" + account.username() + "@" + account.domain();
    }

    private String contact() {
        return "<sip:" + account.username() + "@" + host + ";transport=ws>";
    }

    void registers() throws Exception {
        callId = "r" + instance;
        local = "<" + uri() + ">;tag=r" + instance;
        remote = "<" + uri() + ">";
        target = "sip:" + account.domain();
        authenticated("REGISTER", "Expires: 300\r\n", "");
    }

    /** Calls, and talks once it is answered. */
    void calls(String user) throws Exception {
        callId = "c" + instance;
        local = "<" + uri() + ">;tag=c" + instance;
        target = "sip:" + user + "@" + account.domain();
        remote = "<" + target + ">";
        SipMessage answer = authenticated("INVITE", "", page.offer());
        remote = answer.header("To").orElseThrow();
        target = uriOf(answer.header("Contact").orElseThrow());
        routes = new ArrayList<>(recordRoutes(answer));
        Collections.reverse(routes);
        send(request("ACK", "ACK", cSeq, "", ""));
        page.accept(body(answer));
    }

    /** Waits for a call and answers it at once. */
    void answersCall() throws Exception {
        SipMessage invite = expects(message -> message.isRequest() && message.method().equals("INVITE"), "INVITE");
        callId = invite.header("Call-ID").orElseThrow();
        local = invite.header("To").orElseThrow() + ";tag=a" + instance;
        remote = invite.header("From").orElseThrow();
        target = uriOf(invite.header("Contact").orElseThrow());
        routes = recordRoutes(invite);
        send(response(invite, page.answer(body(invite))));
        expects(message -> message.isRequest() && message.method().equals("ACK"), "ACK");
    }

    void hangsUp() throws Exception {
        send(request("BYE", "BYE", ++cSeq, "", ""));
        expects(message -> !message.isRequest() && message.status() == 200 && message.cSeqMethod().equals("BYE"), "200 of BYE");
    }

    /** Waits for the other's BYE. */
    void isHungUp() throws Exception {
        send(response(expects(message -> message.isRequest() && message.method().equals("BYE"), "BYE"), ""));
    }

    /** Sends a request, answers a challenge, and returns the 200. */
    private SipMessage authenticated(String method, String headers, String body) throws Exception {
        send(request(method, method, ++cSeq, headers, body));
        SipMessage first = finalResponse(method);
        if (first.status() == 200) return first;
        if (first.status() != 401 && first.status() != 407) throw new AssertionError(first.toString());
        if (method.equals("INVITE")) acknowledge(first);
        send(request(method, method, ++cSeq, headers + credentials(first, method), body));
        SipMessage second = finalResponse(method);
        if (second.status() != 200) throw new AssertionError(second.toString());
        return second;
    }

    private void acknowledge(SipMessage refusal) throws Exception {
        String tagged = remote;
        remote = refusal.header("To").orElseThrow();
        send(request("ACK", "INVITE", cSeq, "", ""));
        remote = tagged;
    }

    private SipMessage finalResponse(String method) throws Exception {
        int now = cSeq;
        return expects(message -> !message.isRequest() && message.status() >= 200 && message.cSeqMethod().equals(method)
            && message.header("CSeq").orElse("").startsWith(now + " "), "final response to " + method);
    }

    private SipMessage expects(Predicate<SipMessage> wanted, String what) throws Exception {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            String text = page.evaluate("sip.next()");
            if (text.isEmpty()) continue;
            SipMessage message = SipMessage.parse(text.getBytes(StandardCharsets.UTF_8));
            if (wanted.test(message)) return message;
            others.add(text);
            if (message.isRequest() && message.method().equals("OPTIONS")) send(response(message, ""));
        }
        throw new AssertionError("no " + what + "; came: " + others);
    }

    private void send(String message) throws IOException, InterruptedException {
        page.evaluate("sip.send(" + BrowserPage.quoted(message) + ")");
    }

    /** @param transaction method that it belongs to: the ACK of a refusal is part of the INVITE's (RFC 3261 §17.1.1.3) */
    private String request(String method, String transaction, int number, String headers, String body) {
        StringBuilder text = new StringBuilder(method + " " + target + " SIP/2.0\r\nVia: SIP/2.0/WS " + host + ";branch=z9hG4bK" + instance
            + transaction + number + "\r\n");
        routes.forEach(route -> text.append("Route: ").append(route).append("\r\n"));
        return text + "From: " + local + "\r\nTo: " + remote + "\r\nCall-ID: " + callId + "\r\nCSeq: " + number + " " + method
            + "\r\nMax-Forwards: 70\r\nContact: " + contact() + "\r\n" + headers + withBody(body);
    }

    private String response(SipMessage request, String body) {
        StringBuilder text = new StringBuilder("SIP/2.0 200 OK\r\n");
        for (String name : List.of("Via", "Record-Route", "From", "Call-ID", "CSeq")) {
            request.headers(name).forEach(value -> text.append(name).append(": ").append(value).append("\r\n"));
        }
        String to = request.header("To").orElseThrow();
        return text + "To: " + (to.contains(";tag=") ? to : to + ";tag=a" + instance) + "\r\nContact: " + contact() + "\r\n" + withBody(body);
    }

    private static String withBody(String body) {
        String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
        return type + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static String uriOf(String contact) {
        int open = contact.indexOf('<');
        return open < 0 ? contact : contact.substring(open + 1, contact.indexOf('>'));
    }

    private static List<String> recordRoutes(SipMessage message) {
        return message.headers("Record-Route").stream().flatMap(value -> List.of(value.split(",\\s*")).stream()).toList();
    }

    /** RFC 2617 with MD5 and qop=auth. */
    private String credentials(SipMessage challenge, String method) throws Exception {
        boolean proxy = challenge.status() == 407;
        Map<String, String> parameters = parameters(challenge.header(proxy ? "Proxy-Authenticate" : "WWW-Authenticate").orElseThrow());
        String realm = parameters.get("realm");
        String nonce = parameters.get("nonce");
        String secret = md5(account.username() + ":" + realm + ":" + account.password());
        String request = md5(method + ":" + target);
        boolean qop = Optional.ofNullable(parameters.get("qop")).isPresent();
        String response = md5(secret + ":" + nonce + (qop ? ":00000001:" + instance + ":auth:" : ":") + request);
        return (proxy ? "Proxy-Authorization" : "Authorization") + ": Digest username=\"" + account.username() + "\", realm=\"" + realm + "\", nonce=\"" + nonce
            + "\", uri=\"" + target + "\", response=\"" + response + "\", algorithm=MD5" + (qop ? ", qop=auth, nc=00000001, cnonce=\"" + instance + "\"" : "")
            + "\r\n";
    }

    private static Map<String, String> parameters(String header) {
        Map<String, String> parameters = new HashMap<>();
        for (Matcher each = PARAMETER.matcher(header); each.find();) {
            parameters.put(each.group(1), each.group(2));
        }
        return parameters;
    }

    private static String md5(String text) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override public void close() throws IOException, InterruptedException {
        page.close();
    }
}
