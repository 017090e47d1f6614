import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Load on the API over seed.sql: rates with some clients at once, latencies of one alone, statements per request. Source launcher, see run.sh. */
public final class Load {
    private static final int SUBSCRIBERS = 100_000;
    private static final int FIRST_ID = 200_000;
    private static final AtomicInteger NEXT = new AtomicInteger((int) (System.currentTimeMillis() / 1000 % 1_000_000) * 100);

    private final String base;
    private final Connection database;
    private final HttpClient http;

    private record Call(String method, String path, String body) {
        static Call get(String path) {
            return new Call("GET", path, "");
        }
    }

    private Load(String base, Connection database) throws Exception {
        this.base = base;
        this.database = database;
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
        http = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        try (Connection database = DriverManager.getConnection(arguments[1], "tandem", "tandem")) {
            new Load(arguments[0], database).run(Integer.parseInt(arguments[2]));
        }
    }

    private void run(int requests) throws Exception {
        System.out.println("| request | clients | requests/s | p50 ms | p95 ms | p99 ms | statements |\n|---|---|---|---|---|---|---|");
        measure("GET one subscriber", requests, i -> Call.get("/api/subscribers/" + some(i)));
        measure("GET 10 of a customer", requests, i -> Call.get("/api/subscribers/?customer_id=" + (FIRST_ID + mixed(i) % 10_000)));
        measure("GET by domain and user name", requests, i -> Call.get("/api/subscribers/?domain=d%d.bench.test&username=a%d".formatted(mixed(i) % 10, mixed(i))));
        measure("GET by primary number", requests, i -> Call.get("/api/subscribers/?primary_number=4370" + (1_000_000 + mixed(i))));
        measure("GET by display name", requests, i -> Call.get("/api/subscribers/?display_name=Subscriber%20" + mixed(i)));
        measure("GET by user name prefix, no_count", requests / 4, i -> Call.get("/api/subscribers/?username=a" + mixed(i) / 10 + "*&no_count=1"));
        measure("GET one's preferences", requests, i -> Call.get("/api/subscriberpreferences/" + some(i)));
        measure("PUT preferences", requests, i -> new Call("PUT", "/api/subscriberpreferences/" + some(i),
            "{\"clir\": true, \"cli\": \"4370%d\", \"allowed_clis\": [\"4370%d\"], \"concurrent_max\": %d, \"block_in_list\": [\"431*\", \"432*\"]}"
                .formatted(1_000_000 + mixed(i), 1_000_000 + mixed(i), i % 9 + 1)));
        measure("POST a subscriber", requests / 2, i -> subscriber(NEXT.incrementAndGet()));
        measure("first page", requests / 8, i -> Call.get("/api/subscribers/"));
        measure("page at offset 90,000", requests / 8, i -> Call.get("/api/subscribers/?page=9001"));
        measure("page at offset 50,000", requests / 8, i -> Call.get("/api/subscribers/?page=5001"));
        measure("first page, no_count", requests / 8, i -> Call.get("/api/subscribers/?no_count=1"));
        measure("page at offset 90,000, no_count", requests / 8, i -> Call.get("/api/subscribers/?page=9001&no_count=1"));
        measure("first page of a domain", requests / 8, i -> Call.get("/api/subscribers/?domain=d3.bench.test"));
        measure("first page by user name", requests / 8, i -> Call.get("/api/subscribers/?order_by=username"));
    }

    private void measure(String name, int requests, IntFunction<Call> call) throws Exception {
        drive(call, Math.max(50, requests / 4), 4);
        long before = questions();
        double[] alone = drive(call, Math.max(50, requests / 4), 1);
        double statements = (questions() - before - 1.0) / alone.length;
        Arrays.sort(alone);
        long start = System.nanoTime();
        double[] together = drive(call, requests, 8);
        double rate = together.length / ((System.nanoTime() - start) / 1e9);
        System.out.printf("| %s | 1, 8 | %.0f | %.2f | %.2f | %.2f | %.1f |%n", name, rate, at(alone, 0.5), at(alone, 0.95), at(alone, 0.99), statements);
    }

    private double[] drive(IntFunction<Call> call, int requests, int clients) throws Exception {
        double[] millis = new double[requests];
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            for (int client = 0; client < clients; client++) {
                threads.submit(() -> {
                    for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
                        long start = System.nanoTime();
                        send(call.apply(i));
                        millis[i] = (System.nanoTime() - start) / 1e6;
                    }
                    return millis;
                });
            }
        }
        if (Arrays.stream(millis).anyMatch(each -> each == 0)) {
            throw new IllegalStateException("a request failed, see above");
        }
        return millis;
    }

    private void send(Call call) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + call.path()))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("administrator:administrator".getBytes()))
            .header("Content-Type", "application/json")
            .method(call.method(), call.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(call.body())).build();
        var response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            System.err.println(call + " got " + response.statusCode() + " " + response.body());
            throw new IllegalStateException();
        }
    }

    private long questions() throws Exception {
        try (var statement = database.createStatement(); var row = statement.executeQuery("show global status like 'Questions'")) {
            row.next();
            return row.getLong(2);
        }
    }

    private static Call subscriber(int n) {
        return new Call("POST", "/api/subscribers/", """
            {"customer_id": %d, "domain_id": %d, "username": "new%d", "password": "testuser", "primary_number": {"cc": 44, "ac": "70", "sn": "%d"},
             "alias_numbers": [{"cc": 45, "ac": "70", "sn": "%d"}]}""".formatted(FIRST_ID + n % 10_000, FIRST_ID + n % 10, n, n, n));
    }

    private static int some(int i) {
        return FIRST_ID + mixed(i);
    }

    /** Spreads neighbours. */
    private static int mixed(int i) {
        return (int) (i * 7919L % SUBSCRIBERS);
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.round(share * sorted.length))];
    }

    private static final class TrustAll implements X509TrustManager {
        @Override public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
