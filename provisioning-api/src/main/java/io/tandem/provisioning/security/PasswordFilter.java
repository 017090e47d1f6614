package io.tandem.provisioning.security;

import java.io.IOException;
import java.util.Optional;

import io.tandem.provisioning.password.PasswordCheck;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Logs in by HTTP Basic, bans those who guess, and lets nobody on who has not logged in. */
final class PasswordFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient Admins admins;
    private final transient PasswordCheck passwords;
    private final transient LoginBans bans;

    PasswordFilter(Admins admins, PasswordCheck passwords, LoginBans bans) {
        this.admins = admins;
        this.passwords = passwords;
        this.bans = bans;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        if (LoginState.caller(request).isPresent()) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Credentials> credentials = Credentials.of(Optional.ofNullable(request.getHeader("Authorization")));
        if (credentials.isEmpty()) {
            Refusals.unauthorized(response);
        } else {
            login(credentials.get(), request, response, chain);
        }
    }

    private void login(Credentials credentials, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        LoginBans.Attempt attempt = new LoginBans.Attempt(credentials.login(), request.getRemoteAddr());
        LoginBans.History history = bans.of(attempt);
        if (history.banned()) {
            Refusals.forbidden(response, "Banned");
            return;
        }
        Optional<Admin> admin = admins.byLogin(credentials.login());
        if (!passwords.isRight(credentials.login(), admin.map(Admin::password), credentials.password())) {
            bans.failed(attempt);
            Refusals.unauthorized(response);
        } else if (admin.filter(Admin::active).isEmpty()) {
            Refusals.forbidden(response, "Invalid user");
        } else {
            if (history.failedBefore()) {
                bans.succeeded(attempt);
            }
            LoginState.admit(request, admin.get().caller());
            chain.doFilter(request, response);
        }
    }
}
