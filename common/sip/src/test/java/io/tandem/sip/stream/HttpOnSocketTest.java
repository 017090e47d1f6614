package io.tandem.sip.stream;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

import io.tandem.net.EventLoop;
import io.tandem.sip.stream.StreamPeers.Notes;
import io.tandem.sip.stream.http.HttpEndpoint;
import io.tandem.sip.stream.http.HttpReply;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.tandem.sip.stream.StreamPeers.any;
import static io.tandem.sip.stream.StreamPeers.connect;
import static io.tandem.sip.stream.StreamPeers.isCut;
import static io.tandem.sip.stream.StreamPeers.receives;
import static io.tandem.sip.stream.StreamPeers.request;
import static io.tandem.sip.stream.StreamPeers.sends;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** HTTP and SIP on one TCP socket. */
@Timeout(60)
class HttpOnSocketTest {

    private final EventLoop loop = EventLoop.open("test");
    private final Notes notes = new Notes();
    private final StreamTransport transport = StreamTransport.open(loop, StreamLimits.DEFAULT, 1);
    private final HttpEndpoint echo = call -> call.target().equals("/broken") ? CompletableFuture.failedFuture(new IllegalStateException("broken"))
            : CompletableFuture.supplyAsync(() -> new HttpReply(200, "text/plain", "%s %s %s %d".formatted(call.method(), call.target(), call.contentType(),
                    call.body().length).getBytes(US_ASCII)));
    private final StreamListener listener = transport.listen(Protocol.TCP, any("127.0.0.1"), notes, ListenOptions.PLAIN.with(echo));

    @AfterEach
    void closes() {
        transport.close();
        loop.close();
    }

    private HttpResponse<String> posts(HttpClient client, String path, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:%d%s".formatted(listener.local().getPort(), path));
        return client.send(HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).header("Content-Type", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anHttpRequestGoesToTheEndpointAndSipToTheReceiver() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient(); Socket phone = connect(listener)) {
            sends(phone, request("1"));
            notes.frame(request("1"));
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> reply = posts(client, "/RPC2", "<call/>");
                assertThat(reply.statusCode()).isEqualTo(200);
                assertThat(reply.body()).isEqualTo("POST /RPC2 text/xml 7");
                assertThat(reply.headers().firstValue("content-type")).contains("text/plain");
            }
            assertThat(transport.counters().httpCalls()).isEqualTo(3);
            assertThat(transport.counters().accepted()).as("connections: the phone's and one kept alive").isEqualTo(2);
            assertThat(notes.isEmpty()).isTrue();
        }
    }

    @Test
    void bodiesUpTo256KilobytesPassAndLargerOnesAreRefused() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(posts(client, "/", "x".repeat(256 * 1024)).body()).endsWith(" 262144");
            assertThat(posts(client, "/", "x".repeat(256 * 1024 + 1)).statusCode()).isEqualTo(413);
        }
    }

    @Test
    void aFailedEndpointAnswers500() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(posts(client, "/broken", "").statusCode()).isEqualTo(500);
            assertThat(posts(client, "/", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (Socket client = connect(listener)) {
            sends(client, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            String all = new String(client.getInputStream().readAllBytes(), US_ASCII);
            assertThat(all.indexOf("GET /1")).isPositive().isLessThan(all.indexOf("GET /2"));
        }
    }

    @Test
    void theFirstWordMayComeInPieces() throws Exception {
        try (Socket client = connect(listener)) {
            client.setTcpNoDelay(true);
            sends(client, "PO");
            StreamPeers.await(() -> transport.connections(1).stream().anyMatch(c -> c.bytesIn() == 2));
            sends(client, "ST /x HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
            assertThat(receives(client, 12)).isEqualTo("HTTP/1.1 200");
            assertThat(isCut(client)).isTrue();
        }
    }

    @Test
    void httpAfterSipIsNoSip() throws Exception {
        try (Socket phone = connect(listener)) {
            sends(phone, request("1") + "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            notes.frame(request("1"));
            notes.next("broken");
            notes.next("closed");
            assertThat(isCut(phone)).isTrue();
        }
    }

    @Test
    void brokenHttpIsAnswered400() throws Exception {
        try (Socket client = connect(listener)) {
            sends(client, "GET\u0000/ x\r\n\r\n");
            assertThat(isCut(client)).isTrue();
        }
        try (Socket client = connect(listener)) {
            sends(client, "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n");
            assertThat(receives(client, 12)).isEqualTo("HTTP/1.1 400");
            assertThat(isCut(client)).isTrue();
        }
    }
}
