import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Load on the API over seed.sql: rates with 8 clients at once, latencies of one alone, statements and the server's CPU time per request. Each kind of
 * request is warmed up first. Source launcher, see run.sh.
 */
public final class Load {
    private static final int SUBSCRIBERS = 100_000;
    private static final int FIRST_ID = 200_000;
    private static final int CLIENTS = 8;
    /** Of the processor time in /proc, per second. */
    private static final double TICKS = 100;
    private static final String LOGIN = "Basic " + Base64.getEncoder().encodeToString("administrator:administrator".getBytes(StandardCharsets.US_ASCII));
    private static final AtomicInteger NEXT = new AtomicInteger((int) (System.currentTimeMillis() / 1000 % 1_000_000) * 1000);

    private final String base;
    private final Connection database;
    private final Path process;
    private final double seconds;

    private record Call(String method, String path, String body) {
        static Call get(String path) {
            return new Call("GET", path, "");
        }
    }

    private Load(String base, Connection database, String server, double seconds) {
        this.base = base;
        this.database = database;
        this.process = Path.of("/proc", server);
        this.seconds = seconds;
    }

    /** Arguments: base URL, URL of the database, id of the server's process, seconds of the warm-up of each kind, pattern of the kinds. */
    public static void main(String[] arguments) throws Exception {
        System.setProperty("http.maxConnections", "16");
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
        HttpsURLConnection.setDefaultSSLSocketFactory(tls.getSocketFactory());
        HttpsURLConnection.setDefaultHostnameVerifier((_, _) -> true);
        try (Connection database = DriverManager.getConnection(arguments[1], "tandem", "tandem")) {
            new Load(arguments[0], database, arguments[2], Double.parseDouble(arguments[3])).run(Pattern.compile(arguments[4]));
        }
    }

    private static Map<String, IntFunction<Call>> kinds() {
        Map<String, IntFunction<Call>> kinds = new LinkedHashMap<>();
        kinds.put("GET one subscriber", i -> Call.get("/api/subscribers/" + some(i)));
        kinds.put("GET 10 of a customer", i -> Call.get("/api/subscribers/?customer_id=" + (FIRST_ID + mixed(i) % 10_000)));
        kinds.put("GET by domain and user name", i -> Call.get("/api/subscribers/?domain=d%d.bench.test&username=a%d".formatted(mixed(i) % 10, mixed(i))));
        kinds.put("GET by primary number", i -> Call.get("/api/subscribers/?primary_number=4370" + (1_000_000 + mixed(i))));
        kinds.put("GET by display name", i -> Call.get("/api/subscribers/?display_name=Subscriber%20" + mixed(i)));
        kinds.put("GET 10 by user name prefix, no_count", i -> Call.get("/api/subscribers/?username=a" + mixed(i) / 10 + "*&no_count=1"));
        kinds.put("GET one's preferences", i -> Call.get("/api/subscriberpreferences/" + some(i)));
        kinds.put("PUT preferences", i -> new Call("PUT", "/api/subscriberpreferences/" + some(i),
            "{\"clir\": true, \"cli\": \"4370%d\", \"allowed_clis\": [\"4370%d\"], \"concurrent_max\": %d, \"block_in_list\": [\"431*\", \"432*\"]}"
                .formatted(1_000_000 + mixed(i), 1_000_000 + mixed(i), NEXT.incrementAndGet())));
        kinds.put("POST a subscriber", i -> subscriber(NEXT.incrementAndGet()));
        kinds.put("first page", i -> Call.get("/api/subscribers/"));
        kinds.put("page at offset 90,000", i -> Call.get("/api/subscribers/?page=9001"));
        kinds.put("page at offset 50,000", i -> Call.get("/api/subscribers/?page=5001"));
        kinds.put("first page, no_count", i -> Call.get("/api/subscribers/?no_count=1"));
        kinds.put("page at offset 90,000, no_count", i -> Call.get("/api/subscribers/?page=9001&no_count=1"));
        kinds.put("first page of a domain", i -> Call.get("/api/subscribers/?domain=d3.bench.test"));
        kinds.put("first page by user name", i -> Call.get("/api/subscribers/?order_by=username"));
        return kinds;
    }

