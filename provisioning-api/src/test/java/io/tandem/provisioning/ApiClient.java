package io.tandem.provisioning;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An HTTPS client of the API as existing ones behave: certificate of the server not checked, Basic credentials, {@code Prefer: return=representation}. */
final class ApiClient {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http;
    private final Optional<String> authorization;
    private final boolean subscriber;

    private ApiClient(HttpClient http, Optional<String> authorization) {
        this(http, authorization, false);
    }

    private ApiClient(HttpClient http, Optional<String> authorization, boolean subscriber) {
        this.http = http;
        this.authorization = authorization;
        this.subscriber = subscriber;
    }

    static ApiClient administrator() {
        return login("administrator", "administrator");
    }

    static ApiClient login(String login, String password) {
        return new ApiClient(client(), Optional.of(basic(login, password)));
    }

    /** On the port of subscribers. */
    static ApiClient subscriber(String login, String password) {
        return new ApiClient(client(), Optional.of(basic(login, password)), true);
    }

    static ApiClient onSubscriberPort() {
        return new ApiClient(client(), Optional.empty(), true);
    }

    static ApiClient bearer(String token) {
        return new ApiClient(client(), Optional.of("Bearer " + token));
    }

    private static String basic(String login, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((login + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    static ApiClient anonymous(KeyManager... keys) {
        return new ApiClient(client(keys), Optional.empty());
    }

    private static HttpClient client(KeyManager... keys) {
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new TrustAll()}, new SecureRandom());
            return HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A reply with its body read as JSON where it is some. */
    record Answer(int status, HttpHeaders headers, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JSON.readTree(bytes);
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String id() {
            String location = header("Location");
            return location.substring(location.lastIndexOf('/') + 1);
        }

        String message() {
            return json().path("message").asString();
        }
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    Answer post(String path, String body) {
        return send("POST", path, body, "Content-Type", "application/json", "Prefer", "return=representation");
    }

    Answer put(String path, String body) {
        return send("PUT", path, body, "Content-Type", "application/json", "Prefer", "return=representation");
    }

    Answer patch(String path, String body) {
        return send("PATCH", path, body, "Content-Type", "application/json-patch+json", "Prefer", "return=representation");
    }

    Answer delete(String path) {
        return send("DELETE", path, "");
    }

    /** The body of a reply that does not end. */
    InputStream stream(String path, Duration patience, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + RunningApi.port() + path)).timeout(patience).headers(headers);
        authorization.ifPresent(value -> request.header("Authorization", value));
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream()).body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer send(String method, String path, String body, String... headers) {
        return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer send(String method, String path, byte[] body, String... headers) {
        int port = subscriber ? RunningApi.subscriberPort() : RunningApi.port();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
            .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        authorization.ifPresent(value -> request.header("Authorization", value));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustAll implements X509TrustManager {
        @Override public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
