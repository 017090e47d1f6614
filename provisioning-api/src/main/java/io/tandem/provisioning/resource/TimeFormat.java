package io.tandem.provisioning.resource;

import java.time.format.DateTimeFormatter;

/** How times are written to clients ({@code provisioning.md} §1.2). */
public final class TimeFormat {
    public static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** Of calls. */
    public static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private TimeFormat() {}
}