    private void run(Pattern wanted) throws Exception {
        System.out.println("| request | requests/s, 8 clients | server CPU ms | p50 ms, 1 client | p95 | p99 | statements | RSS MiB |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (Map.Entry<String, IntFunction<Call>> kind : kinds().entrySet()) {
            if (wanted.matcher(kind.getKey()).find()) {
                measure(kind.getKey(), kind.getValue());
            }
        }
    }

    private void measure(String name, IntFunction<Call> call) throws Exception {
        int warm = drive(call, seconds, 4, 0).size();
        long before = questions();
        List<Double> alone = drive(call, seconds / 4, 1, warm);
        double statements = (questions() - before - 1.0) / alone.size();
        Collections.sort(alone);
        double cpu = cpuSeconds();
        long start = System.nanoTime();
        List<Double> together = drive(call, seconds / 2, CLIENTS, warm + alone.size());
        double rate = together.size() / ((System.nanoTime() - start) / 1e9);
        System.out.printf("| %s | %.0f | %.2f | %.2f | %.2f | %.2f | %.1f | %d |%n", name, rate, (cpuSeconds() - cpu) * 1000 / together.size(),
            at(alone, 0.5), at(alone, 0.95), at(alone, 0.99), statements, residentMib());
    }

    /** Milliseconds of each request that the clients send, one behind the other, until the time is up. */
    private List<Double> drive(IntFunction<Call> call, double duration, int clients, int first) throws Exception {
        AtomicInteger next = new AtomicInteger(first);
        long end = System.nanoTime() + (long) (duration * 1e9);
        List<Double> millis = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<List<Double>>> all = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                all.add(threads.submit(() -> {
                    List<Double> own = new ArrayList<>();
                    for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
                        send(call.apply(next.getAndIncrement()));
                        own.add((System.nanoTime() - start) / 1e6);
                    }
                    return own;
                }));
            }
            for (Future<List<Double>> one : all) {
                millis.addAll(one.get());
            }
        }
        return millis;
    }

    private void send(Call call) throws IOException {
        HttpsURLConnection request = (HttpsURLConnection) URI.create(base + call.path()).toURL().openConnection();
        request.setRequestProperty("Authorization", LOGIN);
        request.setRequestMethod(call.method());
        if (!call.body().isEmpty()) {
            request.setRequestProperty("Content-Type", "application/json");
            request.setDoOutput(true);
            request.getOutputStream().write(call.body().getBytes(StandardCharsets.UTF_8));
        }
        int status = request.getResponseCode();
        try (var answer = status < 400 ? request.getInputStream() : request.getErrorStream()) {
            byte[] body = answer.readAllBytes();
            if (status / 100 != 2) {
                throw new IOException(call + " got " + status + " " + new String(body, StandardCharsets.UTF_8));
            }
        }
    }

    private long questions() throws Exception {
        try (var statement = database.createStatement(); var row = statement.executeQuery("show global status like 'Questions'")) {
            row.next();
            return row.getLong(2);
        }
    }

    /** In user and system mode together (proc(5), fields 14 and 15 of stat). */
    private double cpuSeconds() throws IOException {
        String[] fields = Files.readString(process.resolve("stat")).replaceFirst(".*\\) ", "").split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    private int residentMib() throws IOException {
        return Files.readAllLines(process.resolve("status")).stream().filter(line -> line.startsWith("VmRSS"))
            .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")) / 1024).findFirst().orElseThrow();
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

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.round(share * sorted.size())));
    }

    private static final class TrustAll implements X509TrustManager {
        @Override public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
