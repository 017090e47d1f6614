package io.tandem.provisioning.security;

import java.util.Optional;

import io.tandem.provisioning.resource.Caller;
import jakarta.servlet.http.HttpServletRequest;

/** The caller of a request, as an attribute under his class name. */
public final class LoginState {
    private static final String ATTRIBUTE = Caller.class.getName();

    private LoginState() {}

    static void admit(HttpServletRequest request, Caller caller) {
        request.setAttribute(ATTRIBUTE, caller);
    }

    /** @return empty before the login filters ran */
    public static Optional<Caller> caller(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? Optional.of(caller) : Optional.empty();
    }
}
