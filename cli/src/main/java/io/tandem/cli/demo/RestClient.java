package io.tandem.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A small client of the REST API (wire contract, section 1). Trusts the suite's own certificate authority only. Any thread. */
public final class RestClient implements AutoCloseable {
    /** An answer that was not the expected one; the message has method, path, status and body. */
    public static final class UnexpectedAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        UnexpectedAnswerException(HttpRequest request, HttpResponse<String> response) {
            super(request.method() + " " + request.uri().getPath() + " was answered " + response.statusCode() + ": " + response.body().strip());
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http;
    private final String base;
    private final String authorization;

    private RestClient(HttpClient http, String base, String authorization) {
        this.http = http;
        this.base = base;
        this.authorization = authorization;
    }

    /**
     * @param base for example {@code https://127.0.0.1:1443}
     * @param certificateAuthority PEM file
     */
    public static RestClient of(String base, Path certificateAuthority, String login, String password) throws IOException {
        String credentials = Base64.getEncoder().encodeToString((login + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpClient http = HttpClient.newBuilder().sslContext(trusting(certificateAuthority)).connectTimeout(PATIENCE).build();
        return new RestClient(http, base, "Basic " + credentials);
    }

    private static SSLContext trusting(Path certificateAuthority) throws IOException {
        try (InputStream pem = Files.newInputStream(certificateAuthority)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("tandem", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot trust " + certificateAuthority, e);
        }
    }

    /** The one item that the filters match, if there is exactly one. */
    public Optional<JsonNode> find(String collection, Map<String, ?> filters) throws IOException, InterruptedException {
        JsonNode found = list(collection, filters);
        JsonNode embedded = found.path("_embedded").path("ngcp:" + collection);
        return found.path("total_count").asInt() == 1 ? Optional.of(embedded.isArray() ? embedded.get(0) : embedded) : Optional.empty();
    }

    public JsonNode list(String collection, Map<String, ?> parameters) throws IOException, InterruptedException {
        return json.readTree(send(request("/api/" + collection + "/?" + query(parameters)).GET().build(), 200).body());
    }

    public JsonNode get(String collection, long id) throws IOException, InterruptedException {
        return json.readTree(send(request("/api/" + collection + "/" + id).GET().build(), 200).body());
    }

    /** Has something done that leaves no item. */
    public void act(String collection, Map<String, ?> parameters) throws IOException, InterruptedException {
        send(request("/api/" + collection + "/").header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(parameters))).build(), 200);
    }

    /** Creates an item; returns the id at the end of its Location. */
    public long create(String collection, Map<String, ?> item) throws IOException, InterruptedException {
        return Long.parseLong(createNamed(collection, item));
    }

    /** The same for items whose ids are no numbers. */
    public String createNamed(String collection, Map<String, ?> item) throws IOException, InterruptedException {
        HttpRequest request = request("/api/" + collection + "/").header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(item))).build();
        return idOfNew(request);
    }

    /**
     * Creates an item whose content is the body, its fields in the query.
     *
     * @return its id
     */
    public long upload(String collection, Map<String, ?> fields, String contentType, byte[] content) throws IOException, InterruptedException {
        HttpRequest request = request("/api/" + collection + "/?" + query(fields)).header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(content)).build();
        return Long.parseLong(idOfNew(request));
    }

    private String idOfNew(HttpRequest request) throws IOException, InterruptedException {
        String location = send(request, 201).headers().firstValue("Location").orElseThrow(() -> new IOException("no Location after " + request));
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static String query(Map<String, ?> parameters) {
        return parameters.entrySet().stream().map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue().toString())).collect(Collectors.joining("&"));
    }

    /** Replaces an item; the answer's body. */
    public JsonNode replace(String collection, long id, Map<String, ?> item) throws IOException, InterruptedException {
        HttpRequest request = request("/api/" + collection + "/" + id).header("Content-Type", "application/json")
            .header("Prefer", "return=representation").PUT(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(item))).build();
        return json.readTree(send(request, 200).body());
    }

    /**
     * Deletes an item; one that is not there is fine.
     *
     * @param id as in its URI, which need not be a number
     * @return whether there was one
     */
    public boolean delete(String collection, String id) throws IOException, InterruptedException {
        HttpRequest request = request("/api/" + collection + "/" + id).DELETE().build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2 && response.statusCode() != 404) {
            throw new UnexpectedAnswerException(request, response);
        }
        return response.statusCode() != 404;
    }

    /** The CDR of a call, waited for: mediation writes it within seconds after the call. Empty if it is not there in time. */
    public Optional<JsonNode> awaitCall(String callId, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode latest = list("calls", Map.of("order_by", "id", "order_by_direction", "desc", "rows", 20));
            for (JsonNode cdr : latest.path("_embedded").path("ngcp:calls")) {
                if (cdr.path("call_id").asString().equals(callId)) {
                    return Optional.of(cdr);
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return Optional.empty();
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(base + pathAndQuery)).timeout(PATIENCE).header("Authorization", authorization);
    }

    private HttpResponse<String> send(HttpRequest request, int expected) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != expected) {
            throw new UnexpectedAnswerException(request, response);
        }
        return response;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override public void close() {
        http.close();
    }
}
