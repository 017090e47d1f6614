package io.tandem.testkit.phone;

/** What a phone needs to register. */
public record Account(String username, String domain, String password) {}
