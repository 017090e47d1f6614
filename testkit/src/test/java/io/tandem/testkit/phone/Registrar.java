package io.tandem.testkit.phone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.sip.message.SipMessage;

/** Answers REGISTER as RFC 3261 §10 and §22 want it: 401 without the right MD5 digest, 200 with it. For one account. */
final class Registrar implements AutoCloseable {
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|([^,\\s]*))");

    private final DatagramSocket socket;
    private final Account account;
    private final List<SipMessage> registered = new CopyOnWriteArrayList<>();

    Registrar(Account account) throws SocketException {
        this.account = account;
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    List<SipMessage> registered() {
        return registered;
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
        while (!socket.isClosed()) {
            try {
                packet.setLength(65535);
                socket.receive(packet);
                byte[] response = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** For servers that bring a request by another way. */
    byte[] answer(byte[] request) {
        return answer(SipMessage.parse(request)).toBytes();
    }

    private SipMessage answer(SipMessage request) {
        boolean right = request.header("Authorization").filter(value -> isRight(value, request.method())).isPresent();
        SipMessage response = SipMessage.response(request, right ? 200 : 401, right ? "OK" : "Unauthorized");
        response.set("To", request.to().withTag("registrar").toString());
        if (right) {
            registered.add(request);
            request.headers("Contact").forEach(contact -> response.add("Contact", contact + ";expires=300"));
        } else {
            response.add("WWW-Authenticate", "Digest realm=\"%s\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"".formatted(account.domain()));
        }
        return response;
    }

    private boolean isRight(String credentials, String method) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(credentials);
        while (matcher.find()) {
            parameters.put(matcher.group(1), matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
        }
        String a1 = md5(parameters.get("username") + ":" + parameters.get("realm") + ":" + account.password());
        String a2 = md5(method + ":" + parameters.get("uri"));
        String nonce = String.join(":", parameters.get("nonce"), parameters.get("nc"), parameters.get("cnonce"), parameters.get("qop"));
        String wanted = md5(a1 + ":" + nonce + ":" + a2);
        return wanted.equals(parameters.get("response"));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override public void close() {
        socket.close();
    }
}
