package io.tandem.provisioning.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.tandem.provisioning.login.Realm;
import jakarta.servlet.http.HttpServletResponse;

/** What those get who may not in. */
final class Refusals {
    static final String EXPIRED = "Password expired";

    private Refusals() {}

    /** 401 as text; the realm must be exactly this, existing clients answer no other. */
    static void unauthorized(HttpServletResponse response, Realm realm) throws IOException {
        response.setHeader("WWW-Authenticate", "Basic realm=\"" + realm.label() + "\"");
        write(response, HttpServletResponse.SC_UNAUTHORIZED, "text/plain; charset=utf-8", "Authorization required");
    }

    static void forbidden(HttpServletResponse response, String message) throws IOException {
        json(response, HttpServletResponse.SC_FORBIDDEN, message);
    }

    static void json(HttpServletResponse response, int status, String message) throws IOException {
        write(response, status, "application/json", "{\n  \"code\" : %d,\n  \"message\" : \"%s\"\n}".formatted(status, message));
    }

    static void write(HttpServletResponse response, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
