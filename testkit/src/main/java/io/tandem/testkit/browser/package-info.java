/** A real browser, headless, as a WebRTC party. */
@NullMarked
package io.tandem.testkit.browser;

import org.jspecify.annotations.NullMarked;
