package io.tandem.testkit.browser;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.tandem.codec.SineTone;
import io.tandem.codec.WavFile;

/** Debian's Chromium without a window. Its microphone hears a tone, its camera sees a test picture; it gathers loopback candidates. */
public final class Browser implements AutoCloseable {
    private static final List<String> OPTIONS = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--mute-audio",
            "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required",
            "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
            "--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns", "--remote-debugging-port=0");
    private static final int SAMPLE_RATE_HZ = 8000;
    private static final Duration START = Duration.ofSeconds(30);

    private final Process process;
    private final HttpServer pages;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    private Browser(Process process, HttpServer pages, int port) {
        this.process = process;
        this.pages = pages;
        this.port = port;
    }

    /** Starts it.
     * @param folder  empty: for the profile and the log
     * @param toneHz  what the microphone hears, a multiple of 10
     * @param scripts names beside {@code owner} of what pages run after the WebRTC party */
    public static Browser start(Path folder, double toneHz, Class<?> owner, String... scripts) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path tone = folder.resolve("tone.wav");
        WavFile.write(tone, new SineTone(toneHz, 8000).next(SAMPLE_RATE_HZ));
        HttpServer pages = serve(page(owner, scripts));
        List<String> command = new ArrayList<>(List.of("chromium"));
        command.addAll(OPTIONS);
        command.addAll(List.of("--user-data-dir=" + folder.resolve("profile"), "--use-file-for-fake-audio-capture=" + tone, "about:blank"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null")
                .toFile())).redirectOutput(folder.resolve("browser.log").toFile()).start();
        try {
            return new Browser(process, pages, awaitPort(process, folder));
        } catch (IOException | InterruptedException e) {
            process.destroy();
            pages.stop(0);
            throw e;
        }
    }

    private static String page(Class<?> owner, String... scripts) throws IOException {
        StringBuilder page = new StringBuilder("<!doctype html><meta charset=utf-8><title>party</title><script>").append(script(Browser.class,
                "party.js"));
        for (String name : scripts) {
            page.append(script(owner, name));
        }
        return page.append("</script>").toString();
    }

    private static String script(Class<?> owner, String name) throws IOException {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) throw new IOException("no script " + name + " beside " + owner);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpServer serve(String page) throws IOException {
        byte[] octets = page.getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, octets.length);
                exchange.getResponseBody().write(octets);
            }
        });
        server.start();
        return server;
    }

    /** The browser writes down which port it has taken. */
    private static int awaitPort(Process process, Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("profile/DevToolsActivePort");
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() >= 2) return Integer.parseInt(lines.getFirst());
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException("the browser did not start: " + Files.readString(folder.resolve("browser.log")));
    }

    /** One more page, in a tab of its own. */
    public BrowserPage open() throws IOException, InterruptedException {
        BrowserPage page = new BrowserPage(new DevTools(http, port, "http://127.0.0.1:" + pages.getAddress().getPort() + "/"));
        page.awaitLoaded();
        return page;
    }

    /** Ends the browser with all its pages. */
    @Override public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        pages.stop(0);
        http.close();
    }
}
