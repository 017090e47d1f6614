/**
 * The app server: answers calls to mailboxes. Wiring only; calls are in {@code session}, what they do in {@code voicemail}.
 */
@NullMarked
package io.tandem.appserver;

import org.jspecify.annotations.NullMarked;
