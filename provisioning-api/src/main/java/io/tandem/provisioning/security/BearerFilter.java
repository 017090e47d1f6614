package io.tandem.provisioning.security;

import java.io.IOException;
import java.util.Optional;

import io.tandem.provisioning.login.Account;
import io.tandem.provisioning.login.Login;
import io.tandem.provisioning.login.WebTokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Logs in by {@code Authorization: Bearer} (RFC 6750) with a web token; the second factor was asked for when it was issued. */
final class BearerFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String SCHEME = "bearer ";

    private final transient WebTokens tokens;
    private final transient Login login;
    private final transient Realms realms;

    BearerFilter(WebTokens tokens, Login login, Realms realms) {
        this.tokens = tokens;
        this.login = login;
        this.realms = realms;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        Optional<String> token = Optional.ofNullable(request.getHeader("Authorization"))
            .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())).map(value -> value.substring(SCHEME.length()).strip());
        if (LoginState.caller(request).isPresent() || token.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Account> account = tokens.account(token.get(), realms.of(request));
        if (account.isEmpty()) {
            Refusals.unauthorized(response, realms.of(request));
        } else if (!account.get().active()) {
            Refusals.forbidden(response, Login.INACTIVE.text());
        } else if (login.isExpired(account.get()) && !OpenPaths.isPasswordChange(request)) {
            Refusals.forbidden(response, Refusals.EXPIRED);
        } else {
            LoginState.admit(request, account.get().caller());
            chain.doFilter(request, response);
        }
    }
}
