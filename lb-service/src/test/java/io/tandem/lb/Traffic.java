package io.tandem.lb;

import java.util.ArrayList;
import java.util.List;

import io.tandem.lb.socket.LbSocket;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.message.SipMessage;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Registrations and calls as phones and proxies write them, with everything a real phone adds. */
final class Traffic {

    /** A message and where it comes in. */
    record Item(byte[] bytes, PeerAddress source, LbSocket arrival) {}

    private static final String CREDENTIALS = "Digest username=\"4300001\", realm=\"sip.example.org\", nonce=\"ZbWvU2W1riek1kq30a1b2c3d\", "
            + "uri=\"sip:sip.example.org\", response=\"0123456789abcdef0123456789abcdef\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"01234567\"\r\n";
    private static final String SDP = "v=0\r\no=alice 2890844526 2890844526 IN IP4 198.51.100.23\r\ns=-\r\nc=IN IP4 198.51.100.23\r\nt=0 0\r\n"
            + "m=audio 49170 RTP/AVP 8 0 9 18 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:9 G722/8000\r\na=rtpmap:18 G729/8000\r\n"
            + "a=fmtp:18 annexb=no\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\na=rtcp:49171\r\n";

    private final CoreRig rig;
    private final PeerAddress phone;
    private final LbSocket socket;

    Traffic(CoreRig rig, PeerAddress phone, LbSocket socket) {
        this.rig = rig;
        this.phone = phone;
        this.socket = socket;
    }

    private String at() {
        return new String(phone.hostText(), UTF_8) + ':' + phone.getPort();
    }

    private String head(String method, String uri, int number) {
        return method + ' ' + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + at() + ";branch=z9hG4bK-7b7b%08x;rport\r\n".formatted(number);
    }

    private String common(int number) {
        return "Max-Forwards: 70\r\nFrom: \"User 4300001\" <sip:4300001@sip.example.org>;tag=%08xabcd\r\n".formatted(number);
    }

    String register(int number) {
        return head("REGISTER", "sip:sip.example.org", number) + common(number) + "To: \"User 4300001\" <sip:4300001@sip.example.org>\r\nCall-ID: "
                + "%08x1234abcd-0a0b0c0d@198.51.100.23\r\nCSeq: 2 REGISTER\r\n".formatted(number)
                + "Contact: <sip:4300001@" + at() + ";transport=udp>;expires=300;+sip.instance=\"<urn:uuid:0a1b2c3d-0000-1000-8000-000A95A0E128>\"\r\n"
                + "Authorization: " + CREDENTIALS + "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO\r\n"
                + "Supported: path, gruu, outbound\r\n"
                + "User-Agent: Yealink SIP-T46U 108.86.0.70\r\nExpires: 300\r\nContent-Length: 0\r\n\r\n";
    }

    String invite(int number) {
        return head("INVITE", "sip:+43155500123@sip.example.org;user=phone", number) + common(number)
                + "To: <sip:+43155500123@sip.example.org;user=phone>\r\nCall-ID: %08x1234abcd-0a0b0c0d@198.51.100.23\r\nCSeq: 102 INVITE\r\n".formatted(number)
                + "Contact: <sip:4300001@" + at() + ";transport=udp>\r\nProxy-Authorization: " + CREDENTIALS
                + "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO, UPDATE, PRACK\r\nSupported: 100rel, timer, replaces\r\n"
                + "Session-Expires: 1800;refresher=uac\r\nMin-SE: 90\r\nUser-Agent: Yealink SIP-T46U 108.86.0.70\r\n"
                + "P-Preferred-Identity: <sip:4300001@sip.example.org>\r\nContent-Type: application/sdp\r\nContent-Length: " + SDP.length() + "\r\n\r\n" + SDP;
    }

