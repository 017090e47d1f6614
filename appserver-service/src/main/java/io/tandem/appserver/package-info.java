/** Voicemail, reminder, fax. */
@NullMarked
package io.tandem.appserver;

import org.jspecify.annotations.NullMarked;
