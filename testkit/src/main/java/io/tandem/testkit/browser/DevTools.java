package io.tandem.testkit.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** One page of a browser, told what to do by the DevTools protocol. Any thread. */
final class DevTools implements AutoCloseable {
    private static final Pattern PAGE = Pattern.compile("\"(ws://[^\"]*/devtools/page/[^\"]*)\"");
    private static final Pattern ID = Pattern.compile("^\\{\"id\":(\\d+)");
    private static final Pattern VALUE = Pattern.compile("\"value\":\"([A-Za-z0-9+/=]*)\"");

    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger(1);

    /** Opens one more page. @param port where the browser serves the protocol */
    DevTools(HttpClient http, int port, String url) throws IOException, InterruptedException {
        String opened = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?" + url)).PUT(
                HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString()).body();
        Matcher page = PAGE.matcher(opened);
        if (!page.find()) throw new IOException("the browser opened no page: " + opened);
        socket = http.newWebSocketBuilder().buildAsync(URI.create(page.group(1)), new Answers()).join();
    }

    /** The messages that answer a command; events are not asked for. */
    private final class Answers implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                Matcher id = ID.matcher(message);
                if (id.find()) Optional.ofNullable(waiting.remove(Integer.valueOf(id.group(1)))).ifPresent(waiter -> waiter.complete(message.toString()));
                message.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    /** The text that an expression, or its promise, gives. It travels in base64, so that no JSON need be read here.
     * @throws IOException with what the browser says, if the script throws */
    String evaluate(String expression, Duration limit) throws IOException, InterruptedException {
        String script = "(async () => { const text = String(await (" + expression + "));"
                + " return btoa(String.fromCharCode(...new TextEncoder().encode(text))); })()";
        String message = await(command("Runtime.evaluate", "{\"awaitPromise\":true,\"returnByValue\":true,\"expression\":" + quoted(script) + "}"),
                expression, limit);
        Matcher value = VALUE.matcher(message);
        if (message.contains("\"exceptionDetails\"") || !value.find()) throw new IOException(expression + ": " + message);
        return new String(Base64.getDecoder().decode(value.group(1)), StandardCharsets.UTF_8);
    }

    private CompletableFuture<String> command(String method, String parameters) {
        int id = next.getAndIncrement();
        CompletableFuture<String> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true).join();
        return answer;
    }

    private static String await(CompletableFuture<String> answer, String expression, Duration limit) throws IOException, InterruptedException {
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | CompletionException e) {
            throw new IOException("no answer of the browser to " + expression + " within " + limit, e);
        }
    }

    /** As a JSON text, which is a JavaScript text too. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c < ' ' || c > '~') quoted.append("\\u%04x".formatted((int) c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    /** Closes the page: one that is left open keeps its microphone, and a browser has only sixteen. */
    @Override public void close() throws IOException, InterruptedException {
        if (socket.isOutputClosed()) return;
        try {
            await(command("Page.close", "{}"), "Page.close", CLOSE);
        } finally {
            socket.abort();
        }
    }
}
