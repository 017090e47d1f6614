package io.tandem.provisioning.security;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import io.tandem.provisioning.login.Account;
import io.tandem.provisioning.login.AuthTokens;
import io.tandem.provisioning.login.Login;
import io.tandem.provisioning.login.Realm;
import io.tandem.provisioning.login.WebTokens;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /login_jwt}: a web token for a login and password, for a one-time token, or for a token that is about to end. An unknown login and a
 * wrong password are one answer.
 */
public final class LoginServlet extends HttpServlet {
    public static final String PATH = OpenPaths.LOGIN;
    private static final long serialVersionUID = 1L;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_BODY_BYTES = 64 << 10;
    private static final String FORBIDDEN = "Forbidden!";

    private final transient Login login;
    private final transient WebTokens tokens;
    private final transient AuthTokens authTokens;
    private final transient Realms realms;

    public LoginServlet(Login login, WebTokens tokens, AuthTokens authTokens, Realms realms) {
        this.login = login;
        this.tokens = tokens;
        this.authTokens = authTokens;
        this.realms = realms;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<JsonNode> body = body(request);
        if (body.isEmpty()) {
            Refusals.json(response, HttpServletResponse.SC_BAD_REQUEST, "The body must be a JSON object.");
            return;
        }
        Realm realm = realms.of(request);
        String token = text(body.get(), "token");
        String jwt = text(body.get(), "jwt");
        String username = text(body.get(), "username");
        String password = text(body.get(), "password");
        if (!token.isEmpty()) {
            answer(response, authTokens.login(token, realm));
        } else if (!jwt.isEmpty()) {
            answer(response, tokens.account(jwt, realm));
        } else if (username.isEmpty() || password.isEmpty()) {
            Refusals.json(response, 422, "No username or password given");
        } else {
            Optional<String> otp = Optional.of(text(body.get(), "otp")).filter(code -> !code.isEmpty());
            attempt(new Login.Attempt(realms.name(request, username), request.getRemoteAddr(), password, otp), response);
        }
    }

    private void attempt(Login.Attempt attempt, HttpServletResponse response) throws IOException {
        switch (login.attempt(attempt, false)) {
            case Login.Unknown _ -> Refusals.forbidden(response, "User not found");
            case Login.Refused(String text) -> Refusals.forbidden(response, Login.INACTIVE.text().equals(text) ? FORBIDDEN : text);
            case Login.Admitted(Account account, boolean _) -> answer(response, Optional.of(account));
        }
    }

    private void answer(HttpServletResponse response, Optional<Account> account) throws IOException {
        if (account.filter(Account::active).isEmpty()) {
            Refusals.forbidden(response, FORBIDDEN);
        } else if (login.isExpired(account.get())) {
            Refusals.forbidden(response, Refusals.EXPIRED);
        } else {
            WebTokens.Issued issued = tokens.issue(account.get().caller());
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("jwt", issued.token()).put("expires", issued.expires().getEpochSecond());
            body.put(account.get().caller().line().isPresent() ? "subscriber_id" : "id", account.get().caller().id());
            Refusals.write(response, HttpServletResponse.SC_OK, "application/json", JSON.writeValueAsString(body));
        }
    }

    private static Optional<JsonNode> body(HttpServletRequest request) throws IOException {
        try (InputStream in = request.getInputStream()) {
            return Optional.of(JSON.readTree(in.readNBytes(MAX_BODY_BYTES))).filter(JsonNode::isObject);
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode body, String name) {
        return body.path(name).asString("");
    }
}
