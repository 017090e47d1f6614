package io.tandem.data.sound;

/** Which recorded calls are announced ({@code play_announce_before_recording}). */
public enum RecordedCalls {
    NEVER, ALWAYS, EXTERNAL_CALLS_ONLY, INTERNAL_CALLS_ONLY;

    /** @param internal both parties are subscribers */
    public boolean contain(boolean internal) {
        return switch (this) {
            case NEVER -> false;
            case ALWAYS -> true;
            case EXTERNAL_CALLS_ONLY -> !internal;
            case INTERNAL_CALLS_ONLY -> internal;
        };
    }
}
