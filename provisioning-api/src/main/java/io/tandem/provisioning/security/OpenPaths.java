package io.tandem.provisioning.security;

import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

/** What is answered without credentials; what a guest may do there is up to the resources. */
final class OpenPaths {
    static final String LOGIN = "/login_jwt";
    private static final Set<String> OPEN = Set.of(LOGIN, "/api/platforminfo", "/api/passwordreset", "/api/passwordrecovery");
    private static final String OTP_SECRET = "/api/otpsecret";
    private static final String PASSWORD_CHANGE = "/api/passwordchange";

    private OpenPaths() {}

    static boolean isOpen(HttpServletRequest request) {
        return OPEN.contains(path(request));
    }

    /** Reading the secret of a second factor does not need one; taking it away does. */
    static boolean isEnrolment(HttpServletRequest request) {
        return OTP_SECRET.equals(path(request)) && "GET".equals(request.getMethod());
    }

    static boolean isPasswordChange(HttpServletRequest request) {
        return PASSWORD_CHANGE.equals(path(request)) && "POST".equals(request.getMethod());
    }

    private static String path(HttpServletRequest request) {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
