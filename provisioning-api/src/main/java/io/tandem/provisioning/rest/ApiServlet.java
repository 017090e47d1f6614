package io.tandem.provisioning.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.message.MediaTypes;
import io.tandem.provisioning.message.Problem;
import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Content;
import io.tandem.provisioning.security.LoginState;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Between the web server and {@link Api}: reads a request, writes the reply. What goes wrong inside is for {@link FailureFilter}. */
public final class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int MAX_JSON_BYTES = 4 << 20;

    /** Sound files, greetings, long CSV lists. */
    private static final int MAX_FILE_BYTES = 32 << 20;

    private final transient Api api;

    public ApiServlet(Api api) {
        this.api = api;
    }

    @Override
    protected void service(HttpServletRequest http, HttpServletResponse response) throws IOException {
        write(reply(http), "HEAD".equals(http.getMethod()), response);
    }

    private Reply reply(HttpServletRequest http) throws IOException {
        try {
            return api.handle(request(http));
        } catch (ApiError refused) {
            return Problem.reply(Optional.ofNullable(http.getHeader("Accept")), refused);
        }
    }

    private static Request request(HttpServletRequest http) throws IOException {
        Map<String, String> headers = headers(http);
        List<String> path = Arrays.stream(Optional.ofNullable(http.getPathInfo()).orElse("").split("/", -1)).filter(p -> !p.isEmpty()).toList();
        Caller caller = LoginState.caller(http)
            .orElseThrow(() -> new IllegalStateException("no caller: the security filters did not run"));
        return new Request(Request.effectiveMethod(http.getMethod(), headers), path, parameters(http), headers, body(http), caller);
    }

    private static Map<String, String> headers(HttpServletRequest http) {
        Map<String, String> headers = new HashMap<>();
        for (String name : Collections.list(http.getHeaderNames())) {
            headers.putIfAbsent(name.toLowerCase(Locale.ROOT), http.getHeader(name));
        }
        return headers;
    }

    /** Read from the query alone: asking the container would swallow a form body. */
    private static Map<String, List<String>> parameters(HttpServletRequest http) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : Optional.ofNullable(http.getQueryString()).orElse("").split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty()) {
                parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw ApiError.badRequest("Malformed escape in query '%s'".formatted(text));
        }
    }

    private static byte[] body(HttpServletRequest http) throws IOException {
        boolean json = Optional.ofNullable(http.getContentType()).orElse(MediaTypes.JSON).startsWith(MediaTypes.JSON);
        int most = json ? MAX_JSON_BYTES : MAX_FILE_BYTES;
        try (InputStream in = http.getInputStream()) {
            byte[] body = in.readNBytes(most + 1);
            if (body.length > most) {
                throw ApiError.tooLarge(most);
            }
            return body;
        }
    }

    static void write(Reply reply, boolean headOnly, HttpServletResponse response) throws IOException {
        if (reply.content().isPresent()) {
            write(reply, reply.content().get(), headOnly, response);
            return;
        }
        begin(reply, response);
        if (reply.status() != HttpServletResponse.SC_NO_CONTENT) {
            response.setContentLength(reply.body().length);
        }
        if (!headOnly) {
            response.getOutputStream().write(reply.body());
        }
    }

    private static void begin(Reply reply, HttpServletResponse response) {
        response.setStatus(reply.status());
        reply.headers().forEach(header -> response.addHeader(header.name(), header.value()));
    }

    /**
     * What cannot be read from the start gets another reply; after the start a failure can only cut it. Whatever ends it, the content is closed: also when
     * the client is gone, as the next octets that are written to him tell.
     */
    private static void write(Reply reply, Content content, boolean headOnly, HttpServletResponse response) throws IOException {
        try (content) {
            byte[] start = start(content, response.getBufferSize());
            begin(reply, response);
            content.lengthBytes().ifPresent(response::setContentLengthLong);
            if (!headOnly) {
                response.getOutputStream().write(start);
                response.flushBuffer();
                content.stream().transferTo(response.getOutputStream());
            }
        }
    }

    private static byte[] start(Content content, int length) {
        try {
            return content.stream().readNBytes(length);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("a file cannot be read", unreadable);
        }
    }
}
