package io.tandem.platform.control.rpc;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import io.tandem.platform.control.ControlFault;

/** Calls the commands of a service by XML-RPC. Any thread. */
public final class ControlClient implements AutoCloseable {
    private final HttpClient http;
    private final URI node;
    private final Duration patience;

    /**
     * @param node {@code host:port} of the control port
     * @param patience for connecting, and for an answer
     */
    public ControlClient(String node, Duration patience) {
        this.node = URI.create("http://" + node + "/RPC2");
        this.patience = patience;
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(patience).build();
    }

    /**
     * The result, in the types of {@link io.tandem.platform.control.ControlCommand#call}.
     *
     * @throws ControlFault as the service tells it
     * @throws IOException if it does not answer, or is no control port
     */
    public Object call(String method, List<Object> parameters) throws IOException, InterruptedException, ControlFault {
        HttpRequest request = HttpRequest.newBuilder(node).timeout(patience).header("Content-Type", "text/xml")
            .POST(HttpRequest.BodyPublishers.ofByteArray(XmlRpcWriter.call(method, parameters))).build();
        HttpResponse<byte[]> response = send(request);
        if (response.statusCode() != 200) {
            throw new IOException("%s answered %d to %s; is it the control port, and may this host use it (tandem.control.allowed)?"
                .formatted(node, response.statusCode(), method));
        }
        return XmlRpcReader.response(response.body());
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IOException("no answer from " + node + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()), e);
        }
    }

    @Override public void close() {
        http.shutdownNow();
    }
}
