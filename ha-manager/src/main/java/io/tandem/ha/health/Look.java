package io.tandem.ha.health;

/** What a look at a service found. */
enum Look {
    UP,
    /** It answers, and says that it does not work. */
    DOWN,
    /** It does not answer: it is being started again, perhaps. */
    SILENT
}
