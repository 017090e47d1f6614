/** What callers hear: tones made here, or WAV files of the operator in their place. Used by applications. */
@NullMarked
package io.tandem.appserver.prompt;

import org.jspecify.annotations.NullMarked;