    private String inDialog(String method, int number, List<String> routes) {
        StringBuilder text = new StringBuilder(head(method, "sip:+43155500123@10.0.0.2:5062;transport=udp", number));
        routes.forEach(route -> text.append("Route: ").append(route).append("\r\n"));
        text.append("Route: <sip:10.0.0.2:5062;lr>\r\n").append(common(number)).append("To: <sip:+43155500123@sip.example.org;user=phone>;tag=6f1d2a77\r\n");
        text.append("Call-ID: %08x1234abcd-0a0b0c0d@198.51.100.23\r\nCSeq: 103 %s\r\n".formatted(number, method));
        return text + "Contact: <sip:4300001@" + at() + ";transport=udp>\r\nUser-Agent: Yealink SIP-T46U 108.86.0.70\r\nContent-Length: 0\r\n\r\n";
    }

    /** Requests inward with their answers back, and a call outward with its answers. */
    List<Item> items(int number) {
        List<Item> items = new ArrayList<>();
        List<String> routes = List.of();
        for (String text : List.of(register(number), register(number + 1), invite(number + 2))) {
            SipMessage inside = inward(text, items);
            routes = inside.headers("Record-Route").reversed();
            items.add(new Item(answer(inside), CoreRig.PROXY, CoreRig.INTERNAL));
        }
        inward(inDialog("ACK", number + 3, routes), items);
        SipMessage bye = inward(inDialog("BYE", number + 4, routes), items);
        items.add(new Item(answer(bye), CoreRig.PROXY, CoreRig.INTERNAL));
        outward(number + 5, items);
        return items;
    }

    private SipMessage inward(String text, List<Item> items) {
        byte[] bytes = text.getBytes(UTF_8);
        items.add(new Item(bytes, phone, socket));
        return SipMessage.parse(rig.receives(bytes, phone, socket).getLast().bytes());
    }

    private static byte[] answer(SipMessage inside) {
        SipMessage answer = SipMessage.response(inside, 200, "OK");
        if (!inside.to().tag().isPresent()) {
            answer.set("To", inside.header("To").orElseThrow() + ";tag=6f1d2a77");
        }
        if (inside.method().equals("REGISTER")) {
            answer.add("P-NGCP-Authorization", "4300001@sip.example.org").add("P-NGCP-Auth-IP", "198.51.100.23").add("P-NGCP-Authorized", "1");
        }
        return answer.add("Contact", "<sip:b2b@10.0.0.2:5062>").add("Server", "Tandem").add("Allow", "INVITE, ACK, CANCEL, OPTIONS, BYE, UPDATE").toBytes();
    }

    private void outward(int number, List<Item> items) {
        String text = "INVITE sip:4300002@" + at() + ";transport=udp SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5062;branch=z9hG4bK%08x\r\n".formatted(number)
                + "Max-Forwards: 68\r\nFrom: <sip:43155500123@sip.example.org>;tag=s%08x\r\nTo: <sip:4300002@sip.example.org>\r\nCall-ID: %08x@b2b_pbx-1\r\n"
                        .formatted(number, number)
                + "CSeq: 10 INVITE\r\nContact: <sip:10.0.0.3:5080;transport=udp>\r\nP-D-Uri: sip:lb@10.0.0.1:5060;lr;received=sip:" + at() + ";socket=sip:"
                + socket.text() + "\r\nP-Caller-UUID: 0a0b0c0d\r\nP-Asserted-Identity: <sip:43155500123@sip.example.org>\r\nContent-Type: application/sdp\r\n"
                + "Content-Length: " + SDP.length() + "\r\n\r\n" + SDP;
        byte[] bytes = text.getBytes(UTF_8);
        items.add(new Item(bytes, CoreRig.PROXY, CoreRig.INTERNAL));
        SipMessage outside = SipMessage.parse(rig.receives(bytes, CoreRig.PROXY, CoreRig.INTERNAL).getLast().bytes());
        SipMessage answer = SipMessage.response(outside, 200, "OK").set("To", outside.header("To").orElseThrow() + ";tag=b77")
                .add("Contact", "<sip:4300002@" + at() + ";transport=udp>");
        items.add(new Item(answer.toBytes(), phone, socket));
    }
}
