package io.tandem.provisioning.security;

import java.io.IOException;
import java.util.Optional;

import io.tandem.provisioning.login.Login;
import io.tandem.provisioning.resource.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Logs in by HTTP Basic, and lets nobody on who has not logged in, but guests where they may be. */
final class PasswordFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String OTP_HEADER = "X-OTP";

    private final transient Login login;
    private final transient Realms realms;

    PasswordFilter(Login login, Realms realms) {
        this.login = login;
        this.realms = realms;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        if (LoginState.caller(request).isPresent()) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Credentials> credentials = Credentials.of(Optional.ofNullable(request.getHeader("Authorization")));
        if (credentials.isPresent()) {
            login(credentials.get(), request, response, chain);
        } else if (OpenPaths.isOpen(request)) {
            LoginState.admit(request, Caller.guest());
            chain.doFilter(request, response);
        } else {
            Refusals.unauthorized(response, realms.of(request));
        }
    }

    private void login(Credentials credentials, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Login.Attempt attempt = new Login.Attempt(realms.name(request, credentials.login()), request.getRemoteAddr(), credentials.password(),
            Optional.ofNullable(request.getHeader(OTP_HEADER)));
        switch (login.attempt(attempt, OpenPaths.isEnrolment(request))) {
            case Login.Unknown _ -> Refusals.unauthorized(response, attempt.name().realm());
            case Login.Refused(String text) -> Refusals.forbidden(response, text);
            case Login.Admitted(var _, boolean expired) when expired && !OpenPaths.isPasswordChange(request) ->
                Refusals.forbidden(response, Refusals.EXPIRED);
            case Login.Admitted(var account, boolean _) -> {
                LoginState.admit(request, account.caller());
                chain.doFilter(request, response);
            }
        }
    }
}
